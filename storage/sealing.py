"""How the words of a contact entry are sealed to the public key of their case."""

from dataclasses import dataclass
from typing import Final

from storage.framing import encode
from storage.key_pairs import SUITE, PrivateKey, PublicKey

VERSION: Final = 1
BUCKET_BYTES: Final = 256
SMALLEST_BYTES: Final = 512
"""Two buckets: with the names around it, a text of 1 to 200 letters has one length."""

_LENGTH_BYTES: Final = 4


class SealingError(Exception):
    """An entry could not be sealed or opened; the text names it and nothing else."""

    def __init__(self, what: str, binding: "Binding") -> None:
        super().__init__(
            f"entry {binding.sequence} of case {binding.case_id} cannot be {what}"
        )
        self.case_id = binding.case_id
        self.sequence = binding.sequence


class SealError(SealingError):
    """An entry could not be sealed. Put it under the intake key and raise an alarm."""

    def __init__(self, binding: "Binding") -> None:
        super().__init__("sealed", binding)


class OpenError(SealingError):
    """An entry does not open: another key, or its row is not as it was written."""

    def __init__(self, binding: "Binding") -> None:
        super().__init__("opened: wrong key, or the row was changed", binding)


@dataclass(frozen=True, slots=True)
class Binding:
    """The columns that a sealed text belongs to; moved elsewhere, it does not open."""

    case_id: str
    epoch: int
    sequence: int
    kind: str
    at: int
    """Milliseconds since 1970, UTC."""
    previous_hash: bytes
    suite: int = SUITE
    version: int = VERSION

    def info(self) -> bytes:
        """Return the `info` of HPKE."""
        return encode(
            "fastkontakt entry text",
            self.version,
            self.suite,
            self.case_id,
            self.epoch,
            self.sequence,
            self.kind,
            self.at,
            self.previous_hash,
        )


def seal(body: bytes, public_key: PublicKey, binding: Binding) -> bytes:
    """Return the body so that only the private key of the case can open it."""
    try:
        _check_known(binding)
        return public_key.seal(_pad(body), binding.info())
    except Exception:  # noqa: BLE001 - whatever it was, it may quote the text
        raise SealError(binding) from None


def open_sealed(sealed: bytes, private_key: PrivateKey, binding: Binding) -> bytes:
    """Return the body that was sealed under exactly this binding."""
    try:
        _check_known(binding)
        return _unpad(private_key.open(sealed, binding.info()))
    except Exception:  # noqa: BLE001 - whatever it was, it may quote the text
        raise OpenError(binding) from None


def _check_known(binding: Binding) -> None:
    if (binding.version, binding.suite) != (VERSION, SUITE):
        raise ValueError("a later version sealed this")


def _pad(body: bytes) -> bytes:
    length = max(_LENGTH_BYTES + len(body), SMALLEST_BYTES)
    padded = -(-length // BUCKET_BYTES) * BUCKET_BYTES
    return (len(body).to_bytes(_LENGTH_BYTES, "big") + body).ljust(padded, b"\0")


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    body = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if _pad(body) != padded:
        raise ValueError("not the padding that `_pad` writes")
    return body
