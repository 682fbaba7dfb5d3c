"""A day of somebody who works here and has nothing but a phone for SMS."""

import re

import pytest

from casework import staff_words
from casework.people import Language
from handlers import commands
from storage import people, unaddressed

BEHIND = {
    **{each.removeprefix("/"): "K3" for each in commands.ABOUT_SOMEBODY},
    **dict.fromkeys(("meet", "note", "important"), "K3"),
    **dict.fromkeys(("move", "calloff"), "9"),
    "new": "Ali",
    "away": "1/12-8/12",
}
"""What must stand behind a word, so that it is no word to somebody."""

A_SCREEN = re.compile(
    r"press|button|swipe|reply to a message|/[a-z]{3,}", re.IGNORECASE
)
"""What no plain phone has."""

DAY = """
MEETINGS
MEET K3 tomorrow 14 1h at the library
MET 1
MOVE K3 wednesday 15
OFF K3
DANGER
TASKS
DONE 7
LOG K3 visit 45 min talked about school
NOTE K3 seems calmer
NOTE K3
IMPORTANT K3
CORRECT K3 1 it was on Tuesday
CORRECT K3 later
TRIED K3 knocked
TRIED K3
AGREE K3 bring the form by friday
AGREE K3
AGREEMENTS
AGREEMENTS DONE 99
GOALS K3 housing
GOALS K3
CADENCE
CADENCE K3
CADENCE K3 2 a month
CADENCE K3 now and then
REVIEWS
FOLLOWUP K3 today, goes on
FOLLOWUP K3
MONTH
MONTH last
REQUESTS
REQUEST 3 YES
CHECKINS
CHECKINS K3
LATER
LATER K3 tomorrow 8 Good luck
HOURS
HOURS mon-thu 8-15
AWAY
UNDO
/help
/note K3
/month 2026-13
/record K3 the review
/end
""".strip().splitlines()


async def speaks(house, language):
    kirsten = await house.person("kirsten")
    await house.run(people.set_language, kirsten.id, language)


def words_to_cleo(house):
    """Return what reached her as words of Kirsten."""
    return [each for each in house.texts("cleo") if each.startswith("Kirsten: ")]


async def test_everything_said_is_answered_and_no_answer_needs_a_screen(house):
    unanswered, unclear = [], []

    for said in DAY:
        before = len(house.texts("kirsten"))
        await house.talk("kirsten", said)
        new = house.texts("kirsten")[before:]
        unanswered += [said] if not new else []
        unclear += [(said, each) for each in new if A_SCREEN.search(each)]

    assert unanswered == []
    assert unclear == []
    assert words_to_cleo(house) == []


@pytest.mark.parametrize("language", Language)
async def test_every_word_that_help_names_is_one_and_goes_to_nobody(house, language):
    kirsten = await house.person("kirsten")
    await speaks(house, language)
    await house.talk("kirsten", "K3")

    for command in staff_words.COMMANDS:
        word = staff_words.word(command, language)
        await house.talk("kirsten", f"{word} {BEHIND.get(command, '')}")
        house.move(seconds=9)
        await house.deliver()

    assert words_to_cleo(house) == []
    assert await house.run(unaddressed.count, kirsten.id) == 0
