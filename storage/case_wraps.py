"""The ways into a case: who holds which, and whether they lead there."""

from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId
from storage import cases, chain
from storage.chain import verify_row
from storage.errors import StoreError
from storage.key_pairs import PrivateKey, PublicKey
from storage.times import from_ms, from_ms_or_none
from storage.transaction import Transaction
from storage.wraps import RECOVERY, WrapBinding, WrapError, open_inner, peel, wrap

CASE_KEYS = """
    SELECT case_id, epoch, suite, public_key, created_at, signature
    FROM case_key WHERE case_id = :case ORDER BY epoch
"""
HELD = "SELECT epoch FROM wrap WHERE case_id = :case AND reader_id = :reader"
FIND = """
    SELECT sealed FROM wrap
    WHERE case_id = :case AND epoch = :epoch AND reader_id = :reader
"""
NOW_OPEN_TO = """
    SELECT case_id FROM wrap
    WHERE reader_id = :reader AND epoch = (
        SELECT max(epoch) FROM case_key WHERE case_key.case_id = wrap.case_id
    )
    ORDER BY case_id
"""


EVER_OPEN_TO = """
    SELECT wrap.case_id, wrap.epoch, case_key.created_at AS since,
           (SELECT min(next.created_at) FROM case_key AS next
            WHERE next.case_id = wrap.case_id AND next.epoch > wrap.epoch) AS until,
           (SELECT count(*) FROM contact_entry AS entry
            WHERE entry.case_id = wrap.case_id AND entry.epoch = wrap.epoch) AS entries
    FROM wrap JOIN case_key
        ON case_key.case_id = wrap.case_id AND case_key.epoch = wrap.epoch
    WHERE wrap.reader_id = :reader
    ORDER BY wrap.case_id, wrap.epoch
"""


@dataclass(frozen=True, slots=True)
class OpenEpoch:
    """A stretch of a case that somebody has a way into."""

    case_id: CaseId
    epoch: int
    since: datetime
    until: datetime | None
    """Nothing while what is written now is sealed to it."""
    entries: int


class ShreddedError(StoreError):
    """The shred key of a case was destroyed: nobody can open it any more."""

    def __init__(self, case: CaseId) -> None:
        super().__init__(f"the keys of case {case} were destroyed for good")
        self.case_id = case


class CaseKeyChangedError(StoreError):
    """A case key is not as we signed it. Nothing may be wrapped; verify the store."""

    def __init__(self, case: CaseId, epoch: int) -> None:
        super().__init__(
            f"the key of case {case}, epoch {epoch}, is not the one that was signed:"
            " run fastkontakt record verify"
        )
        self.case_id = case
        self.epoch = epoch


class RecoveryFailedError(StoreError):
    """The recovery key does not open a case. Look for the shares that do."""

    def __init__(self, case: CaseId, epoch: int) -> None:
        super().__init__(
            f"case {case}, epoch {epoch}, does not open with these shares:"
            " look for the shares that were made before, and keep both"
        )
        self.case_id = case
        self.epoch = epoch


def shred_key_of(tx: Transaction, case: CaseId) -> bytes:
    """Return the case's shred key, or raise where it was destroyed."""
    key = tx.shred.find(tx.vault, case)
    if key is None:
        raise ShreddedError(case)
    return key


def signed_keys(tx: Transaction, case: CaseId) -> dict[int, bytes]:
    """Return the public key of each epoch, none of which was exchanged."""
    found = {}
    for row in tx.all(CASE_KEYS, case=case):
        *fields, signature = row
        if not verify_row(tx.verifying, chain.CASE_KEY, tuple(fields), signature):
            raise CaseKeyChangedError(case, row["epoch"])
        found[row["epoch"]] = row["public_key"]
    return found


def held(tx: Transaction, case: CaseId, reader_id: str) -> set[int]:
    """Return the epochs of a case that a reader has a way into."""
    return {row["epoch"] for row in tx.all(HELD, case=case, reader=reader_id)}


def open_to(tx: Transaction, reader_id: str) -> list[CaseId]:
    """Return the cases whose newest epoch a reader has a way into."""
    return [CaseId(row["case_id"]) for row in tx.all(NOW_OPEN_TO, reader=reader_id)]


def ever_open_to(tx: Transaction, reader_id: str) -> list[OpenEpoch]:
    """Return every epoch that a reader has a way into, of whatever age."""
    return [
        OpenEpoch(
            CaseId(row["case_id"]),
            row["epoch"],
            from_ms(row["since"]),
            from_ms_or_none(row["until"]),
            row["entries"],
        )
        for row in tx.all(EVER_OPEN_TO, reader=reader_id)
    ]


def recovered(
    tx: Transaction, case: CaseId, epoch: int, recovery: PrivateKey
) -> PrivateKey:
    """Return the case's private key as the recovery key opens it, checked."""
    belongs = WrapBinding(case, epoch, RECOVERY)
    sealed = tx.value(FIND, case=case, epoch=epoch, reader=RECOVERY)
    public = signed_keys(tx, case).get(epoch)
    try:
        inner = peel(sealed or b"", shred_key_of(tx, case), belongs)
        key = open_inner(inner, recovery, belongs)
    except WrapError:
        raise RecoveryFailedError(case, epoch) from None
    if key.public_key().raw != public:
        raise RecoveryFailedError(case, epoch)
    return key


def wrap_for(
    tx: Transaction, key: PrivateKey, holder: PublicKey, belongs: WrapBinding
) -> None:
    """Keep a way into an epoch whose key somebody has opened."""
    shred_key = shred_key_of(tx, CaseId(belongs.case_id))
    sealed = wrap(key, holder, shred_key=shred_key, belongs=belongs)
    cases.add_wrap(tx, belongs, sealed)
