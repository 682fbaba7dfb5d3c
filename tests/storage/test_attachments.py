import stat

import pytest

from storage import attachments, records
from storage.attachment_cipher import AttachmentPlace, open_attachment
from storage.errors import StoreUnwritableError
from storage.records import NewEntry
from tests.storage.stores import NOW, add_client_with_case, read_case, rows

WORDS = b"canary-bytes-9913 " * 10_000


async def pieces(content=WORDS, size=4_096):
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def keep(store, content=WORDS):
    return await attachments.keep(
        store,
        pieces(content),
        bound_to="c-alma",
        name="a.jpg",
        media_type="image/jpeg",
        now=NOW,
    )


def files(made):
    return sorted((made.directory / "attachments").iterdir())


async def test_a_file_is_kept_sealed_and_opens_with_its_own_key(store, made):
    kept = await keep(store)

    (path,) = files(made)
    sealed = path.read_bytes()
    assert path.name == kept.id
    assert b"canary" not in sealed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    place = AttachmentPlace("c-alma", kept.id)
    assert open_attachment([sealed], kept.key, place) == WORDS
    assert kept.size == len(WORDS)


async def test_the_store_knows_the_file_but_not_its_key_or_name(store, made):
    kept = await keep(store)

    ((identity, case, entry, size, hashed, _),) = rows(made, "SELECT * FROM attachment")

    assert (identity, case, entry, hashed) == (kept.id, None, None, kept.hash)
    assert size == files(made)[0].stat().st_size
    on_disk = b"".join(
        path.read_bytes() for path in made.directory.rglob("*") if path.is_file()
    )
    assert kept.key not in on_disk
    assert b"a.jpg" not in on_disk


async def test_an_entry_takes_its_files_with_it(store, made):
    _, case = await store.run(add_client_with_case)
    kept = await keep(store)
    entry = NewEntry("message", NOW, "in", "sms", "c-1", {"text": ""}, None, [kept])

    await store.run(records.add, case, entry)

    assert rows(made, "SELECT case_id, entry FROM attachment") == [(case, 1)]
    assert rows(made, "SELECT attachments FROM contact_entry") == [(kept.hash,)]
    ((_, words),) = await store.run(read_case, case, made.shares)
    assert words["attachments"][0]["key"] == kept.key.hex()


async def test_a_stream_that_breaks_leaves_nothing(store, made):
    async def broken():
        yield b"first"
        raise LookupError

    with pytest.raises(LookupError):
        await attachments.keep(
            store, broken(), bound_to="c-1", name="", media_type="", now=NOW
        )

    assert files(made) == []
    assert rows(made, "SELECT * FROM attachment") == []


async def test_a_disk_that_takes_no_file_is_a_store_that_cannot_be_written(store, made):
    (made.directory / "attachments").rmdir()

    with pytest.raises(StoreUnwritableError, match="ENOENT"):
        await keep(store)

    assert rows(made, "SELECT * FROM attachment") == []
