"""Promise 4: no text of a contact person ever reaches a client it was not meant for."""

import os
import random

import pytest

from tests.handlers.histories import live, stage

SEED = int(os.environ.get("HISTORY_SEED", "0")) or random.randrange(2**32)


@pytest.fixture(scope="module")
def teams(empty_store, tmp_path_factory):
    made = empty_store.copy_to(tmp_path_factory.mktemp("teams") / "store")
    with stage(made) as (tx, teams):
        yield tx, teams


def test_no_text_reaches_a_client_it_was_not_meant_for(teams):
    for number in range(200):
        live(*teams, f"{SEED}-{number}", length=25)


@pytest.mark.counts
def test_a_hundred_thousand_messages_reach_only_whom_they_were_meant_for(teams):
    written = histories = 0
    while written < 100_000:
        written += live(*teams, f"{SEED}-{histories}", length=60)
        histories += 1

    print(f"{written:,} messages in {histories:,} histories, 0 misdeliveries ({SEED})")
