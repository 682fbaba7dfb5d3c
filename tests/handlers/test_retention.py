from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.people import Language, Mandate
from casework.requests import Outcome, RequestKind, Term
from casework.retention import Archive, Kept, Mark
from handlers import families, retention
from handlers.families import Kin, NewParticipant
from handlers.permissions import DeniedError, NotPossibleError, keep_denied
from storage import assignments, people, records, requests
from storage import retention as kept
from storage.records import NewEntry
from storage.requests import NewRequest
from tests.ended import DANISH, LATER, LONG_AGO, end, over
from tests.record_house import START, House

TWO_KINDS = {"dk_child": 15, "dk_youth": 5}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    return over(tmp_path_factory.mktemp("ended") / "house", "C1")


@pytest.fixture
def house(tmp_path):
    return over(tmp_path / "house", "C1")


def judged(house, ref, now=LATER, office=DANISH):
    return house.run(retention.look_at, office, house.case_of(ref), now).judged


def mark(house, ref, kind, by="CW", reason="en klage", **how):
    given = (DANISH, ref, kind, reason, by, LATER)
    return house.run(retention.mark, *given, **how)


def test_it_is_told_which_case_must_go_by_which_rule_and_why_another_stays(lived):
    found = lived.run(retention.look_at_all, DANISH, LATER)

    assert [(each.ref, each.judged.why_not) for each in found] == [
        ("C1", ()),
        ("C2", (Kept.OPEN,)),
    ]
    told = found[0].to_json()
    assert told["due"] is True
    assert told["profile"] == "dk_youth"
    assert told["authority"].endswith("; Journalplan 2026")
    assert told["counted_from"] == LONG_AGO.date().isoformat()


def test_without_a_time_that_the_organisation_said_nothing_goes(lived):
    office = replace(DANISH, profiles={})

    assert judged(lived, "C1", office=office).why_not == (Kept.NO_TERM,)


def test_whoever_has_a_hold_put_on_it_keeps_it_until_it_is_released(house):
    mark(house, "C1", Mark.HOLD)
    assert judged(house, "C1").why_not == (Kept.HELD,)

    mark(house, "C1", Mark.HOLD, by="SV", is_on=False)
    assert judged(house, "C1").is_due


def test_a_hold_needs_a_reason_and_is_set_once(house):
    with pytest.raises(NotPossibleError, match="say why"):
        mark(house, "C1", Mark.HOLD, reason=" ")
    mark(house, "C1", Mark.HOLD)
    with pytest.raises(NotPossibleError, match="so already"):
        mark(house, "C1", Mark.HOLD)


@pytest.mark.parametrize(("kind", "is_on"), [(Mark.HOLD, False), (Mark.ARCHIVED, True)])
def test_a_contact_person_may_not_let_a_record_go(house, kind, is_on):
    end(house, "C2")
    if not is_on:
        mark(house, "C2", kind)

    with pytest.raises(DeniedError) as denied:
        mark(house, "C2", kind, by="W2", is_on=is_on)

    assert house.run(keep_denied, denied.value, LATER) is not None


def test_a_contact_person_may_put_their_own_on_hold_and_no_other(house):
    mark(house, "C2", Mark.HOLD, by="W2")

    with pytest.raises(DeniedError):
        mark(house, "C1", Mark.HOLD, by="W2")


def test_what_was_decided_about_its_end_does_not_begin_the_time_anew(house):
    swedish = replace(DANISH, archive=Archive("1281"))

    def unit(tx):
        client = people.find_by_ref(tx, "C1")
        born = date(2009, 3, 6)
        given = {"name": "Alma", "language": Language.SWEDISH, "born_before": born}
        people.update(tx, client.id, profile="se_lss", **given)
        tx.run("UPDATE assignment SET profile = 'se_lss'")
        tx.forget()

    house.run(unit)
    before = judged(house, "C1", office=swedish)
    mark(house, "C1", Mark.HOLD)
    mark(house, "C1", Mark.HOLD, is_on=False)
    with pytest.raises(DeniedError) as denied:
        mark(house, "C1", Mark.HOLD, by="W2")
    house.run(keep_denied, denied.value, LATER)

    assert before.is_due
    assert judged(house, "C1", office=swedish) == before
    note = NewEntry("note", LATER, "", "", "", {"text": "et brev"})
    house.run(records.add, house.case_of("C1"), note)
    assert judged(house, "C1", office=swedish).why_not == (Kept.NOT_OVER,)


def test_a_placed_child_is_kept_by_a_word_or_by_the_order_it_rests_on(house):
    mark(house, "C1", Mark.PLACED)
    assert judged(house, "C1").why_not == (Kept.PLACED,)
    mark(house, "C1", Mark.PLACED, is_on=False)
    assert judged(house, "C1").is_due

    house.sql("UPDATE assignment SET mandate = ?", (Mandate.CARE_ORDER.value,))

    assert judged(house, "C1").why_not == (Kept.PLACED,)


@pytest.mark.parametrize("kind", RequestKind)
def test_a_request_without_an_answer_keeps_it_but_for_one_to_be_forgotten(house, kind):
    client, term = house.id_of("C1"), Term(date(2031, 1, 1))
    asked = NewRequest(client, house.case_of("C1"), kind, term)

    found = house.run(requests.add, asked, START)

    kept_by = () if kind is RequestKind.ERASURE else (Kept.ASKED,)
    assert judged(house, "C1").why_not == kept_by
    house.run(requests.answer, found, Outcome.GRANTED, None, START)
    assert judged(house, "C1").is_due


