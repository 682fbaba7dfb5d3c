"""A case asked for in the chat, and opened on the reader's own machine."""

import pytest

from bot import rendering
from bot.office import office_of
from handlers import reading
from storage import cases, people, records
from storage.bundle import parse_bundle
from storage.key_pairs import generate_key_pair
from storage.opening import open_bundle
from storage.reader_keys import ReaderPrivate, ReaderPublic
from storage.records import NewEntry
from tests.flows.seeing import found
from tests.flows.test_absences import press, were_asked


async def enrol(stage, ref):
    """Give somebody a key as `reader add` does, and return its private half."""
    private = ReaderPrivate(f"r-{ref:0<10}", generate_key_pair())
    public = ReaderPublic(private.reader_id, private.key.public_key())
    office, now = await office_of(stage.settings), stage.clock()
    reader = await stage.store.run(reading.enrol_reader, public, ref, now)
    opened = await stage.store.run(reading.to_open_for, office, reader, now)
    await stage.store.run(reading.renew, office, opened, now)
    return private


def documents(phone):
    return [each for each in phone.chat if each.kind == "document"]


@pytest.fixture
async def keyed(stage):
    """A stage on which Mette has a key, and Alma wrote to her."""
    await were_asked(stage, "alma", "bo")
    stage.key = await enrol(stage, "mette")
    stage.phones["alma"].write("see you on Friday at the library")
    await found(stage.phones["mette"], "see you on Friday")
    await stage.quiet()
    return stage


async def test_it_comes_locked_and_opens_with_the_readers_own_key(keyed):
    mette = keyed.phones["mette"]

    mette.write("/record K1 the review")
    await found(mette, "K1 Alma: the record, locked.")

    (sent,) = documents(mette)
    assert sent.file_name == "record-2026-11-23.bundle"
    assert not sent.protected
    for told in (b"library", b"Alma", b"Mette", b"the review"):
        assert told not in sent.file
    bundle = parse_bundle(sent.file, sent.file_name)
    opening = open_bundle(bundle, keyed.key.key, keyed.key.reader_id)
    assert "see you on Friday at the library" in [each.text for each in opening.entries]
    last = opening.entries[-1]
    assert (last.kind, last.author, last.text) == ("taken_out", "Mette", "the review")
    ((_, who),) = rendering.page(bundle, opening).looks
    assert who == "Mette: the review"


async def test_the_reason_is_asked_for_and_the_person_hears_how_often(keyed):
    alma, mette = keyed.phones["alma"], keyed.phones["mette"]

    mette.write("/record K1")
    await found(mette, "What do you need K1 Alma's record for?")
    assert documents(mette) == []
    await press(keyed, mette, "To prepare a meeting")
    await found(mette, "K1 Alma: the record, locked.")
    alma.write("/mydata")

    await found(alma, "Taken out to be read: 1 times")


async def test_whoever_may_not_have_it_gets_no_file(keyed):
    mette, alma = keyed.phones["mette"], keyed.phones["alma"]

    mette.write("/record K3 curiosity")
    await found(mette, "You have nobody with the short name K3.")
    alma.write("/record K1 curiosity")  # she has a right to a copy, and asks for it
    await keyed.quiet()

    assert documents(mette) + documents(alma) == []


async def test_what_telegram_did_not_take_at_once_comes_once(keyed):
    mette = keyed.phones["mette"]
    keyed.world.telegram.fault("drop_before_accept", methods="sendDocument", times=1)

    mette.write("/record K1 the review")
    await keyed.later(minutes=1)
    await found(mette, "K1 Alma: the record, locked.")

    assert len(documents(mette)) == 1


async def test_a_long_case_arrives_whole(keyed):
    mette = keyed.phones["mette"]
    await keyed.store.run(write_much, keyed.clock())

    mette.write("/record K1 the review")
    await found(mette, "K1 Alma: the record, locked.")

    (sent,) = documents(mette)
    assert len(sent.file) > 3_000_000
    bundle = parse_bundle(sent.file, sent.file_name)
    opening = open_bundle(bundle, keyed.key.key, keyed.key.reader_id)
    assert sum(each.text == MUCH for each in opening.entries) == 30


MUCH = "what was said that day. " * 4_000


def write_much(tx, now):
    """Write as much as years do, in few and long entries."""
    alma = people.find_by_ref(tx, "alma")
    case = cases.of_client(tx, alma.id)
    for _ in range(30):
        records.add(
            tx, case, NewEntry("message", now, "in", "", alma.id, {"text": MUCH})
        )
