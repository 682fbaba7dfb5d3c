"""What became of a list of records, signed so that it can be shown for years."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage.chain import HASH_BYTES, SIGNATURE_BYTES, sign_row, verify_row
from storage.keyfiles import KeyFileError
from storage.service_keys import ServiceKeys
from storage.transaction import Transaction

TAG: Final = "fastkontakt disposal report"
MISREADINGS: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of reading a file that somebody else made as if it were a report."""

_LARGEST_BYTES: Final = 64 * 1024 * 1024

HASH_OF = "SELECT hash FROM contact_entry WHERE global_sequence = :number"


class ReportError(KeyFileError):
    """A report cannot be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A report as it lies in a file."""

    report: Mapping[str, Any]
    signing_key: bytes
    signature: bytes = field(repr=False)

    def is_signed(self) -> bool:
        """Tell whether it is as somebody signed it who has its key, whoever that is."""
        key = Ed25519PublicKey.from_public_bytes(self.signing_key)
        return verify_row(key, TAG, (_bytes(self.report),), self.signature)

    def to_text(self) -> str:
        """Return what is written into the file."""
        row = {
            "report": self.report,
            "signing_key": self.signing_key.hex(),
            "signature": self.signature.hex(),
        }
        return json.dumps(row, ensure_ascii=False, indent=1) + "\n"


def sign(report: Mapping[str, Any], keys: ServiceKeys) -> SignedReport:
    """Return the report with the signature of this service."""
    return SignedReport(
        report,
        keys.signing.public_key().public_bytes_raw(),
        sign_row(keys.signing, TAG, (_bytes(report),)),
    )


def read(path: Path) -> SignedReport:
    """Return the report in a file; whether it is signed is another question."""
    try:
        with path.open("rb") as file:
            row = json.loads(file.read(_LARGEST_BYTES))
        found = SignedReport(
            dict(row["report"]),
            bytes.fromhex(row["signing_key"]),
            bytes.fromhex(row["signature"]),
        )
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror})") from None
    except MISREADINGS:
        raise ReportError(f"{path}: is no disposal report") from None
    if (len(found.signing_key), len(found.signature)) != (HASH_BYTES, SIGNATURE_BYTES):
        raise ReportError(f"{path}: is no disposal report")
    return found


def is_in_chain(tx: Transaction, tombstone: Mapping[str, Any]) -> bool:
    """Tell whether the record has the last entry that a report names."""
    found: bytes | None = tx.value(HASH_OF, number=int(tombstone["store_sequence"]))
    return found is not None and found.hex() == tombstone["hash"]


def _bytes(report: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: the same however the file was laid out."""
    return json.dumps(
        report, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()