def test_whoever_is_still_heard_after_the_end_keeps_it(house):
    end(house, "C2", LONG_AGO, until=LATER.date())

    assert judged(house, "C2").why_not == (Kept.AFTERCARE,)
    assert judged(house, "C2", now=LATER + timedelta(days=2)).is_due


def with_a_mother(house: House):
    mother = NewParticipant("G1", "Anna", Kin.GUARDIAN, Language.DANISH)
    given = replace(mother, born_before=date(1980, 1, 5))
    client = house.run(people.find_by_ref, "C2")
    house.run(families.add, DANISH, client, given, START)


def test_who_takes_part_is_kept_as_long_as_whose_help_it_is(house):
    with_a_mother(house)
    assert judged(house, "G1").why_not == (Kept.OPEN,)

    end(house, "C2", LONG_AGO)
    assert judged(house, "G1").is_due
    mark(house, "C2", Mark.HOLD)

    assert judged(house, "G1").why_not == (Kept.HELD,)
    assert judged(house, "C2").why_not == (Kept.HELD,)


def test_who_took_part_stays_while_any_help_of_theirs_goes_on(house):
    with_a_mother(house)
    end(house, "C2", LONG_AGO)
    assert judged(house, "G1").is_due
    bo, jonas = house.id_of("C2"), house.id_of("W2")

    house.run(assignments.begin, bo, jonas, START)

    assert judged(house, "G1").why_not == (Kept.OPEN,)


def test_a_hold_on_who_takes_part_does_not_hold_the_client(house):
    with_a_mother(house)
    end(house, "C2", LONG_AGO)
    mark(house, "G1", Mark.HOLD)

    assert judged(house, "C2").is_due
    assert judged(house, "G1").why_not == (Kept.HELD,)


def test_what_who_takes_part_wrote_last_belongs_to_the_clients_matter(house):
    swedish = replace(DANISH, archive=Archive("1281"))
    with_a_mother(house)
    end(house, "C2", LONG_AGO)
    given = {"language": Language.SWEDISH, "born_before": date(2009, 3, 6)}
    bo = house.id_of("C2")
    house.run(people.update, bo, name="Bo", profile="se_lss", **given)
    house.sql("UPDATE assignment SET profile = 'se_lss'")
    assert judged(house, "C2", office=swedish).is_due

    note = NewEntry("note", LATER, "", "", "", {"text": "modern ringde"})
    house.run(records.add, house.case_of("G1"), note)

    assert judged(house, "C2", office=swedish).why_not == (Kept.NOT_OVER,)
    assert judged(house, "G1", office=swedish).why_not == (Kept.NOT_OVER,)


def test_what_a_guardian_asked_to_see_keeps_the_clients_record_too(house):
    with_a_mother(house)
    end(house, "C2", LONG_AGO)
    term = Term(date(2031, 1, 1))
    asked = NewRequest(house.id_of("G1"), None, RequestKind.ACCESS, term)

    house.run(requests.add, asked, START)

    assert judged(house, "C2").why_not == (Kept.ASKED,)


def test_a_record_that_went_through_two_kinds_of_help_stays_for_the_longer(house):
    years = {name: {"retention_years": n} for name, n in TWO_KINDS.items()}
    office = replace(DANISH, profiles=years)
    house.sql("UPDATE assignment SET profile = 'dk_child'")
    house.run(assignments.begin, house.id_of("C1"), house.id_of("W1"), LONG_AGO)
    house.sql(
        "UPDATE assignment SET profile = 'dk_youth' WHERE client_id = ? AND id >"
        " (SELECT min(id) FROM assignment)",
        (house.id_of("C1"),),
    )
    end(house, "C1", LONG_AGO)

    found = house.run(retention.look_at, office, house.case_of("C1"), LATER)

    assert (found.profile, found.judged.why_not) == ("dk_child", (Kept.NOT_OVER,))


def test_what_was_noted_after_the_archive_received_it_waits_to_be_received(house):
    first = {"dk_youth": {"retention_years": 5, "archive_first": True}}
    office = replace(DANISH, profiles=first)
    mark(house, "C1", Mark.ARCHIVED)
    assert judged(house, "C1", office=office).is_due

    note = NewEntry("note", LATER + timedelta(days=1), "", "", "", {"text": "et brev"})
    house.run(records.add, house.case_of("C1"), note)
    assert judged(house, "C1", office=office).why_not == (Kept.NOT_ARCHIVED,)

    given = (DANISH, "C1", Mark.ARCHIVED, "kvittering 2", "CW", note.at)
    house.run(retention.mark, *given)
    assert judged(house, "C1", office=office).is_due


def test_somebody_who_never_had_anybody_is_counted_from_what_was_last_written(house):
    house.sql("DELETE FROM assignment")

    assert judged(house, "C1").counted_from == START.date()


def test_a_case_that_is_nobodys_is_never_due(lived):
    with pytest.raises(NotPossibleError, match="nobody's"):
        lived.run(retention.look_at, DANISH, "k-intake", LATER)


def test_looking_changes_nothing(lived):
    before = lived.sql("SELECT count(*) FROM contact_entry"), lived.verify().head

    lived.run(retention.look_at_all, DANISH, LATER)

    assert (lived.sql("SELECT count(*) FROM contact_entry"), lived.verify().head) == (
        before
    )


def test_readers_are_told_what_was_decided_and_by_whom(house):
    private = house.enrol("W2")
    mark(house, "C2", Mark.HOLD, reason="en klage over skolen")

    assert house.texts("C2", private)[-1] == "hold; en klage over skolen"
    assert house.run(kept.marks_of, house.case_of("C2")) == {Mark.HOLD}
    assert house.run(assignments.own_clients, house.id_of("W2"))
