from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.people import Language, Role
from storage import dialogs, people
from storage.dialogs import Dialog
from tests.storage.stores import NOW


@pytest.fixture
def mette(tx):
    return people.add(
        tx,
        ref="mette",
        role=Role.CONTACT_PERSON,
        name="Mette",
        language=Language.DANISH,
        profile="dk_skp",
        born_before=date(1980, 12, 31),
        now=NOW,
    ).id


@pytest.fixture
def dialog(mette):
    state = {"name": "Ali", "tries": 2}
    return Dialog(mette, "new", "name", state, 7, NOW + timedelta(minutes=30))


def test_where_somebody_is_can_be_found_again(tx, dialog):
    assert dialogs.find(tx, dialog.person, NOW) is None

    dialogs.set_dialog(tx, dialog)

    assert dialogs.find(tx, dialog.person, NOW) == dialog


def test_another_one_takes_its_place(tx, dialog):
    other = replace(dialog, name="away", step="until", state={}, delivery_id=None)

    dialogs.set_dialog(tx, dialog)
    dialogs.set_dialog(tx, other)

    assert dialogs.find(tx, dialog.person, NOW) == other


def test_it_is_over_when_it_was_ended_or_left_too_long(tx, dialog):
    dialogs.set_dialog(tx, dialog)
    last = dialog.expires_at - timedelta(milliseconds=1)

    assert dialogs.find(tx, dialog.person, last) == dialog
    assert dialogs.find(tx, dialog.person, dialog.expires_at) is None
    assert dialogs.end_old(tx, last) == 0
    assert dialogs.end_old(tx, dialog.expires_at) == 1

    dialogs.set_dialog(tx, dialog)
    dialogs.end(tx, dialog.person)

    assert dialogs.find(tx, dialog.person, NOW) is None


def test_what_was_typed_stands_nowhere_in_clear(tx, dialog):
    dialogs.set_dialog(tx, dialog)

    assert "Ali" not in str([tuple(row) for row in tx.all("SELECT * FROM dialog")])
    assert "Ali" not in repr(dialogs.find(tx, dialog.person, NOW))
