"""What somebody has called safe, as the store keeps it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.people import Channel, PersonId
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from storage import questions, safe_contacts
from tests.storage.stores import NOW, add_person, transaction_on

METTE = PersonId("w-mette")
DAY = timedelta(days=1)
ALL_OF_IT = SafeContact(
    channels=(Channel.SMS, Channel.TELEGRAM),
    hours=((Window(480, 720), Window(840, 960)), *[()] * 5, (Window(0, 1440),)),
    strict=True,
    discreet=Discreet.DISCREET,
    may_name_worker=False,
    may_name_place=True,
    others_see_phone=True,
    voicemail_ok=False,
    code_word="blue teapot",
    exit_word="bananæ",
    confirm_by_code=True,
    paused_until=NOW + DAY,
    left_until=NOW + 2 * DAY,
    checked_on=date(2026, 11, 23),
)
ASKED = "SELECT set_by, checked_at FROM safe_contact"
ASSIGN = """
    INSERT INTO assignment (client_id, contact_person_id, starts_at, ends_at)
    VALUES (:client, :worker, 0, :ends_at)
"""


@pytest.fixture
def alma(tx):
    return add_person(tx).id


def keep(tx, person, safe=ALL_OF_IT, now=NOW):
    safe_contacts.set_profile(tx, person, safe, METTE, now)


@pytest.mark.parametrize(
    "safe",
    [ALL_OF_IT, SafeContact(), SafeContact(hours=every_day(Window(480, 960)))],
)
def test_it_comes_out_as_it_was_put_in(tx, alma, safe):
    keep(tx, alma, safe)

    tx.forget()
    assert safe_contacts.find(tx, alma) == safe_contacts.of(tx, alma) == safe


def test_who_was_never_asked_has_no_hours_and_reads_first_names(tx, alma):
    assert safe_contacts.find(tx, alma) is None
    assert safe_contacts.of(tx, alma) == SafeContact()


def test_what_is_set_anew_takes_the_place_of_the_old_at_once(tx, alma):
    keep(tx, alma)
    assert safe_contacts.of(tx, alma) == ALL_OF_IT

    keep(tx, alma, SafeContact(strict=True))

    assert safe_contacts.of(tx, alma) == SafeContact(strict=True)


def test_nothing_of_it_can_be_read_in_the_file(made):
    with transaction_on(made) as tx:
        keep(tx, add_person(tx).id)

    kept = b"".join(path.read_bytes() for path in made.directory.glob("*.db*"))
    for words in ("teapot", "banan", "discreet", "sms"):
        assert f'"{words}'.encode() not in kept
    assert b"blue teapot" not in kept


def test_leaving_and_coming_back_are_no_new_answers(tx, alma):
    keep(tx, alma)
    before = [tuple(row) for row in tx.all(ASKED)]

    safe_contacts.set_left(tx, alma, NOW + 3 * DAY)
    left = safe_contacts.of(tx, alma)
    safe_contacts.set_left(tx, alma, None)

    assert left == replace(ALL_OF_IT, left_until=NOW + 3 * DAY)
    assert safe_contacts.of(tx, alma) == replace(ALL_OF_IT, left_until=None)
    assert [tuple(row) for row in tx.all(ASKED)] == before


@pytest.mark.parametrize(
    ("ended", "asked_at", "is_due"),
    [
        (None, None, True),
        (None, -100 * DAY, True),
        (None, -80 * DAY, False),
        (NOW, None, False),
    ],
)
def test_old_answers_of_who_has_somebody_are_asked_anew_once(
    tx, ended, asked_at, is_due
):
    alma, bo = add_person(tx).id, add_person(tx, "bo").id
    mette = add_person(tx, "mette").id
    ends_at = None if ended is None else 1
    tx.run(ASSIGN, client=alma, worker=mette, ends_at=ends_at)
    tx.run(ASSIGN, client=bo, worker=mette, ends_at=None)
    keep(tx, alma, now=NOW - 90 * DAY)
    keep(tx, bo, now=NOW - 90 * DAY + timedelta(seconds=1))
    if asked_at is not None:
        at = NOW + asked_at
        questions.add(tx, alma, "safe_contact", "", at, at)

    found = safe_contacts.to_ask_again(tx, "safe_contact", NOW - 90 * DAY)

    assert found == ([alma] if is_due else [])
