from datetime import timedelta

from casework.people import Address, Channel, PersonId
from storage import shared_lines
from tests.storage.stores import NOW, rows, transaction_on

NUMBER = Address(Channel.SMS, "+4520123456")
METTE = PersonId("w-mette")
WORDS = {"incoming": {"text": "quite unlikely words"}}
HOUR = timedelta(hours=1)


def add(tx, words=WORDS, asked=METTE, now=NOW):
    return shared_lines.add(tx, NUMBER, asked, words, now)


def test_words_wait_until_somebody_has_them(tx):
    identity = add(tx)

    line = shared_lines.find(tx, identity)
    assert (line.asked, line.event) == (METTE, WORDS)

    shared_lines.forget(tx, line)
    assert shared_lines.find(tx, identity) is None


def test_each_is_asked_about_their_own_in_order(tx):
    first, second = add(tx), add(tx)
    add(tx, asked=PersonId("w-other"))

    found = shared_lines.asked_of(tx, METTE)

    assert [each.id for each in found] == [first, second]


def test_what_waits_for_long_is_found(tx):
    old = add(tx)
    add(tx, now=NOW + HOUR)

    assert shared_lines.before(tx, NOW) == [old]


def test_the_words_lie_sealed_and_are_not_shown_by_accident(made):
    with transaction_on(made) as tx:
        line = shared_lines.find(tx, add(tx))
        tx.run("COMMIT")
        tx.run("BEGIN")

    assert "unlikely" not in repr(line)
    kept = str(rows(made, "SELECT * FROM shared_line"))
    assert "unlikely" not in kept
    assert "20123456" not in kept
