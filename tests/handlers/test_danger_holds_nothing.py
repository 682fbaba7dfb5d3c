"""A word that may mean danger changes nothing about the message it stands in.

Whatever is written goes to the human byte for byte, in its order, at the same moment;
only what starts from our side waits until somebody has dealt with it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.danger import Plan, Words, entries
from casework.drafts import DeliveryKind, Draft
from casework.people import Language
from casework.reasons import Reason
from handlers import danger as rules
from handlers import danger_alerts, danger_climb
from handlers.relaying import Written
from storage import alarms, danger, due, outbox
from storage.vault import VaultError

PHRASES = [each.replace("*", "") for each in entries(Language.DANISH)]
NOTHING = Plan(words=Words(["nobodywritesthis"]))
LINES = st.lists(
    st.one_of(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1
        ),
        st.sampled_from(PHRASES),
    ).filter(str.strip),
    min_size=1,
    max_size=4,
)


async def relayed(house, lines, plan):
    """Return what the contact person got of somebody's words, in its order."""
    house.office = replace(house.office, danger=plan)
    address = house.addresses["mette"]
    before = len(house.telegram.sent)
    for line in lines:
        await house.talk("bo", line)
    got = [each for each in house.telegram.sent[before:] if each.to == address]
    bo = await house.person("bo")
    flag = await house.run(danger.find_open, bo.id)
    if flag is not None:
        await house.run(danger.close, flag, None, house.now)
    return [
        (each.text, each.form, each.silent)
        for each in got
        if each.text.startswith("K2 Bo\n")
    ]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=LINES)
async def test_words_arrive_the_same_with_and_without_a_hit(house, lines):
    with_hits = await relayed(house, lines, Plan())
    without = await relayed(house, lines, NOTHING)

    assert with_hits == without


@pytest.mark.parametrize("phrase", ["jeg vil dø", "stop nu jeg kan ikke mere"])
async def test_the_words_leave_before_the_alert_and_at_once(house, phrase):
    await house.talk("bo", phrase)

    to_mette = house.texts("mette")
    assert to_mette[0] == f"K2 Bo\n{phrase}"
    assert to_mette[1].startswith("READ NOW")


async def test_whatever_breaks_as_humans_are_told_the_message_arrives(
    house, monkeypatch
):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("handlers.danger_climb.begin", broken)
    await house.talk("bo", "jeg vil dø")

    assert house.texts("mette") == ["K2 Bo\njeg vil dø"]
    assert [each.name for each in await house.run(alarms.current)] == ["danger"]
    bo = await house.person("bo")
    assert not await house.run(danger.is_open, bo.id)  # the next words raise it anew
    monkeypatch.undo()
    await house.talk("bo", "jeg vil dø")
    assert house.texts("mette")[-1].startswith("READ NOW")


async def test_a_row_that_does_not_open_stops_nobody_else_from_being_told(
    house, monkeypatch
):
    mette, told = await house.person("mette"), danger_alerts.tell

    def broken_for_mette(tx, office, flag, who, now, **more):
        told(tx, office, flag, who, now, **more)
        if who == mette.id:
            raise VaultError

    monkeypatch.setattr(danger_alerts, "tell", broken_for_mette)
    await house.talk("bo", "jeg vil dø")

    assert house.texts("mette") == ["K2 Bo\njeg vil dø"]
    assert house.texts("sanne")[-1].startswith("READ NOW")


async def test_a_rung_that_breaks_every_try_is_not_the_last(house):
    await house.talk("bo", "jeg vil dø")
    bo = await house.person("bo")
    flag = await house.run(danger.find_open, bo.id)
    [rung] = await house.run(due.of_subject, danger_climb.RUNG, flag.id)
    missed = danger_climb.RUNG_KIND.missed

    reason = Reason.TRIED_TOO_OFTEN
    await house.run(missed, house.office, rung, reason, house.now)
    house.move(hours=1)
    await house.deliver()

    assert house.texts("sanne")[-1].startswith("READ NOW")


async def test_nothing_starts_from_our_side_until_it_is_dealt_with(house):
    house.move(minutes=31)  # since anybody wrote
    bo = await house.person("bo")
    flag = await house.run(danger.add, bo.id, None, house.now)
    draft = Draft(
        bo.id,
        DeliveryKind.AUTOMATIC,
        "How are you?",
        until=house.now + timedelta(hours=2),
    )
    identity = await house.run(outbox.add, draft, house.now)

    await house.deliver()
    held = await house.run(outbox.find, identity)
    await house.run(danger.close, flag, None, house.now)
    house.move(minutes=5)
    await house.deliver()

    assert (held.state, held.reason) == ("ready", Reason.DANGER)
    assert house.texts("bo") == ["How are you?"]


async def test_it_holds_back_nobody_else_and_nothing_that_was_decided(house):
    house.move(minutes=31)
    bo, dan = await house.person("bo"), await house.person("dan")
    await house.run(danger.add, bo.id, None, house.now)
    until = house.now + timedelta(hours=2)
    for kind, person in ((DeliveryKind.AUTOMATIC, dan), (DeliveryKind.NEWS, bo)):
        await house.run(
            outbox.add, Draft(person.id, kind, "Hi", until=until), house.now
        )

    await house.deliver()

    assert (house.texts("bo"), house.texts("dan")) == (["Hi"], ["Hi"])


async def test_a_contact_persons_answer_leaves_without_the_hold(house):
    await house.talk("bo", "jeg vil dø")

    await house.talk("mette", "I call you now", reply_to=house.chat("mette")[0])

    assert house.texts("bo")[-1] == "Mette: I call you now"


async def test_words_under_a_picture_count_and_no_words_do_not(house):
    incoming = house.incoming("alma", "jeg vil dø")
    address = await house.address("alma")

    assert rules.may_be_meant(house.office, Written(incoming, address))
    assert not rules.may_be_meant(
        house.office, Written(replace(incoming, text=""), address)
    )


async def test_an_answer_to_a_question_may_raise_it_as_well(house):
    alma = await house.person("alma")

    flag = await house.run(rules.raise_flag, house.office, alma, None, house.now)
    again = await house.run(rules.raise_flag, house.office, alma, None, house.now)
    await house.deliver()

    assert (flag.id, flag.hits) == (again.id, 0)
    assert [text[:8] for text in house.texts("mette")] == ["READ NOW"]
    assert ("danger", "An answer that asks for help.") in [
        (kind, words["text"]) for kind, words in await house.record("alma")
    ]
    assert await house.run(danger.is_open, alma.id)
