from datetime import date, timedelta

import pytest

from casework.people import Address, Channel, Language, Role
from storage import number_checks, people
from tests.storage.stores import NOW

NUMBER = Address(Channel.SMS, "+4520123456")


@pytest.fixture
def pair(tx):
    return tuple(
        people.add(
            tx,
            ref=ref,
            role=role,
            name=ref,
            language=Language.DANISH,
            profile="dk_skp",
            born_before=date(2000, 12, 31),
            now=NOW,
        ).id
        for ref, role in (("ali", Role.CLIENT), ("mette", Role.CONTACT_PERSON))
    )


def test_the_digits_that_were_sent_are_right_and_only_they(tx, pair):
    check, code = number_checks.begin(tx, *pair, NUMBER, NOW)

    assert len(code) == 4
    assert code.isdecimal()
    assert number_checks.is_right(tx, check, code)
    assert not number_checks.is_right(tx, check, f"{(int(code) + 1) % 10_000:04}")
    found = number_checks.find(tx, check.id, NOW)
    assert (found.address, found.person, found.wrong) == (NUMBER, pair[0], 1)


def test_a_check_ends_after_ten_minutes_five_wrong_codes_or_one_use(tx, pair):
    check, code = number_checks.begin(tx, *pair, NUMBER, NOW)
    last = NOW + timedelta(minutes=10)

    assert number_checks.open_at(tx, NUMBER, last - timedelta(milliseconds=1))
    assert number_checks.open_at(tx, NUMBER, last) is None

    wrong = f"{(int(code) + 5) % 10_000:04}"
    for _ in range(4):
        number_checks.is_right(tx, check, wrong)
    assert number_checks.find(tx, check.id, NOW) is not None
    number_checks.is_right(tx, check, wrong)
    assert number_checks.find(tx, check.id, NOW) is None

    again, _ = number_checks.begin(tx, *pair, NUMBER, NOW)
    number_checks.use(tx, again, NOW)
    assert number_checks.find(tx, again.id, NOW) is None


def test_a_worker_checks_one_number_at_a_time(tx, pair):
    first, _ = number_checks.begin(tx, *pair, NUMBER, NOW)
    second, _ = number_checks.begin(tx, *pair, Address(Channel.SMS, "+4520999999"), NOW)

    assert number_checks.find(tx, first.id, NOW) is None
    assert number_checks.find(tx, second.id, NOW) is not None


def test_it_is_known_how_many_codes_left_for_a_number_and_by_whom(tx, pair):
    number_checks.begin(tx, *pair, NUMBER, NOW - timedelta(hours=3))
    for minutes in range(3):
        number_checks.begin(tx, *pair, NUMBER, NOW + timedelta(minutes=minutes * 11))
    later = NOW + timedelta(minutes=30)
    hour_ago = later - timedelta(hours=1)

    assert number_checks.sent_to(tx, NUMBER, hour_ago) == 3
    assert number_checks.sent_by(tx, pair[1], hour_ago) == 3
    assert number_checks.sent_to(tx, NUMBER, later - timedelta(days=1)) == 4


def test_what_is_over_is_deleted_with_its_number(tx, pair):
    number_checks.begin(tx, *pair, NUMBER, NOW)

    assert number_checks.forget_before(tx, NOW) == 0
    assert number_checks.forget_before(tx, NOW + timedelta(hours=1)) == 1


def test_neither_number_nor_code_stands_in_clear(tx, pair):
    check, code = number_checks.begin(tx, *pair, NUMBER, NOW)

    rows = str([tuple(row) for row in tx.all("SELECT * FROM number_check")])

    assert "20123456" not in rows
    assert f"'{code}'" not in rows
    assert code not in repr(check)
