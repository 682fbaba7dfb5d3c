from datetime import timedelta

from casework.people import Address, Channel, PersonId
from storage import strangers
from tests.storage.stores import NOW

NUMBER = Address(Channel.SMS, "+4520123456")


def test_it_is_known_when_a_stranger_was_answered(tx):
    assert strangers.answered_at(tx, NUMBER) is None

    strangers.set_answered(tx, NUMBER, NOW)
    strangers.set_answered(tx, NUMBER, NOW + timedelta(days=1))

    assert strangers.answered_at(tx, NUMBER) == NOW + timedelta(days=1)
    assert strangers.answered_at(tx, Address(Channel.TELEGRAM, NUMBER.value)) is None


def test_it_is_known_when_somebody_wrote_whom_nobody_answers(tx):
    alma, bo = PersonId("c-alma"), PersonId("c-bo")

    strangers.set_wrote(tx, alma, NOW)

    assert strangers.wrote_at(tx, alma) == NOW
    assert strangers.wrote_at(tx, bo) is None


def test_a_stranger_is_known_by_a_keyed_hash_only(tx):
    strangers.set_answered(tx, NUMBER, NOW)

    assert "20123456" not in str(
        [tuple(row) for row in tx.all("SELECT * FROM stranger")]
    )
