from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.people import (
    ANSWERS_WITHIN,
    SILENT_FOR,
    Address,
    AddressState,
    Assignment,
    Channel,
    KnownAddress,
    Language,
    Person,
    PersonId,
    Role,
)

ALMA, METTE = PersonId("c-alma"), PersonId("w-mette")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER = KnownAddress(
    1,
    ALMA,
    Address(Channel.SMS, "+4520123456"),
    AddressState.VERIFIED,
    last_inbound_at=NOW,
)
SECOND = timedelta(seconds=1)
PERSON = Person(ALMA, Role.CLIENT, "Alma", "K7", Language.DANISH, "dk_youth")


def test_only_those_who_are_helped_and_their_families_are_not_staff():
    helped = [role for role in Role if not role.is_staff]

    assert helped == [Role.CLIENT, Role.GUARDIAN]


def test_staff_see_the_short_name_and_the_first_name():
    assert PERSON.label == "K7 Alma"


def test_the_other_side_of_an_assignment_is_found_from_both_sides():
    assignment = Assignment(1, ALMA, METTE)

    assert assignment.counterpart(ALMA) == METTE
    assert assignment.counterpart(METTE) == ALMA


def test_who_is_not_in_an_assignment_has_no_counterpart_in_it():
    assert Assignment(1, ALMA, METTE).counterpart(PersonId("c-bo")) is None


@pytest.mark.parametrize("shown", [PERSON, Address(Channel.SMS, "+4520123456")])
def test_what_is_personal_is_not_shown_by_accident(shown):
    said = repr(shown)

    assert not any(word in said for word in ("Alma", "K7", "+4520123456"))


def test_a_number_is_stale_after_sixty_days_without_a_word():
    assert NUMBER.state_at(NOW + SILENT_FOR - SECOND) is AddressState.VERIFIED
    assert NUMBER.state_at(NOW + SILENT_FOR) is AddressState.STALE


def test_a_number_that_was_seen_with_its_holder_counts_from_then():
    seen = replace(NUMBER, confirmed_at=NOW + timedelta(days=59))

    assert not seen.is_in_doubt(NOW + timedelta(days=118))
    assert seen.is_in_doubt(NOW + timedelta(days=119))


def test_a_number_nobody_ever_wrote_from_is_stale_from_the_beginning():
    silent = replace(NUMBER, last_inbound_at=None)

    assert silent.state_at(NOW) is AddressState.STALE


def test_who_does_not_say_for_three_days_whose_it_is_makes_a_number_suspect():
    asked = replace(NUMBER, asked_at=NOW)

    assert asked.state_at(NOW) is AddressState.STALE
    assert asked.state_at(NOW + ANSWERS_WITHIN - SECOND) is AddressState.STALE
    assert asked.state_at(NOW + ANSWERS_WITHIN) is AddressState.SUSPECT


def test_words_that_are_no_answer_do_not_end_the_doubt():
    wrote = replace(NUMBER, asked_at=NOW, last_inbound_at=NOW + SECOND)

    assert wrote.is_in_doubt(NOW + SECOND)


@pytest.mark.parametrize(
    "state", [AddressState.UNVERIFIED, AddressState.FROZEN, AddressState.RETIRED]
)
def test_only_a_verified_number_grows_old(state):
    number = replace(NUMBER, state=state)

    assert number.state_at(NOW + SILENT_FOR) is state


def test_a_chat_on_telegram_never_grows_old():
    chat = replace(NUMBER, address=Address(Channel.TELEGRAM, "700100"))

    assert chat.state_at(NOW + 10 * SILENT_FOR) is AddressState.VERIFIED
