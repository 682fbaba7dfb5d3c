from casework.drafts import DeliveryKind, Draft
from casework.people import PersonId
from storage import lanes, outbox
from storage.times import to_ms
from tests.storage.stores import NOW

ALMA = PersonId("c-alma")


def add(tx, draft):
    return outbox.add(tx, draft, NOW)


def test_what_starts_from_our_side_waits_quietly_until_somebodys_words_come(tx):
    reminders = [
        Draft(PersonId(who), DeliveryKind.AUTOMATIC, "Tomorrow at 10.")
        for who in ("c-zoe", "c-alma", "c-bo")
    ]
    tx.begin_group()
    for each in reminders:
        add(tx, each)

    assert lanes.due(tx, NOW) == ([], ["c-zoe/", "c-alma/", "c-bo/"])
    assert (tx.end_group(), tx.quiet_lanes()) == (set(), ("c-zoe/", "c-alma/", "c-bo/"))
    assert lanes.is_quiet(tx, "c-alma/")

    add(tx, Draft(ALMA, DeliveryKind.RELAY, "hello"))

    assert lanes.due(tx, NOW) == (["c-alma/"], ["c-zoe/", "c-bo/"])
    assert (tx.end_group(), tx.quiet_lanes()) == ({"c-alma/"}, ("c-zoe/", "c-bo/"))
    assert not lanes.is_quiet(tx, "c-alma/")


def test_no_look_at_the_outbox_goes_through_what_has_left(tx):
    rows = tx.all(f"EXPLAIN QUERY PLAN {lanes.DUE}", now=to_ms(NOW))

    looks = [row["detail"] for row in rows if "delivery" in row["detail"]]
    assert looks
    assert all("USING INDEX delivery_open" in each for each in looks)
