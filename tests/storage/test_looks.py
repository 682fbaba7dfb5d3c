from datetime import timedelta

from casework.people import CaseId, PersonId
from storage import looks
from storage.looks import Look
from tests.storage.stores import NOW

CASE, OTHER = CaseId("k-1"), CaseId("k-2")
METTE = PersonId("w-mette")


def test_every_look_at_a_case_is_kept_in_its_order(tx):
    later = NOW + timedelta(days=1)
    looks.add(tx, CASE, METTE, later)
    looks.add(tx, CASE, None, NOW)
    looks.add(tx, OTHER, METTE, NOW)

    assert looks.of_case(tx, CASE) == [Look(None, NOW), Look(METTE, later)]
    assert looks.of_case(tx, CaseId("k-3")) == []
