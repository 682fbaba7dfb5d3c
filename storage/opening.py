"""What a reader's key, or the recovery key, makes of a bundle."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from storage import chain
from storage.attachment_cipher import open_attachment
from storage.bundle import Bundle
from storage.bundle_lines import BundleError
from storage.chain import Fault, Head, first_fault, verify_row
from storage.key_pairs import PrivateKey
from storage.many_hands import Work, hands
from storage.opened_entry import OpenedAttachment, OpenedEntry
from storage.signing_keys import REWRITTEN
from storage.wraps import WrapError, open_inner

_ID_FIELDS: Final = 3


def _untold(done: int, total: int) -> None:
    """Tell nobody how far it has come."""


@dataclass(frozen=True, slots=True)
class ClosedEpoch:
    """Entries that this key cannot open; someone who can must grant it."""

    epoch: int
    first: int
    last: int
    """The sequence of its first and last entry."""

    def __str__(self) -> str:
        return (
            f"entries {self.first} to {self.last} (epoch {self.epoch}) are not sealed "
            "to this key; ask someone who can read them to grant it"
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """The entries in words, and what is to be said about the rest."""

    entries: tuple[OpenedEntry, ...]
    closed: tuple[ClosedEpoch, ...]
    faults: tuple[str, ...]
    """What is not as it was written; empty unless faults were asked to be let pass."""


def open_bundle(
    bundle: Bundle,
    private_key: PrivateKey,
    reader_id: str,
    *,
    signing_key: bytes | None = None,
    despite_faults: bool = False,
    progress: Callable[[int, int], None] = _untold,
) -> Opening:
    """Verify the chain and the signatures, and open what this key can open.

    `signing_key` is the one known of the service, or was before others took over:
    without it the bundle can only be checked against itself. A fault raises
    `BundleError`; with `despite_faults` it is told in the result, and the entries
    around it are opened.
    """
    signers = bundle.signers(signing_key)
    keys, unopened = _keys_or_why(bundle, private_key, reader_id)
    raw = {epoch: key.raw for epoch, key in keys.items()}
    entries, total = [], len(bundle.entries)
    with hands(Work(bundle.entries, signers, raw)) as work:
        signed, opened = work.signed(), work.opened()
        faults = list(_faults(bundle, signed))
        if faults and not despite_faults:
            raise BundleError(faults[0])
        if unopened is not None:
            raise unopened
        for number, entry in enumerate(opened, start=1):
            progress(number, total)
            if isinstance(entry, OpenedEntry):
                entries.append(entry)
            elif entry is not None and not despite_faults:
                raise BundleError(entry)
            elif entry is not None:
                faults.append(entry)
    return Opening(tuple(entries), _closed(bundle, keys), tuple(faults))


def _keys_or_why(
    bundle: Bundle, private_key: PrivateKey, reader_id: str
) -> tuple[dict[int, PrivateKey], BundleError | None]:
    try:
        return case_keys(bundle, private_key, reader_id), None
    except BundleError as error:
        return {}, error


def case_keys(
    bundle: Bundle, private_key: PrivateKey, reader_id: str
) -> dict[int, PrivateKey]:
    """Return the case's private key of each epoch that this key opens."""
    public = _public_keys(bundle)
    keys = {}
    for wrap in bundle.wraps:
        if wrap.belongs.reader_id != reader_id:
            continue
        try:
            key = open_inner(wrap.inner, private_key, wrap.belongs)
        except WrapError as error:
            raise BundleError(str(error)) from None
        if key.public_key().raw != public.get(wrap.belongs.epoch):
            raise BundleError(
                f"the key of epoch {wrap.belongs.epoch} is not the one that was signed"
            )
        keys[wrap.belongs.epoch] = key
    if not keys:
        raise BundleError(
            f"nothing in this bundle is sealed to {reader_id}; "
            "ask someone who can read the case to grant it"
        )
    return keys


def read_attachment(bundle: Bundle, attachment: OpenedAttachment) -> bytes:
    """Return the whole file, checked against the chain."""
    if attachment.hash not in bundle.offsets:
        raise BundleError(
            f"attachment {attachment.place.attachment_id} is not in the bundle"
        )
    hashed = sha256()

    def pieces() -> Iterator[bytes]:
        for piece in bundle.attachment(attachment.hash):
            hashed.update(piece)
            yield piece

    plain = open_attachment(pieces(), attachment.key, attachment.place)
    if hashed.digest() != attachment.hash:
        raise BundleError(
            f"attachment {attachment.place.attachment_id} is not the one of its entry"
        )
    return plain


def _faults(bundle: Bundle, signed: Iterable[bool]) -> Iterator[str]:
    verify_key = bundle.verify_key()
    for number, row in enumerate(bundle.rows, start=1):
        if not verify_row(verify_key, row.tag, row.fields, row.signature):
            yield f"signed row {number} ({row.tag}): the signature does not match"
    public, head, newest, epoch = _public_keys(bundle), Head(), 0, 0
    for entry, is_signed in zip(bundle.entries, signed, strict=True):
        header = entry.header
        name = f"entry {header.sequence} of case {bundle.case_id}"
        unsigned = None if is_signed else Fault.SIGNATURE
        fault = first_fault(entry, case_head=head) or unsigned
        if fault is not None:
            yield f"{name}: {fault}"
        if header.case_id != bundle.case_id:
            yield f"{name}: it belongs to another case"
        if header.epoch not in public:
            yield f"{name}: its epoch has no signed key"
        if header.epoch < epoch:
            yield f"{name}: sealed to an older key than the entry before"
        if not newest < header.global_sequence <= bundle.global_head.sequence:
            yield f"{name}: its place in the store is impossible"
        head, newest = Head(header.sequence, entry.hash), header.global_sequence
        epoch = header.epoch
    if head != bundle.case_head:
        yield f"the last entry of case {bundle.case_id} is missing"
    yield from _rewritten(bundle)


def _rewritten(bundle: Bundle) -> Iterator[str]:
    """Find entries that were written anew with a key that was handed on since."""
    hashes = {entry.header.global_sequence: entry.hash for entry in bundle.entries}
    for each in bundle.hand_overs:
        if hashes.get(each.last.sequence, each.last.hash) != each.last.hash:
            yield f"hand-over {each.number} of the signing key: {REWRITTEN}"


def _public_keys(bundle: Bundle) -> dict[int, bytes]:
    """Return the signed case keys: rows of case, epoch, suite, key and maybe more."""
    return {
        row.fields[1]: row.fields[_ID_FIELDS]
        for row in bundle.rows
        if row.tag == chain.CASE_KEY
        and len(row.fields) > _ID_FIELDS
        and row.fields[0] == bundle.case_id
        and isinstance(row.fields[1], int)
        and isinstance(row.fields[_ID_FIELDS], bytes)
        and verify_row(bundle.verify_key(), row.tag, row.fields, row.signature)
    }


def _closed(bundle: Bundle, keys: dict[int, Any]) -> tuple[ClosedEpoch, ...]:
    spans: dict[int, list[int]] = {}
    for entry in bundle.entries:
        if entry.header.epoch not in keys:
            spans.setdefault(entry.header.epoch, []).append(entry.header.sequence)
    return tuple(
        ClosedEpoch(epoch, min(found), max(found)) for epoch, found in spans.items()
    )
