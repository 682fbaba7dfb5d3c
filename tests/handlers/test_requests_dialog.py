"""Answering requests in the chat, step by step, and by SMS in a line."""

import pytest

from storage import requests as stored
from tests.handlers.outreach import reply
from tests.handlers.test_own_data import house_of
from tests.handlers.test_requests import WRONG, asked, entries

__all__ = ["house_of"]


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


async def press(house, label, who="mette"):
    await house.press(who, label)
    await house.deliver()


async def now(house, request):
    return await house.run(stored.find, request.id)


async def test_a_correction_is_put_right_in_the_chat(house):
    request = await asked(house)

    await house.talk("mette", "/requests")
    listed = house.last("mette")
    await press(house, "1. K1 Alma")
    shown = house.last("mette")
    offered = labels(shown)
    await press(house, "Put it right")
    await reply(house, "#1", "mette")

    (text,) = listed.versions
    assert "1. K1 Alma says that something is wrong: by Wed 23 Dec" in text
    assert shown.versions[0].endswith(f"“{WRONG}”")
    assert offered[:3] == ["Put it right", "Say no, and why", "It takes longer"]
    assert (await now(house, request)).outcome == "granted"
    assert ("correction", WRONG, 1) in await entries(house)
    assert house.texts("mette")[-1] == (
        "K1 Alma gets the answer now. It is written down."
    )


async def test_where_no_record_is_kept_a_correction_is_put_right_without_an_entry(
    house_of,
):
    house = await house_of("dk_skp")
    await house.talk("bo", "RET: jeg hedder Bo")

    await house.talk("mette", "/requests")
    await press(house, "1. K1 Bo")
    await press(house, "Put it right")

    (request,) = await house.run(stored.every)
    assert request.outcome == "granted"
    assert house.texts("bo")[-1] == "Thank you for telling us. It is put right now."


@pytest.mark.parametrize("said", ["9" * 20, "9" * 4000, "²", "the first one"])
async def test_what_is_no_number_of_an_entry_is_asked_for_anew(house, said):
    request = await asked(house)
    await house.talk("mette", "/requests")
    await press(house, "1. K1 Alma")
    await press(house, "Put it right")

    await reply(house, said, "mette")

    assert house.texts("mette")[-1].startswith("Which entry is wrong?")
    assert (await now(house, request)).is_open


async def test_a_no_asks_why(house):
    request = await asked(house)

    await house.talk("mette", "/requests")
    await press(house, "1. K1 Alma")
    await press(house, "Say no, and why")
    await reply(house, "two of us saw it", "mette")

    assert (await now(house, request)).outcome == "refused"
    assert any("two of us saw it" in text for text in house.texts("alma"))


async def test_a_copy_that_is_ready_needs_no_words(house):
    request = await asked(house, "bo", "INDSIGT")

    await house.talk("mette", "/requests")
    await press(house, "1. K2 Bo")
    await press(house, "The copy is ready")

    assert (await now(house, request)).outcome == "granted"
    assert house.texts("bo")[-1].startswith("What is saved about you is ready for you.")


async def test_more_time_is_offered_once(house):
    request = await asked(house, "bo", "INDSIGT")
    for _ in range(2):
        await house.talk("mette", "/requests")
        await press(house, "1. K2 Bo")
        shown = labels(house.last("mette"))
        if "It takes longer" in shown:
            await press(house, "It takes longer")
            await reply(house, "many files", "mette")

    assert "It takes longer" not in shown
    assert (await now(house, request)).extended_at == house.now


async def test_a_supervisor_sees_what_is_asked_and_not_the_words(house):
    await asked(house)

    await house.talk("sanne", "/requests")
    await press(house, "1. K1 Alma", "sanne")

    assert "says that something is wrong" in house.last("sanne").text
    assert not any(WRONG in text for text in house.texts("sanne"))


async def test_somebody_elses_request_is_nobodys_business(house):
    await asked(house)

    await house.talk("kirsten", "REQUESTS")
    await house.talk("kirsten", "REQUEST 1 YES 1")

    assert house.texts("kirsten")[-2:] == [
        "Nobody waits for an answer about what is saved.",
        "There is no request 1 that you can answer.",
    ]
    assert (await entries(house))[-1][0] == "denied"


@pytest.mark.parametrize(
    ("said", "outcome", "told"),
    [
        ("REQUEST 1 YES", None, "Which entry is wrong?"),
        ("ANMODNING 1 JA 1", "granted", "gets the answer now"),
        ("begäran 1 nej det var så", "refused", "gets the answer now"),
        ("REQUEST 1 NO", None, "Please say why"),
        ("REQUEST 1 LATER we look for it", None, "gets the answer now"),
        ("REQUEST 1", None, "Write REQUEST 1 YES"),
        ("REQUEST 9 YES", None, "There is no request 9"),
    ],
)
async def test_by_sms_it_is_one_line(house, said, outcome, told):
    request = await asked(house, "cleo")

    await house.talk("kirsten", said)

    assert told in house.texts("kirsten")[-1]
    assert (await now(house, request)).outcome == outcome


async def test_a_request_that_somebody_else_answered_meanwhile_is_over(house):
    await asked(house, "bo", "INDSIGT")
    await house.talk("mette", "/requests")
    await press(house, "1. K2 Bo")
    await house.talk("sanne", "/requests")
    await press(house, "1. K2 Bo", "sanne")
    await press(house, "The copy is ready", "sanne")

    await press(house, "The copy is ready")

    assert "There is no request 1" in house.texts("mette")[-1]
    assert len([text for text in house.texts("bo") if "is ready" in text]) == 1
