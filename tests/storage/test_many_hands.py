import threading
from concurrent.futures import BrokenExecutor, Future

import pytest

from storage import many_hands
from storage.bundle import read_bundle
from storage.bundle_lines import BundleError
from storage.many_hands import Hands, Work, hands
from storage.opening import open_bundle
from tests.storage.case_bundles import Service

METTE = "r-mette222"
COUNT = 7


@pytest.fixture(scope="module")
def service():
    found = Service()
    found.begin_epoch("r-other")
    found.write({"text": "before"})
    found.begin_epoch(METTE)
    for number in range(COUNT - 1):
        found.write({"text": f"number {number}"})
    return found


@pytest.fixture
def bundle(service, tmp_path):
    return read_bundle(service.export(tmp_path / "bundle"))


@pytest.fixture
def many(monkeypatch):
    """Let few entries count as many, two at a time."""
    monkeypatch.setattr(many_hands, "FEWEST", 2)
    monkeypatch.setattr(many_hands, "AT_ONCE", 2)
    monkeypatch.setattr(many_hands, "_cores", lambda: 2)


def work_of(service, bundle):
    key = service.case_keys[2].raw
    return Work(bundle.entries, bundle.signers(), {2: key})


def test_many_hands_find_what_one_finds_in_the_same_order(many, service, bundle):
    work = work_of(service, bundle)
    alone = Hands(work, None)

    with hands(work) as found:
        signed, opened = list(found.signed()), list(found.opened())

    assert signed == list(alone.signed()) == [True] * COUNT
    assert opened == list(alone.opened())
    assert opened[0] is None
    assert [each.text for each in opened[1:]] == [f"number {n}" for n in range(6)]


def test_a_case_opens_the_same_and_says_how_far_it_is(many, service, bundle):
    told = []

    opening = open_bundle(
        bundle,
        service.readers[METTE],
        METTE,
        progress=lambda done, total: told.append((done, total)),
    )

    assert [entry.sequence for entry in opening.entries] == [2, 3, 4, 5, 6, 7]
    assert [span.last for span in opening.closed] == [1]
    assert told == [(number, COUNT) for number in range(1, COUNT + 1)]


def test_a_fault_is_named_by_many_hands_as_by_one(many, service, tmp_path):
    entries = list(service.entries)
    third = entries[2]
    entries[2] = type(third)(third.header, third.sealed, third.hash, bytes(64))
    bundle = read_bundle(service.export(tmp_path / "b", entries=entries))

    with pytest.raises(BundleError, match="entry 3 of case k-7f3k: the signature"):
        open_bundle(bundle, service.readers[METTE], METTE)


def test_where_threads_run_the_others_begin_empty(many, service, bundle):
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    try:
        with hands(work_of(service, bundle)) as found:
            assert len(list(found.opened())) == COUNT
    finally:
        done.set()
        beside.join()


def test_what_another_process_left_is_done_here(many, service, bundle):
    class Broken:
        def submit(self, *_):
            coming = Future()
            coming.set_exception(BrokenExecutor())
            return coming

    found = Hands(work_of(service, bundle), Broken())

    assert list(found.signed()) == [True] * COUNT


def test_a_short_case_starts_no_process(service, bundle, monkeypatch):
    monkeypatch.setattr(many_hands, "_cores", lambda: 8)

    with hands(work_of(service, bundle)) as found:
        assert found._executor is None


def test_keys_are_not_shown_with_the_work(service, bundle):
    work = work_of(service, bundle)

    assert str(work.keys[2]) not in repr(work)
