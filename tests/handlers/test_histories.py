"""Over random histories nothing reaches a phone that it must not reach."""

import os
import random
from collections import Counter

import pytest

from tests.handlers.lives import live, stage

SEED = int(os.environ.get("HISTORY_SEED", "0")) or random.randrange(2**32)
EVENTS = 14
HAPPENS = ("words", "to staff", "answer", "promise 7", "last word", "whose number")
"""What must have come up, or else the histories prove nothing."""


@pytest.fixture(scope="module")
def office(empty_store, tmp_path_factory):
    made = empty_store.copy_to(tmp_path_factory.mktemp("lives") / "store")
    with stage(made) as (tx, everybody):
        yield tx, everybody


def lived(office, histories):
    """Live through so many histories; return what was seen in all of them."""
    seen = Counter()
    for name in histories:
        seen += live(*office, f"{SEED}-{name}", EVENTS)
    return seen


def test_in_no_history_does_anything_reach_a_phone_that_must_not(office):
    seen = lived(office, range(150))

    assert all(seen[each] for each in HAPPENS), seen


@pytest.mark.counts
@pytest.mark.parametrize("part", range(4))
def test_in_ten_thousand_histories_nothing_reaches_a_phone_that_must_not(office, part):
    seen = lived(office, range(part * 2500, (part + 1) * 2500))

    print(f"2,500 histories of {EVENTS} events, 0 faults: {dict(seen)} ({SEED})")
    assert all(seen[each] > 100 for each in HAPPENS), seen
