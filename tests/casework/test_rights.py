"""Who may do what, as a table."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people import Role
from casework.rights import PERSONAL, RIGHTS, Act, Facts, Part, Term, may, term_of

EVERYTHING = Facts(
    is_assigned=True,
    is_standing_in=True,
    is_under_age=True,
    has_consent=True,
    opens_to_caseworker=True,
)
ORDER = (
    Part.CLIENT,
    Part.GUARDIAN,
    Part.CONTACT_PERSON,
    Part.SUBSTITUTE,
    Part.CASEWORKER,
    Part.SUPERVISOR,
    Part.OPERATOR,
)
# A always, a while assigned, s while standing in, m while under age, c with consent,
# p as the profile says, - never.
TABLE = """
    read_content       A - a c p - -
    see_metadata       A - a s A A A
    see_log            A - a - - A A
    write_to           a m a s - - -
    take_back          A m a s - - -
    set_safe_contact   A - a s - - -
    set_agreement      A A - - - - -
    note_consent       - - a - A A A
    consent            A m - - - - -
    invite             - - a - - A A
    add_client         - - A - - A A
    change_state       - - a - - A A
    plan               - - a s A A A
    answer_request     - - a s A A A
    assign             - - - - - A A
    hand_over          - - a - - A A
    choose_substitute  - - a - - A A
    set_rules          - - - - - A A
    unlink             - - - - - A A
    export             - - a c p - A
    enrol_readers      - - - - - - A
    give_history       - - a - p - A
    hold_record        - - a - A A -
    propose_disposal   - - - - A A -
    confirm_disposal   - - - - - A -
"""
SIGNS = {
    "A": Term.ALWAYS,
    "a": Term.WHILE_ASSIGNED,
    "s": Term.WHILE_STANDING_IN,
    "m": Term.WHILE_UNDER_AGE,
    "c": Term.WITH_CONSENT,
    "p": Term.AS_PROFILE_SAYS,
    "-": None,
}


def rows():
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return {Act(act): dict(zip(ORDER, signs, strict=True)) for act, *signs in lines}


def test_the_table_of_rights_is_the_one_that_people_agreed_on():
    assert {
        act: {part: SIGNS[sign] for part, sign in row.items()}
        for act, row in rows().items()
    } == {act: {part: term_of(act, part) for part in ORDER} for act in Act}


@pytest.mark.parametrize("act", Act)
def test_a_colleague_whom_it_is_no_business_of_may_nothing(act):
    assert term_of(act, Part.NOBODY) is None
    assert not may(act, Part.NOBODY, EVERYTHING)


@pytest.mark.parametrize(("act", "part"), list(product(Act, Part)))
def test_what_is_not_in_the_table_is_denied_whatever_else_is_true(act, part):
    named = part in RIGHTS.get(act, {})

    assert may(act, part, EVERYTHING) is named


@given(
    act=st.sampled_from(Act),
    part=st.sampled_from(Part),
    facts=st.builds(Facts, *[st.booleans()] * 5),
)
def test_nothing_is_allowed_beyond_its_term(act, part, facts):
    holds = {
        None: False,
        Term.ALWAYS: True,
        Term.WHILE_ASSIGNED: facts.is_assigned,
        Term.WHILE_STANDING_IN: facts.is_standing_in,
        Term.WHILE_UNDER_AGE: facts.is_under_age,
        Term.WITH_CONSENT: facts.is_standing_in and facts.has_consent,
        Term.AS_PROFILE_SAYS: facts.opens_to_caseworker,
    }

    assert may(act, part, facts) is holds[term_of(act, part)]


def test_content_is_for_the_pair_and_a_supervisor_sees_metadata():
    assert not may(Act.READ_CONTENT, Part.SUPERVISOR, EVERYTHING)
    assert not may(Act.READ_CONTENT, Part.OPERATOR, EVERYTHING)
    assert not may(Act.READ_CONTENT, Part.GUARDIAN, EVERYTHING)
    assert may(Act.SEE_METADATA, Part.SUPERVISOR, Facts())


def test_nothing_is_allowed_to_somebody_about_whom_nothing_is_true_but_always():
    for act, row in RIGHTS.items():
        for part, term in row.items():
            assert may(act, part, Facts()) is (term is Term.ALWAYS)


def test_a_contact_person_alone_of_all_who_work_here_is_nothing_to_every_case():
    staff = {role for role in Role if role.is_staff}

    assert staff - set(PERSONAL) == {Role.CONTACT_PERSON}
    assert set(PERSONAL) <= staff
