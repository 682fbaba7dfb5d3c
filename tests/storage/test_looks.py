from datetime import timedelta

from casework.people import CaseId, PersonId
from storage import looks
from storage.looks import Look, Way
from tests.storage.stores import NOW

CASE, OTHER = CaseId("k-1"), CaseId("k-2")
METTE, SANNE = PersonId("w-mette"), PersonId("w-sanne")


def test_every_look_at_a_case_is_kept_in_its_order(tx):
    later = NOW + timedelta(days=1)
    hers = Look(CASE, METTE, later, SANNE, Way.TELEGRAM, 7, "the review")
    looks.add(tx, hers)
    looks.add(tx, Look(CASE, None, NOW))
    looks.add(tx, Look(OTHER, METTE, NOW))

    assert looks.of_case(tx, CASE) == [Look(CASE, None, NOW), hers]
    assert looks.of_case(tx, CaseId("k-3")) == []
