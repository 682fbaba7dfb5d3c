"""Emptying a chat that others may see."""

from datetime import timedelta

import pytest

from casework.messages import Form, Sent
from casework.people import Address, Channel
from storage import assignments, messages
from tests.handlers.house import listed


async def ids_in(house, who):
    address = await house.address(who)
    since = house.now - timedelta(days=30)
    return await house.run(messages.standing_since, address.id, since)


def removed(house, who):
    """Return what was asked to be removed from somebody's chat."""
    chat = house.addresses[who].value
    return [
        place
        for each in house.telegram.sent
        if each.form is Form.DELETE and each.to.value == chat
        for place in (each.target, *each.also)
    ]


@pytest.fixture(autouse=True)
def lenient(house, monkeypatch):
    """Let the phones forget what they did not send, as Telegram does."""
    shown = house.telegram._show

    def show(outgoing):
        if outgoing.form is Form.DELETE and outgoing.also:
            for place in (outgoing.target, *outgoing.also):
                found = house.telegram.find(outgoing.to.value, place)
                if found is not None:
                    found.is_deleted = True
            return Sent((outgoing.target,))
        return shown(outgoing)

    monkeypatch.setattr(house.telegram, "_show", show)


async def test_both_sides_of_two_days_go_and_the_contact_persons_chat_stays(house):
    written = await house.talk("alma", "secret")
    await house.talk("mette", "answer", reply_to=house.last("mette"))
    theirs = house.last("alma").id
    before = house.texts("mette")

    command = await house.talk("alma", "/clear")

    assert {written, theirs, command} <= set(removed(house, "alma"))
    assert house.texts("alma") == ["Done."]
    assert [text for text in before if text not in house.texts("mette")] == []
    assert house.last("mette").text.endswith("On yours it stays.")
    assert theirs not in await ids_in(house, "alma")
    assert "secret" in await house.said("alma")


async def test_what_is_older_stays_and_that_is_said(house):
    old = await house.talk("alma", "old")
    house.move(hours=48)
    new = await house.talk("alma", "new")

    await house.talk("alma", "/clear")

    assert new in removed(house, "alma")
    assert old not in removed(house, "alma")
    assert house.last("alma").text.startswith("Done, as far as I can")


async def test_the_word_does_the_same_on_telegram_and_by_sms_it_is_told_how(house):
    await house.talk("alma", "Delete")
    assert house.last("alma").text == "Done."
    before = house.texts("mette")

    await house.talk("bo", "SLET")

    assert house.last("bo").text.startswith("I cannot delete on your phone.")
    assert house.texts("mette") == before


async def test_a_chat_is_cleared_once_and_for_all_that_comes_later(house):
    await house.talk("alma", "one")
    await house.talk("alma", "/clear")
    first = len(removed(house, "alma"))

    await house.talk("alma", "/clear")

    again = removed(house, "alma")[first:]
    assert house.texts("alma") == ["Done."]
    assert len(again) >= 2  # the command, and what was said to the first


async def test_a_stop_does_not_stand_in_the_way_of_it(house):
    written = await house.talk("alma", "secret")
    await house.talk("alma", "/stop")

    await house.talk("alma", "/clear")

    assert written in removed(house, "alma")
    assert house.texts("alma") == ["Done."]


async def test_after_the_end_it_is_done_as_before(house):
    written = await house.talk("alma", "secret")
    alma = await house.person("alma")
    assignment = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, assignment.id, house.now)

    command = await house.talk("alma", "/clear")

    assert {written, command} <= set(removed(house, "alma"))
    assert house.texts("alma") == ["Done."]


async def test_no_other_chat_is_touched(house):
    await house.talk("cleo", "hello")

    await house.talk("alma", "/clear")

    assert removed(house, "cleo") == removed(house, "mette") == []


@pytest.mark.parametrize(
    ("profile", "who", "is_told"),
    [("dk_skp", "nora", True), ("dk_youth", "nora", False), ("dk_skp", "olaf", False)],
)
async def test_the_timer_is_suggested_where_the_help_wants_it_and_telegram_has_one(
    house, profile, who, is_told
):
    house.addresses |= {
        "nora": Address(Channel.TELEGRAM, "7001009010"),
        "olaf": Address(Channel.SMS, "+4520999999"),
    }
    await house.enrol(listed(who, profile=profile, contact_person="mette"))
    await house.link(who)
    await house.deliver()
    first = len(house.chat(who))
    if who == "nora":
        await house.press("nora", "Yes")
    else:
        await house.write("olaf", "OK")
    await house.deliver()

    told = [text for text in house.texts(who) if "can empty this chat" in text]
    assert first == 1
    assert len(told) == is_told
