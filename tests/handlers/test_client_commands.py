import pytest

from casework.reasons import Reason


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("alma", "/help he is at the door"),
        ("alma", "/help@kontakt_bot he is at the door"),
        ("alma", "/help\nhe is at the door"),
        ("alma", "/help 😭"),
        ("alma", "/who is that at the door"),
        ("alma", "/stop he is at the door"),
        ("alma", "/clear he reads my phone"),
        ("alma", "/undo he is at the door"),
        ("alma", "/pause 3 he is at the door"),
        ("alma", "/start help me"),
        ("bo", "HELP he is at the door"),
        ("bo", "/help he is at the door"),
        ("bo", "stop he is at the door"),
    ],
)
async def test_words_behind_a_command_reach_the_human(house, who, words):
    await house.talk(who, words)

    label = {"alma": "K1 Alma", "bo": "K2 Bo"}[who]
    assert f"{label}\n{words}" in house.texts("mette")
    assert (await house.said(who))[-1] == words


async def test_a_command_with_words_behind_it_is_done_all_the_same(house):
    await house.talk("alma", "/stop he is at the door")

    assert (await house.address("alma")).frozen_for is Reason.OPTED_OUT
    assert house.office.say("staff_opted_out", "en", client="K1 Alma") in (
        house.texts("mette")
    )


@pytest.mark.parametrize(
    "words", ["/pause 3 dage", "/language dansk", "/start abcdefghijklmnopqrstuv"]
)
async def test_what_belongs_to_a_command_is_no_word_to_the_human(house, words):
    await house.talk("alma", words)

    assert f"K1 Alma\n{words}" not in house.texts("mette")
    assert house.texts("alma")
