"""The chain of contact entries, and the signatures that say who wrote a row.

Verification needs no secret: it looks at hashes of ciphertexts, so it still holds
after the keys of a case were destroyed.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from storage.entry_hash import hash_columns
from storage.framing import Field, encode

HASH_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
NO_HASH: Final = bytes(HASH_BYTES)
"""Stands before the first entry of a case, and before the first of the store."""

CASE: Final = "fastkontakt case"
CASE_KEY: Final = "fastkontakt case key"
WRAP: Final = "fastkontakt wrap"
READER: Final = "fastkontakt reader"
DUTY_KEY: Final = "fastkontakt duty key"
HEAD: Final = "fastkontakt head"
HAND_OVER: Final = "fastkontakt signing key"
"""Tags for `sign_row`: a signature under one never counts under another."""

_ENTRY_SIGNATURE: Final = "fastkontakt entry signature 1"
_SIGNED: Final = encode(_ENTRY_SIGNATURE, NO_HASH)[:-HASH_BYTES]
"""What stands before the hash in the bytes that are signed."""


@dataclass(frozen=True, slots=True)
class EntryHeader:
    """Every column of an entry but the sealed text, the hash and the signature."""

    global_sequence: int
    case_id: str
    sequence: int
    epoch: int
    suite: int
    kind: str
    at: int
    """Milliseconds since 1970, UTC."""
    direction: str
    channel: str
    author: str
    """A person's id, or empty."""
    refers_to: int | None
    """The sequence of an earlier entry of the case."""
    attachments: bytes
    """The SHA-256 of each sealed attachment stream, one after the other."""
    previous_hash: bytes
    previous_global_hash: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole row of the record."""

    header: EntryHeader
    sealed: bytes = field(repr=False)
    hash: bytes
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: of one case, or of the whole store."""

    sequence: int = 0
    hash: bytes = NO_HASH


class Fault(StrEnum):
    """What is wrong with an entry, in the order in which it is looked for."""

    HASH = "the hash does not match the row"
    SEQUENCE = "the number does not follow the entry before"
    PREVIOUS = "the chain of the case is broken before this entry"
    GLOBAL_SEQUENCE = "the number does not follow the entry before in the store"
    PREVIOUS_GLOBAL = "the chain of the store is broken before this entry"
    SIGNATURE = "the signature does not match"
    OTHER_KEY = "signed with a key that did not sign then"


def entry_hash(header: EntryHeader, sealed: bytes) -> bytes:
    """Return the SHA-256 that links this entry to the next."""
    return hash_columns(
        header.global_sequence,
        header.case_id,
        header.sequence,
        header.epoch,
        header.suite,
        header.kind,
        header.at,
        header.direction,
        header.channel,
        header.author,
        header.refers_to,
        sealed,
        header.attachments,
        header.previous_hash,
        header.previous_global_hash,
    )


def link(header: EntryHeader, sealed: bytes, signing_key: Ed25519PrivateKey) -> Entry:
    """Return the finished row: hashed and signed."""
    hashed = entry_hash(header, sealed)
    signature = signing_key.sign(_SIGNED + hashed)
    return Entry(header, sealed, hashed, signature)


def first_fault(
    entry: Entry,
    *,
    case_head: Head,
    global_head: Head | None = None,
    verify_key: Ed25519PublicKey | None = None,
) -> Fault | None:
    """Return what is wrong with an entry that should follow these heads.

    Without `global_head` (an export of one case) the chain of the store is not
    looked at; without `verify_key` (a quick look) neither is the signature.
    """
    header = entry.header
    if entry_hash(header, entry.sealed) != entry.hash:
        return Fault.HASH
    if header.sequence != case_head.sequence + 1:
        return Fault.SEQUENCE
    if header.previous_hash != case_head.hash:
        return Fault.PREVIOUS
    if global_head is not None:
        if header.global_sequence != global_head.sequence + 1:
            return Fault.GLOBAL_SEQUENCE
        if header.previous_global_hash != global_head.hash:
            return Fault.PREVIOUS_GLOBAL
    if verify_key is not None and not verify_entry(
        verify_key, entry.hash, entry.signature
    ):
        return Fault.SIGNATURE
    return None


def verify_entry(verify_key: Ed25519PublicKey, hashed: bytes, signature: bytes) -> bool:
    """Tell whether an entry with this hash was signed."""
    return _verify(verify_key, signature, encode(_ENTRY_SIGNATURE, hashed))


def sign_row(
    signing_key: Ed25519PrivateKey, tag: str, fields: tuple[Field, ...]
) -> bytes:
    """Return the signature over every column of a row."""
    return signing_key.sign(encode(tag, *fields))


def verify_row(
    verify_key: Ed25519PublicKey,
    tag: str,
    fields: tuple[Field, ...],
    signature: bytes,
) -> bool:
    """Tell whether the row is as it was signed."""
    return _verify(verify_key, signature, encode(tag, *fields))


def _verify(verify_key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        verify_key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True
