from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest

from casework.people import Channel, Role
from casework.reasons import Reason
from storage import addresses, alarms, inbox, lanes, outbox, people, status
from storage.inbox_rows import Raw
from tests.storage.installations import MARK, NOW, populated, write

ONE_HOUR = timedelta(hours=1)


@pytest.fixture
async def installation(tmp_path):
    """Three clients who wrote, one contact person who has not answered yet."""
    return await populated(tmp_path / "installation")


async def read(installation, now=NOW):
    return await installation.run(status.read, now)


def staff_and_clients(tx):
    [worker] = people.with_role(tx, Role.CONTACT_PERSON)
    clients = sorted(people.with_role(tx, Role.CLIENT), key=lambda each: each.alias)
    return worker.id, [(client, case_of(tx, client)) for client in clients]


def case_of(tx, person):
    return tx.value("SELECT id FROM case_file WHERE client_id = :id", id=person.id)


async def test_what_waits_is_counted(installation):
    found = await read(installation)

    assert found.inbox == {"new": 3, "dead": 0}
    assert found.outbox == {"held": 0, "ready": 3, "claimed": 0, "unknown": 0}
    assert found.oldest_unsent == NOW


async def test_what_waits_for_a_safe_time_is_held_and_nothing_that_is_stuck(
    installation,
):
    def wait(tx):
        for lane in chain(*lanes.due(tx, NOW + ONE_HOUR)):
            waiting = outbox.first_in_lane(tx, lane)
            outbox.postpone(tx, waiting, NOW + ONE_HOUR, Reason.SAFE_HOURS)

    await installation.run(wait)
    found = await read(installation)

    assert found.outbox == {"held": 3, "ready": 0, "claimed": 0, "unknown": 0}
    assert found.oldest_unsent is None


async def test_what_a_substitute_wrote_is_an_answer_as_well(installation):
    def answer(tx):
        _, [(_, case), *_] = staff_and_clients(tx)
        jonas = people.add(
            tx,
            ref="jonas",
            role=Role.CONTACT_PERSON,
            name="Jonas",
            language="da",
            profile="",
            born_before=None,
            now=NOW,
        )
        write(tx, case, jonas.id, "an answer", minutes=5)

    await installation.run(answer)

    assert (await read(installation)).unanswered == 2


async def test_a_client_waits_until_their_contact_person_has_answered(installation):
    def answer(tx, count):
        worker, clients = staff_and_clients(tx)
        return [
            write(tx, case, worker, "an answer", minutes=5 + number)
            for number, (_, case) in enumerate(clients[:count])
        ]

    before = await read(installation)
    await installation.run(answer, 1)
    between = await read(installation)
    await installation.run(answer, 3)
    after = await read(installation)

    assert (before.unanswered, before.oldest_unanswered) == (3, NOW)
    assert (between.unanswered, between.longest_waiting) == (2, "K2")
    assert (after.unanswered, after.oldest_unanswered) == (0, None)


async def test_who_has_waited_longest_is_named_by_their_short_name(installation):
    def write_again(tx):
        _, clients = staff_and_clients(tx)
        for minutes, (client, case) in zip((30, 10, 20), clients, strict=True):
            write(tx, case, client.id, "hello?", minutes=minutes)

    await installation.run(write_again)

    found = await read(installation)
    assert found.longest_waiting == "K2"
    assert found.oldest_unanswered == NOW + timedelta(minutes=10)


@pytest.mark.parametrize("state", ["skipped", "failed"])
async def test_an_answer_that_never_arrived_is_none(installation, state):
    def answer_in_vain(tx):
        worker, [(client, case), *_] = staff_and_clients(tx)
        message = write(tx, case, worker, "an answer", minutes=5)
        draft = outbox.find(tx, 1).draft
        delivery = outbox.add(tx, with_message(draft, client.id, message), NOW)
        outbox.settle(tx, outbox.find(tx, delivery), state, NOW)

    await installation.run(answer_in_vain)

    assert (await read(installation)).unanswered == 3


def with_message(draft, recipient, message):
    return replace(draft, recipient=recipient, message_id=message)


async def test_the_last_word_by_each_channel_is_known(installation):
    later = NOW + ONE_HOUR

    def take_in(tx):
        inbox.take_in(tx, [Raw(Channel.TELEGRAM, "late", "7", b"{}")], later)

    await installation.run(take_in)

    found = await read(installation, later)
    assert found.last_inbound == {"telegram": later, "sms": None}


async def test_a_channel_that_was_quiet_for_long_is_known_from_its_addresses(
    installation,
):
    early = NOW - timedelta(days=300)

    def texted(tx):
        _, [(client, _), *_] = staff_and_clients(tx)
        [known] = addresses.of_person(tx, client.id)
        tx.run("UPDATE address SET channel = 'sms' WHERE id = :id", id=known.id)
        addresses.heard_from(tx, known, early)

    await installation.run(texted)

    assert (await read(installation)).last_inbound["sms"] == early


async def test_only_the_failures_of_the_last_day_count(installation):
    def fail(tx):
        for delivery, at in ((1, NOW - ONE_HOUR), (2, NOW - timedelta(days=2))):
            outbox.settle(tx, outbox.find(tx, delivery), "failed", at)
        outbox.set_maybe_twice(tx, 3)

    await installation.run(fail)

    found = await read(installation)
    assert (found.failed_last_day, found.maybe_twice) == (1, 1)


async def test_alarms_that_are_over_are_not_shown(installation):
    def ring(tx):
        alarms.raise_alarm(tx, "sms_down", NOW)
        alarms.raise_alarm(tx, "store", NOW)
        alarms.end(tx, "store", NOW)

    await installation.run(ring)

    assert [alarm.name for alarm in (await read(installation)).alarms] == ["sms_down"]


async def test_nothing_personal_is_in_it(installation):
    found = await read(installation)

    said = f"{found!r} {found.as_dict()}"
    assert MARK not in said
    assert "5550199" not in said
