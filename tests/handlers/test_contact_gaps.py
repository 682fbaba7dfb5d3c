"""Nothing is heard from somebody: who is told, when, and what ends it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.messages import Never
from casework.reasons import Reason
from casework.tasks import TaskKind
from handlers import contact_gaps, daily_look, overriding
from storage import assignments, cadence, cases, people, tasks
from tests.handlers.conftest import house_of
from tests.handlers.outreach import alias_of


async def days_pass(house, days, who="mette"):
    """Let days pass one by one, each looked at; return what somebody was told."""
    before = len(house.texts(who))
    for _ in range(days):
        house.move(days=1)
        await house.look_after(daily_look.DAILY_LOOK)
        await house.deliver()
    return house.texts(who)[before:]


async def open_task(house, who="alma"):
    client = await house.person(who)
    return await house.run(tasks.find_open, client.id, TaskKind.SILENCE)


def about_silence(texts, whom="K1 Alma"):
    return [each for each in texts if "Nothing was heard" in each and whom in each]


async def test_after_two_weeks_without_a_word_the_contact_person_is_told_once(house):
    assert about_silence(await days_pass(house, 13)) == []

    told = about_silence(await days_pass(house, 3))

    assert len(told) == 1
    assert "Last contact: Mon 23 Nov." in told[0]
    assert (await open_task(house)).is_open


async def test_after_as_many_days_again_the_supervisor_is_told_once(house):
    await days_pass(house, 27, "sanne")
    before = house.texts("sanne")

    await days_pass(house, 6)

    told = [each for each in house.texts("sanne")[len(before) :] if "K1 Alma" in each]
    assert not [each for each in before if "K1 Alma" in each]
    assert "\n".join(told) == (
        "K1 Alma: nothing heard in either direction since Mon 23 Nov."
        " Mette was told before."
    )


async def test_it_is_over_as_soon_as_somebody_writes(house):
    await days_pass(house, 15)
    await house.talk("alma", "hello")

    await house.look_after(daily_look.DAILY_LOOK)

    assert await open_task(house) is None
    assert about_silence(await days_pass(house, 13)) == []
    assert len(about_silence(await days_pass(house, 2))) == 1


async def test_words_of_the_contact_person_that_arrive_end_it_as_well(house):
    await house.talk("alma", "a word to reply to")
    await days_pass(house, 15)
    told = next(each for each in house.chat("mette") if "a word" in each.text)
    await house.talk("mette", "how are you?", reply_to=told)
    house.move(seconds=9)
    await house.deliver()

    await house.look_after(daily_look.DAILY_LOOK)

    assert await open_task(house) is None


async def test_a_failed_send_does_not_count_as_contact(house):
    client, case = await house.person("bo"), await house.case_of("bo")
    await house.talk("bo", "a word to reply to")
    house.move(days=10)
    house.sms.will(Never(Reason.UNREACHABLE), to=house.addresses["bo"].value)
    told = next(each for each in house.chat("mette") if "a word" in each.text)
    await house.talk("mette", "how are you?", reply_to=told)
    house.move(seconds=9)
    await house.deliver()

    assert await house.run(cadence.last_answered, client.id, case) is None
    told = await days_pass(house, 4)
    assert len(about_silence(told, "K2 Bo")) == 1


async def test_a_rest_is_no_silence(house):
    await house.talk("mette", "/end K1")
    await house.press("mette", "Pause")
    await house.deliver()
    assert about_silence(await days_pass(house, 30)) == []

    await house.talk("mette", "/end K1")
    await house.press("mette", "Go on")
    await house.deliver()

    assert about_silence(await days_pass(house, 13)) == []
    assert len(about_silence(await days_pass(house, 2))) == 1


async def test_a_pause_ends_a_silence_that_was_told(house):
    await days_pass(house, 15)
    await house.talk("mette", "/end K1")
    await house.press("mette", "Pause")

    await days_pass(house, 1)

    assert await open_task(house) is None


async def test_who_asked_for_a_break_is_left_alone_and_the_days_count_anew(house):
    await house.talk("alma", "/pause 20")
    assert about_silence(await days_pass(house, 33)) == []

    assert len(about_silence(await days_pass(house, 2))) == 1


async def test_whoever_stands_in_is_told(house):
    alma, sanne = await house.person("alma"), await house.person("sanne")
    one = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_substitute, one.id, sanne.id)

    told = await days_pass(house, 15, "sanne")

    assert len(about_silence(told)) == 1
    assert about_silence(house.texts("mette")) == []


async def test_nobody_is_told_in_the_night(house):
    house.move(days=14, hours=14)

    await house.look_after(daily_look.DAILY_LOOK)

    assert await open_task(house) is None


@pytest.mark.parametrize("days", ["none", "30"])
async def test_how_long_is_a_rule_of_the_help(house, days):
    given = {"silence_days": days}
    await house.run(overriding.override, house.office, "alma", given, house.now)

    assert about_silence(await days_pass(house, 29)) == []
    assert len(about_silence(await days_pass(house, 2))) == (days == "30")


async def test_after_the_tries_a_word_is_suggested_without_pressure(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)
    for how in ("called", "knocked", "wrote"):
        street.move(days=1)
        await street.talk("sofie", f"/tried {ali.alias} {how}")

    early = await days_pass(street, 29, "sofie")
    later = await days_pass(street, 31, "sofie")

    assert [each for each in early if "pressure" in each] == []
    said = (
        f"{ali.label} has not answered so far. Perhaps it is time for a word,"
        " without any pressure?"
    )
    assert [each for each in later if "pressure" in each] == [said, said]
    # Nobody is hurried about somebody who was looked for so often.
    assert [each for each in early + later if "Nothing was heard" in each] == []
    known = await street.run(people.known, ali.id)
    assert await street.run(cases.of_client, known.id)


async def test_the_morning_of_a_supervisor_names_whom_nothing_was_heard_from(house):
    sanne, mette = await house.person("sanne"), await house.person("mette")
    await days_pass(house, 28)
    await house.talk("bo", "hello")
    await days_pass(house, 1)

    def lines(tx, who):
        return contact_gaps.in_digest(tx, house.office, who, house.now)

    assert await house.run(lines, sanne) == [
        "Nothing heard in either direction:",
        *(f"{who}, since Mon 23 Nov" for who in ("K1 Alma", "K3 Cleo", "K4 Dan")),
    ]
    assert await house.run(lines, mette) == []


EVENTS = st.sampled_from(["alma", "mette", "failed", "tried"])
LIVES = st.lists(st.tuples(st.integers(0, 20), EVENTS), min_size=2, max_size=4).map(
    lambda parts: [
        each for quiet, event in parts for each in (*["quiet"] * quiet, event)
    ]
)
"""Days, most of them without a word."""


@settings(max_examples=8, deadline=None)
@given(days=LIVES)
async def test_whatever_happens_a_silence_is_told_when_it_is_one_and_only_then(
    linked_store, tmp_path_factory, days
):
    """Against a plain count of the days since words last arrived."""
    async with house_of(linked_store, tmp_path_factory.mktemp("life")) as house:
        await house.talk("alma", "a word to reply to")
        swiped = next(each for each in house.chat("mette") if "a word" in each.text)
        silent, told = 0, 0
        for what in days:
            house.move(days=1)
            silent += 1
            if what == "alma":
                await house.talk("alma", "hello")
            elif what == "tried":
                await house.talk("mette", "/tried K1 called")
            elif what != "quiet":
                if what == "failed":
                    chat = house.addresses["alma"].value
                    house.telegram.will(Never(Reason.PROVIDER), to=chat)
                await house.talk("mette", "hello", reply_to=swiped)
                house.move(seconds=9)
                await house.deliver()
            if what in ("alma", "mette"):
                silent = 0
            before = len(house.texts("mette"))
            await house.look_after(daily_look.DAILY_LOOK)
            await house.deliver()
            told += len(about_silence(house.texts("mette")[before:]))
            assert (await open_task(house) is not None) is (silent >= 14)
            house.telegram.will_no_more()
        assert told <= len(days) // 14
