"""One case in one file, for those who hold a key to it: written, and read back.

The words stay sealed, and the outer layer of the wraps is peeled off, so that a reader
needs nothing but the file and a key. The last line signs every line before it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from storage import bundle_lines as lines
from storage.bundle_lines import DAMAGED, BundleError, InnerWrap, SignedRow
from storage.chain import Entry, Head, sign_row, verify_row
from storage.keyfiles import new_private
from storage.signing_keys import (
    HandOver,
    HandOverError,
    Signers,
    UnknownKeyError,
    signers,
)
from storage.stream_cipher import PIECE_BYTES

FORMAT: Final = "fastkontakt case bundle"
VERSION: Final = 1
WITH_HAND_OVERS: Final = 2
"""Only where the signing key was changed: whoever knows nothing of that must say so."""

BUNDLE: Final = "fastkontakt bundle"
"""The tag under which the last line is signed."""

NOT_OURS: Final = (
    "another service signed this bundle, or its key was changed; "
    "compare the signing key with the one you were given"
)

_LONGEST_LINE: Final = 64 * 1024 * 1024
_MISREADINGS: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class CaseExport:
    """Everything of one case that goes into its bundle."""

    case_id: str
    about: dict[str, Any]
    """What may be read without a key; ids and dates, never a name."""
    written_at: int
    """Milliseconds since 1970, UTC."""
    rows: tuple[SignedRow, ...]
    """The rows of the case, its keys and its readers; case keys are needed."""
    wraps: tuple[InnerWrap, ...]
    """The case keys for readers and recovery, without the outer layer."""
    case_head: Head
    global_head: Head
    entries: Iterable[Entry] = field(repr=False)
    attachments: Iterable[tuple[bytes, Iterable[bytes]]] = field(repr=False)
    """The hash and the pieces of each sealed stream that is still there, once each."""

    hand_overs: tuple[HandOver, ...] = ()
    """How one signing key led to the next."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that is complete and as its last line says; not opened yet."""

    path: Path
    case_id: str
    about: dict[str, Any]
    written_at: int
    signing_key: bytes
    rows: tuple[SignedRow, ...]
    wraps: tuple[InnerWrap, ...]
    case_head: Head
    global_head: Head
    entries: tuple[Entry, ...] = field(repr=False)
    offsets: dict[bytes, tuple[int, ...]] = field(repr=False)
    """Where in the file the lines of each attachment stand."""
    content: bytes | None = field(default=None, repr=False)
    """The file itself, where there is none on the disk."""

    hand_overs: tuple[HandOver, ...] = ()

    def verify_key(self) -> Ed25519PublicKey:
        """Return the key that the service signs with, if the bundle tells the truth.

        Compare `signing_key` with the one that is known of the service.
        """
        return Ed25519PublicKey.from_public_bytes(self.signing_key)

    def signers(self, known: bytes | None = None) -> Signers:
        """Return the keys that signed it, if the one that is known leads to them."""
        try:
            found = signers(self.hand_overs, known or self.signing_key)
        except HandOverError as error:
            raise BundleError(str(error)) from None
        except UnknownKeyError:
            raise BundleError(NOT_OURS) from None
        if found.newest != self.signing_key:
            raise BundleError(NOT_OURS)
        return found

    def attachment(self, hashed: bytes) -> Iterator[bytes]:
        """Return a sealed stream, piece by piece."""
        with self._opened() as file:
            for offset in self.offsets[hashed]:
                file.seek(offset)
                row = lines.from_line(file.readline(_LONGEST_LINE))
                yield lines.raw_from_json(row["data"])

    def _opened(self) -> BinaryIO:
        return self.path.open("rb") if self.content is None else BytesIO(self.content)


def write_bundle(
    path: Path, export: CaseExport, signing_key: Ed25519PrivateKey
) -> None:
    """Write the bundle to a new file; if anything fails, there is none."""
    with new_private(path) as file:
        file.writelines(lines_of(export, signing_key))


def lines_of(export: CaseExport, signing_key: Ed25519PrivateKey) -> Iterator[bytes]:
    """Yield the lines of the bundle; the last one signs those before it."""
    hashed = sha256()
    count = {"entries": 0, "attachments": 0}
    for line in _lines(export, signing_key.public_key(), count):
        hashed.update(line)
        yield line
    signature = sign_row(signing_key, BUNDLE, (export.case_id, hashed.digest()))
    end = {
        **count,
        "sha256": lines.field_to_json(hashed.digest()),
        "signature": lines.field_to_json(signature),
    }
    yield lines.to_line({"end": end})


