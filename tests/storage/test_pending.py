from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, PersonId
from storage import outbox, pending
from tests.storage.stores import NOW, add_person


def test_what_waits_for_somebody_is_found_by_its_kind(tx):
    alma, bo = add_person(tx), add_person(tx, "bo")
    drafts = [
        Draft(alma.id, DeliveryKind.AUTOMATIC, "reminder"),
        Draft(alma.id, DeliveryKind.RELAY, "words"),
        Draft(bo.id, DeliveryKind.AUTOMATIC, "another's"),
        Draft(alma.id, DeliveryKind.AUTOMATIC, "second"),
        Draft(alma.id, DeliveryKind.AUTOMATIC, "over"),
    ]
    ids = [outbox.add(tx, draft, NOW) for draft in drafts]
    outbox.settle(tx, outbox.find(tx, ids[-1]), "skipped", NOW)

    found = pending.to(tx, alma.id, {DeliveryKind.AUTOMATIC})

    assert [each.draft.text for each in found] == ["reminder", "second"]
    assert pending.to(tx, alma.id, ()) == []


def test_nobody_elses_lanes_are_read_whose_id_begins_alike(tx):
    alma = add_person(tx)
    for recipient in (f"{alma.id}0", f"{alma.id}-", alma.id[:-1]):
        draft = Draft(PersonId(recipient), DeliveryKind.NEWS, "x", case_id=CaseId("k"))
        outbox.add(tx, draft, NOW)
    draft = Draft(alma.id, DeliveryKind.NEWS, "theirs", case_id=CaseId("k"))
    outbox.add(tx, draft, NOW)

    found = pending.to(tx, alma.id, {DeliveryKind.NEWS})

    assert [each.draft.text for each in found] == ["theirs"]


def test_what_waits_is_found_without_reading_the_whole_table(tx):
    explained = f"EXPLAIN QUERY PLAN {pending.TO}"

    plan = [row["detail"] for row in tx.all(explained, person="c-alma")]

    assert any("delivery_open (lane>? AND lane<?)" in step for step in plan)
