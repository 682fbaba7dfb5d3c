from casework.drafts import DeliveryKind, Draft
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