def read_bundle(path: Path) -> Bundle:
    """Read a bundle and check that it is complete and nothing in it was changed."""
    try:
        with path.open("rb") as file:
            return _checked(path, file)
    except FileNotFoundError:
        raise BundleError(f"{path}: missing; name the right place") from None
    except OSError as error:
        raise BundleError(f"{path}: cannot be read ({error.strerror})") from None


def parse_bundle(content: bytes, name: str) -> Bundle:
    """Return the bundle with this content as `read_bundle` does, without a file."""
    return replace(_checked(Path(name), BytesIO(content)), content=content)


def _checked(path: Path, file: BinaryIO) -> Bundle:
    try:
        return _read(path, file)
    except BundleError as error:
        raise BundleError(f"{path}: {error}") from None
    except _MISREADINGS:
        raise BundleError(f"{path}: {DAMAGED}") from None


def _lines(
    export: CaseExport, verify_key: Ed25519PublicKey, count: dict[str, int]
) -> Iterator[bytes]:
    yield lines.to_line(
        {
            "format": FORMAT,
            "version": WITH_HAND_OVERS if export.hand_overs else VERSION,
            "case": export.case_id,
            "about": export.about,
            "written_at": export.written_at,
            "signing_key": lines.field_to_json(verify_key.public_bytes_raw()),
            "rows": [lines.row_to_json(row) for row in export.rows],
            "wraps": [lines.wrap_to_json(wrap) for wrap in export.wraps],
            "case_head": lines.head_to_json(export.case_head),
            "global_head": lines.head_to_json(export.global_head),
            **lines.hand_overs_to_json(export.hand_overs),
        }
    )
    for entry in export.entries:
        count["entries"] += 1
        yield lines.to_line({"entry": lines.entry_to_json(entry)})
    for hashed, pieces in export.attachments:
        count["attachments"] += 1
        for piece in pieces:
            for start in range(0, len(piece), PIECE_BYTES):
                part = piece[start : start + PIECE_BYTES]
                yield lines.to_line(
                    {"attachment": hashed.hex(), "data": lines.field_to_json(part)}
                )


def _read(path: Path, file: BinaryIO) -> Bundle:
    hashed = sha256()
    first = file.readline(_LONGEST_LINE)
    header = _header(first)
    hashed.update(first)
    entries: list[Entry] = []
    offsets: dict[bytes, list[int]] = {}
    while True:
        offset = file.tell()
        line = file.readline(_LONGEST_LINE)
        row = lines.from_line(line)
        if "end" in row:
            break
        hashed.update(line)
        if "entry" in row:
            entries.append(lines.entry_from_json(row["entry"]))
        else:
            offsets.setdefault(bytes.fromhex(row["attachment"]), []).append(offset)
    case_id = header["case"]
    bundle = Bundle(
        path=path,
        case_id=case_id,
        about=dict(header["about"]),
        written_at=int(header["written_at"]),
        signing_key=lines.raw_from_json(header["signing_key"]),
        rows=tuple(map(lines.row_from_json, header["rows"])),
        wraps=tuple(lines.wrap_from_json(case_id, row) for row in header["wraps"]),
        case_head=lines.head_from_json(header["case_head"]),
        global_head=lines.head_from_json(header["global_head"]),
        entries=tuple(entries),
        offsets={name: tuple(places) for name, places in offsets.items()},
        hand_overs=lines.hand_overs_from_json(header),
    )
    _check_end(bundle, row["end"], hashed.digest())
    if file.read(1):
        raise BundleError(DAMAGED)
    return bundle


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = lines.from_line(line)
    except BundleError:
        header = {}
    if header.get("format") != FORMAT:
        raise BundleError("this is not a bundle of Fastkontakt")
    if header.get("version") not in {VERSION, WITH_HAND_OVERS}:
        raise BundleError("a later version wrote this bundle; install that version")
    if not isinstance(header["case"], str):
        raise BundleError(DAMAGED)
    return header


def _check_end(bundle: Bundle, end: dict[str, Any], hashed: bytes) -> None:
    found = (len(bundle.entries), len(bundle.offsets), hashed)
    said = end["entries"], end["attachments"], lines.raw_from_json(end["sha256"])
    signature = lines.raw_from_json(end["signature"])
    if found != said or not verify_row(
        bundle.verify_key(), BUNDLE, (bundle.case_id, hashed), signature
    ):
        raise BundleError(DAMAGED)
