import pytest

from casework.people import (
    Address,
    Assignment,
    Channel,
    Language,
    Person,
    PersonId,
    Role,
)

ALMA, METTE = PersonId("c-alma"), PersonId("w-mette")
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
