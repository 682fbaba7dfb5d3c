import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import chain
from storage.attachment_cipher import AttachmentError
from storage.bundle import BundleError, read_bundle
from storage.bundle_lines import SignedRow
from storage.chain import Head
from storage.key_pairs import PrivateKey, generate_key_pair
from storage.opening import ClosedEpoch, case_keys, open_bundle, read_attachment
from storage.wraps import RECOVERY
from tests.storage.case_bundles import CASE, START, Service, example

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "case.bundle"
GOLDEN_KEYS = GOLDEN.with_name("case_bundle.json")
SERVICE = example()
METTE = "r-mette222"
JONAS = "r-jonas333"


def exported(tmp_path, service=SERVICE, **changes):
    return read_bundle(service.export(tmp_path / "bundle", **changes))


def texts(opening):
    return [entry.text for entry in opening.entries]


def test_recovery_opens_everything(tmp_path):
    opening = open_bundle(exported(tmp_path), SERVICE.recovery, RECOVERY)

    assert texts(opening) == [
        "hej, er du der? æøå",
        "ja",
        "to billeder",
        "uden Mette",
        "",
    ]
    assert opening.closed == opening.faults == ()
    second = opening.entries[1].to_json()
    assert (second["author"], second["refers_to"], second["more"]) == (
        "Mette",
        1,
        {"mood": 3},
    )


def test_a_reader_opens_their_epochs_and_hears_of_the_others(tmp_path):
    bundle = exported(tmp_path)

    mette = open_bundle(bundle, SERVICE.readers[METTE], METTE)
    jonas = open_bundle(bundle, SERVICE.readers[JONAS], JONAS)

    assert texts(mette) == ["hej, er du der? æøå", "ja", "to billeder"]
    assert mette.closed == (ClosedEpoch(3, 4, 5),)
    assert texts(jonas) == ["to billeder", "uden Mette", ""]
    assert jonas.closed == (ClosedEpoch(1, 1, 2),)
    assert str(mette.closed[0]).startswith("entries 4 to 5 (epoch 3) are not sealed")


def test_attachments_open_and_are_checked_against_the_chain(tmp_path):
    bundle = exported(tmp_path)
    (entry,) = (
        entry
        for entry in open_bundle(bundle, SERVICE.recovery, RECOVERY).entries
        if entry.attachments
    )
    first, second = entry.attachments

    assert read_attachment(bundle, first) == b"one"
    assert read_attachment(bundle, second) == b"two" * 30_000
    with pytest.raises(AttachmentError):
        read_attachment(bundle, replace(first, hash=second.hash))


def test_an_attachment_that_is_not_in_the_bundle_is_named(tmp_path):
    bundle = exported(tmp_path, attachments=())
    opening = open_bundle(bundle, SERVICE.recovery, RECOVERY)

    with pytest.raises(BundleError, match="attachment a-3-1 is not in the bundle"):
        read_attachment(bundle, opening.entries[2].attachments[0])


def test_an_attachment_under_another_ones_hash_is_refused(tmp_path):
    (first, stream), (second, _) = SERVICE.attachments
    bundle = exported(tmp_path, attachments=[(first, stream), (second, stream)])
    attachments = open_bundle(bundle, SERVICE.recovery, RECOVERY).entries[2].attachments
    pretended = replace(attachments[0], hash=second)

    with pytest.raises(BundleError, match="not the one of its entry"):
        read_attachment(bundle, pretended)


def test_another_key_and_an_unknown_reader_are_refused(tmp_path):
    bundle = exported(tmp_path)

    with pytest.raises(BundleError, match="cannot be opened: wrong key"):
        open_bundle(bundle, generate_key_pair(), METTE)
    with pytest.raises(BundleError, match="nothing in this bundle is sealed to r-x"):
        open_bundle(bundle, SERVICE.readers[METTE], "r-x")
    with pytest.raises(BundleError, match="cannot be opened: wrong key"):
        open_bundle(bundle, SERVICE.readers[METTE], JONAS)


def test_a_bundle_of_another_service_is_noticed_when_its_key_is_known(tmp_path):
    bundle = exported(tmp_path)
    known = SERVICE.signing.public_key().public_bytes_raw()

    open_bundle(bundle, SERVICE.recovery, RECOVERY, signing_key=known)
    with pytest.raises(BundleError, match="another service signed this bundle"):
        open_bundle(bundle, SERVICE.recovery, RECOVERY, signing_key=bytes(32))


def changed_header(sequence=3, **columns):
    """Return the entries, one with other columns, hashed and signed anew."""
    entries = list(SERVICE.entries)
    changed = entries[sequence - 1]
    header = replace(changed.header, **columns)
    entries[sequence - 1] = chain.link(header, changed.sealed, SERVICE.signing)
    return entries


