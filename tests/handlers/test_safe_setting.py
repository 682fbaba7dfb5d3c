"""`/safe`: what a contact person writes down at a meeting, and what is shown of it."""

from datetime import UTC, date, datetime

import pytest

from casework.people import Channel
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from storage import questions, safe_contacts

NIGHT = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
DAY_TIME = (Window(480, 960),)


async def safe_of(house, who):
    return await house.run(safe_contacts.of, (await house.person(who)).id)


async def open_page(house, alias="K1"):
    await house.talk("mette", f"/safe {alias}")


async def choose(house, *labels):
    for label in labels:
        await house.press("mette", label)
        await house.deliver()


async def reply(house, words):
    await house.talk("mette", words, reply_to=house.last("mette"))


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


async def test_it_shows_what_is_set_and_a_button_for_each_part(house):
    await open_page(house)

    shown = house.last("mette")
    assert shown.text.startswith("K1 Alma: when and how may we write?")
    assert "- Hours: any time" in shown.text
    assert "- Our own texts: first names only" in shown.text
    assert "Last gone through: never." in shown.text
    assert len(labels(shown)) == 13


async def test_without_a_name_it_asks_for_whom(house):
    await house.talk("mette", "/safe")
    asked = labels(house.last("mette"))

    await choose(house, "K2 Bo")

    assert asked == ["K1 Alma", "K2 Bo"]
    assert house.last("mette").text.startswith("K2 Bo: when and how")


async def test_somebody_elses_client_cannot_be_set(house):
    await house.talk("mette", "/safe K3")

    assert labels(house.last("mette")) == ["K1 Alma", "K2 Bo"]


@pytest.mark.parametrize(
    ("part", "answer", "changed"),
    [
        ("Hours", "Every day 8-16", {"hours": every_day(Window(480, 960))}),
        ("Hours", "Weekdays 8-16", {"hours": (*[DAY_TIME] * 5, (), ())}),
        ("Never otherwise", "Yes", {"strict": True}),
        ("Our texts", "nothing given away", {"discreet": Discreet.DISCREET}),
        ("Our texts", "whole names", {"discreet": Discreet.OPEN}),
        ("Name me", "No", {"may_name_worker": False}),
        ("Name the place", "Yes", {"may_name_place": True}),
        ("Others see it", "Not known", {"others_see_phone": None}),
        ("Others see it", "Yes", {"others_see_phone": True}),
        ("Voicemail", "No", {"voicemail_ok": False}),
        ("Way", "SMS first", {"channels": (Channel.SMS, Channel.TELEGRAM)}),
        ("Code word", "No word", {"code_word": ""}),
        ("Code by SMS", "Yes", {"confirm_by_code": True}),
        (
            "Pause",
            "Until tomorrow",
            {"paused_until": datetime(2026, 11, 24, 6, 0, tzinfo=UTC)},
        ),
        (
            "Pause",
            "7 days",
            {"paused_until": datetime(2026, 11, 30, 6, 0, tzinfo=UTC)},
        ),
    ],
)
async def test_a_button_sets_one_part_and_leaves_the_others(
    house, part, answer, changed
):
    await open_page(house)

    await choose(house, part, answer)

    today = date(2026, 11, 23)
    assert await safe_of(house, "alma") == SafeContact(checked_on=today, **changed)
    assert house.last("mette").text.startswith("K1 Alma: when and how")


async def test_hours_can_be_typed_and_are_shown_as_they_were_understood(house):
    await open_page(house)
    await choose(house, "Hours")

    await reply(house, "man-fre 8-16, lør 10-12")

    assert "- Hours: Mon-Fri 8-16, Sat 10-12" in house.last("mette").text
    assert (await safe_of(house, "alma")).hours[5] == (Window(600, 720),)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("someday 8-16", "There is a word in it that is no day: someday"),
        ("mon 8-25", "Times look like 8-16 or 8:30-12. This does not:"),
        ("?", "There is a word in it that is no day: ?"),
    ],
)
async def test_hours_that_cannot_be_read_are_asked_again_and_nothing_is_set(
    house, typed, said
):
    await open_page(house)
    await choose(house, "Hours")

    await reply(house, typed)

    assert house.last("mette").text.startswith(said)
    assert (await safe_of(house, "alma")) == SafeContact()
    await reply(house, "8-16")
    assert (await safe_of(house, "alma")).hours == every_day(Window(480, 960))


async def test_words_of_ones_own_are_typed(house):
    await open_page(house)
    await choose(house, "Code word")
    await reply(house, "blue  teapot")
    await choose(house, "Exit word")
    await reply(house, "banana")

    safe = await safe_of(house, "alma")
    assert (safe.code_word, safe.exit_word) == ("blue teapot", "banana")
    assert "- Code word when you ring: blue teapot" in house.last("mette").text


@pytest.mark.parametrize("word", ["STOP", "yes", "3", "Quit", "x" * 41, "hjælp"])
async def test_a_word_that_means_something_already_is_refused(house, word):
    await open_page(house)
    await choose(house, "Exit word")

    await reply(house, word)

    assert house.last("mette").text.startswith("That word cannot be used")
    assert (await safe_of(house, "alma")).exit_word == ""


async def test_who_wants_to_write_gets_a_reply_opened_and_no_buttons(house):
    await open_page(house)

    await choose(house, "Hours", "Write it")
    asked = house.telegram.sent[-1]
    await reply(house, "tor 22-6")

    assert (asked.asks, asked.buttons) == (True, ())
    assert "- Hours: Thu 22-24, Fri 0-6" in house.last("mette").text


async def test_words_where_only_a_button_answers_set_nothing(house):
    await open_page(house)
    await choose(house, "Our texts")

    await reply(house, "everything")

    assert house.last("mette").text == house.office.say("dialog_press", "en")
    assert await safe_of(house, "alma") == SafeContact()


async def test_done_without_a_change_still_says_that_it_was_gone_through(house):
    await open_page(house)

    await choose(house, "All right so")

    assert (await safe_of(house, "alma")).checked_on == date(2026, 11, 23)
    assert house.last("mette").text.startswith("K1 Alma: noted.")


async def test_new_hours_let_go_what_waited_for_the_old_ones(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    day = SafeContact(hours=every_day(Window(480, 960)))
    await house.run(safe_contacts.set_profile, alma.id, day, mette.id, house.now)
    house.now = NIGHT
    await house.talk("mette", "/to K1 good night")
    house.move(seconds=9)
    await house.deliver()
    waiting = house.texts("alma")

    await open_page(house)
    await choose(house, "Hours", "Any time")

    assert "Mette: good night" not in waiting
    assert house.texts("alma")[-1] == "Mette: good night"


async def test_what_is_filled_in_at_a_meeting_is_not_asked_in_the_chat(house):
    alma = await house.person("alma")
    await house.run(questions.add, alma.id, "safe_contact", "", house.now, house.now)
    await open_page(house)

    await choose(house, "Name me", "Yes")

    assert not await house.run(questions.is_pending, alma.id, "safe_contact", "")


async def test_who_is_no_longer_theirs_is_not_set_by_a_late_answer(house):
    await open_page(house)
    await choose(house, "Hours")

    def give_away(tx):
        tx.run(
            "UPDATE assignment SET contact_person_id ="
            " (SELECT contact_person_id FROM assignment WHERE client_id ="
            " (SELECT id FROM person WHERE alias = 'K3'))"
        )
        tx.forget()

    await house.run(give_away)
    await choose(house, "Every day 8-16")

    assert await safe_of(house, "alma") == SafeContact()
