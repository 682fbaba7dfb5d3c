"""Tries without an answer, as rows."""

from datetime import timedelta

from casework.attempts import Form
from casework.people import Role
from storage import attempts
from tests.storage.stores import NOW, add_client_with_case, add_person


def test_tries_are_kept_in_their_order_with_sealed_words(tx):
    mette, (alma, _) = (
        add_person(tx, "mette", Role.CONTACT_PERSON),
        (add_client_with_case(tx)),
    )
    attempts.add(tx, alma.id, mette.id, Form.CALLED, "", NOW)
    later = NOW + timedelta(days=1)
    attempts.add(tx, alma.id, mette.id, Form.KNOCKED, "no answer", later)

    found = attempts.since(tx, alma.id, NOW)

    assert [(each.form, each.note, each.by) for each in found] == [
        (Form.CALLED, "", mette.id),
        (Form.KNOCKED, "no answer", mette.id),
    ]
    assert attempts.times_since(tx, alma.id, later) == [later]
    assert b"no answer" not in bytes(tx.value("SELECT max(sealed_note) FROM attempt"))
