"""What the record of a client says, opened as whoever holds two recovery shares."""

from storage import cases, export, people
from storage.bundle import read_bundle, write_bundle
from storage.opening import open_bundle, read_attachment
from storage.recovery import combine, read_share
from storage.wraps import RECOVERY


async def record(stage, ref):
    """Return the entries of a client's case, the oldest first."""
    opening, _ = await _opened(stage, ref)
    return opening.entries


async def files(stage, ref):
    """Return the kept files of a client's case: pairs of media type and bytes."""
    opening, bundle = await _opened(stage, ref)
    return [
        (kept.type, read_attachment(bundle, kept))
        for entry in opening.entries
        for kept in entry.attachments
    ]


async def words(stage, ref):
    """Return kind and words of every entry that somebody wrote."""
    return [
        (entry.kind, entry.text)
        for entry in await record(stage, ref)
        if entry.kind in ("message", "edit")
    ]


async def _opened(stage, ref):
    path = stage.directory / f"{ref}-{len(list(stage.directory.iterdir()))}.bundle"
    await stage.store.run(_write, ref, stage.store.path, path, stage.clock())
    shares = [
        read_share(stage.directory / "recovery" / f"share-{number}.key")
        for number in (1, 3)
    ]
    bundle = read_bundle(path)
    return open_bundle(bundle, combine(*shares), RECOVERY), bundle


def _write(tx, ref, directory, path, now):
    client = people.find_by_ref(tx, ref)
    case = cases.of_client(tx, client.id)
    collected = export.collect(tx, case, directory, {}, now)
    assert collected.missing == ()
    write_bundle(path, collected.export, tx.keys.signing)