FAULTS = {
    "an entry is missing": (
        {"entries": SERVICE.entries[:2] + SERVICE.entries[3:]},
        "entry 4 of case k-7f3k: the number does not follow",
    ),
    "the last entry is missing": (
        {"entries": SERVICE.entries[:4]},
        "the last entry of case k-7f3k is missing",
    ),
    "a text was changed": (
        {"entries": [replace(SERVICE.entries[0], sealed=b"x"), *SERVICE.entries[1:]]},
        "entry 1 of case k-7f3k: the hash does not match",
    ),
    "a signature was changed": (
        {
            "entries": [
                replace(SERVICE.entries[0], signature=bytes(64)),
                *SERVICE.entries[1:],
            ]
        },
        "entry 1 of case k-7f3k: the signature does not match",
    ),
    "an entry was written anew": (
        {"entries": changed_header(direction="out")},
        "entry 4 of case k-7f3k: the chain of the case is broken",
    ),
    "an entry belongs to another case": (
        {"entries": changed_header(case_id="k-other")},
        "entry 3 of case k-7f3k: it belongs to another case",
    ),
    "an epoch has no key": (
        {"entries": changed_header(epoch=9)},
        "entry 3 of case k-7f3k: its epoch has no signed key",
    ),
    "a removed reader got a way in again": (
        {"entries": changed_header(4, epoch=1)},
        "entry 4 of case k-7f3k: sealed to an older key than the entry before",
    ),
    "the order in the store is impossible": (
        {"entries": changed_header(global_sequence=11)},
        "entry 3 of case k-7f3k: its place in the store is impossible",
    ),
    "the store ends before the case": (
        {"global_head": Head(5, b"")},
        "entry 1 of case k-7f3k: its place in the store is impossible",
    ),
    "a signed row was changed": (
        {"rows": [replace(SERVICE.rows[0], fields=("k-other",)), *SERVICE.rows[1:]]},
        "signed row 1 (fastkontakt case): the signature does not match",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_even_if_the_service_itself_signed_the_bundle(tmp_path, name):
    changes, sentence = FAULTS[name]
    bundle = exported(tmp_path, **changes)

    with pytest.raises(BundleError):
        open_bundle(bundle, SERVICE.recovery, RECOVERY)
    opening = open_bundle(bundle, SERVICE.recovery, RECOVERY, despite_faults=True)

    assert any(fault.startswith(sentence) for fault in opening.faults)


def test_what_is_sound_can_be_read_beside_a_fault(tmp_path):
    entries = [replace(SERVICE.entries[0], sealed=b"x"), *SERVICE.entries[1:]]

    opening = open_bundle(
        exported(tmp_path, entries=entries),
        SERVICE.recovery,
        RECOVERY,
        despite_faults=True,
    )

    assert texts(opening) == ["ja", "to billeder", "uden Mette", ""]
    assert opening.faults == (
        "entry 1 of case k-7f3k: the hash does not match the row",
        "entry 1 of case k-7f3k cannot be opened: wrong key, or the row was changed",
    )


def test_a_case_key_that_somebody_slipped_in_is_refused(tmp_path):
    thief = generate_key_pair().public_key().raw
    row = SERVICE.rows[1]
    unsigned = replace(row, fields=(*row.fields[:3], thief, row.fields[4]))
    signed = SignedRow(
        row.tag,
        unsigned.fields,
        chain.sign_row(SERVICE.signing, row.tag, unsigned.fields),
    )

    with pytest.raises(BundleError, match="signed row 1"):
        open_bundle(
            exported(tmp_path, rows=[unsigned, *SERVICE.rows[2:]]),
            SERVICE.recovery,
            RECOVERY,
        )
    (tmp_path / "bundle").unlink()
    with pytest.raises(BundleError, match="not the one that was signed"):
        open_bundle(
            exported(tmp_path, rows=[*SERVICE.rows, signed]), SERVICE.recovery, RECOVERY
        )


def test_an_unsigned_case_key_does_not_stand_in_the_way_of_the_signed_one(tmp_path):
    thief = generate_key_pair().public_key().raw
    row = SERVICE.rows[1]
    unsigned = replace(row, fields=(*row.fields[:3], thief, row.fields[4]))
    bundle = exported(tmp_path, rows=[*SERVICE.rows, unsigned])

    opening = open_bundle(bundle, SERVICE.recovery, RECOVERY, despite_faults=True)

    assert len(opening.entries) == 5
    assert len(opening.faults) == 1


@pytest.mark.parametrize("raw", [b"", b"not json", b"[]", b'{"attachments": 7}'])
def test_a_body_that_is_none_of_ours_is_named_by_its_row(tmp_path, raw):
    service = Service()
    service.begin_epoch()
    service.write({}, raw=raw)

    with pytest.raises(BundleError, match="entry 1 of case k-7f3k cannot be opened"):
        open_bundle(exported(tmp_path, service), service.recovery, RECOVERY)


def test_a_reader_can_pass_the_key_of_an_epoch_on(tmp_path):
    keys = case_keys(exported(tmp_path), SERVICE.readers[METTE], METTE)

    assert keys == {1: SERVICE.case_keys[1], 2: SERVICE.case_keys[2]}


def test_an_empty_case_opens_to_an_empty_list(tmp_path):
    service = Service()
    service.begin_epoch()

    opening = open_bundle(exported(tmp_path, service), service.recovery, RECOVERY)

    assert opening == type(opening)((), (), ())


def test_a_bundle_signed_by_a_stranger_fails_at_its_rows(tmp_path):
    service = replace(SERVICE, signing=Ed25519PrivateKey.generate())
    service.rows = SERVICE.rows

    with pytest.raises(BundleError, match="signed row 1"):
        open_bundle(exported(tmp_path, service), SERVICE.recovery, RECOVERY)


def test_a_bundle_of_an_earlier_build_still_opens():
    keys = json.loads(GOLDEN_KEYS.read_text())
    bundle = read_bundle(GOLDEN)

    for reader_id, expected in keys["texts"].items():
        key = PrivateKey.from_raw(bytes.fromhex(keys["private"][reader_id]))
        assert texts(open_bundle(bundle, key, reader_id)) == expected
    assert (bundle.case_id, bundle.written_at) == (CASE, START + 1000)


def test_reading_needs_no_database_and_no_server():
    code = (
        "import sys, storage.opening, storage.reader_keys, storage.recovery, "
        "storage.passphrase, storage.sealed_file; "
        "print(sorted(set(sys.modules) & {'sqlite3', 'aiosqlite', 'fcntl', "
        "'telegram', 'twilio', 'aiohttp', 'asyncio'}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
