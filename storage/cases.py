"""Cases, the keys they are sealed to, and who holds a way into them."""

from datetime import datetime
from secrets import token_hex

from casework.people import CaseId, PersonId
from storage import chain
from storage.chain import sign_row, verify_row
from storage.key_pairs import SUITE, PublicKey, generate_key_pair
from storage.readers import Reader
from storage.sealing import Binding, SealError
from storage.times import to_ms
from storage.transaction import Transaction
from storage.wraps import RECOVERY, WrapBinding, wrap

INTAKE = CaseId("k-intake")
"""The case of what belongs to nobody yet: strangers, and what could not be sealed."""

FIND_OF_CLIENT = "SELECT id FROM case_file WHERE client_id = :client"
FIND_CLIENT = "SELECT client_id FROM case_file WHERE id = :case"
FIND_POLICY = "SELECT record_policy FROM case_file WHERE id = :case"
EXISTS = "SELECT 1 FROM case_file WHERE id = :case"
ALL_CASES = """
    SELECT id, client_id, record_policy, created_at FROM case_file
    ORDER BY created_at, id
"""
ADD = """
    INSERT INTO case_file (id, client_id, record_policy, created_at, signature)
    VALUES (:id, :client, :policy, :now, :signature)
"""
CURRENT_KEY = """
    SELECT epoch, suite, public_key, created_at, signature FROM case_key
    WHERE case_id = :case ORDER BY epoch DESC LIMIT 1
"""
ADD_KEY = """
    INSERT INTO case_key (case_id, epoch, suite, public_key, created_at, signature)
    VALUES (:case, :epoch, :suite, :public_key, :now, :signature)
"""
ADD_WRAP = """
    INSERT INTO wrap (case_id, epoch, reader_id, sealed, signature)
    VALUES (:case, :epoch, :reader, :sealed, :signature)
    ON CONFLICT (case_id, epoch, reader_id)
    DO UPDATE SET sealed = excluded.sealed, signature = excluded.signature
"""
READERS_OF = """
    SELECT DISTINCT reader_id FROM wrap
    WHERE case_id = :case AND epoch = (
        SELECT max(epoch) FROM case_key WHERE case_id = :case
    )
    ORDER BY reader_id
"""


def of_client(tx: Transaction, client: PersonId) -> CaseId | None:
    """Return the client's case."""
    return tx.remembered(("case of", client), _of_client, client)


def _of_client(tx: Transaction, client: PersonId) -> CaseId | None:
    case = tx.value(FIND_OF_CLIENT, client=client)
    return None if case is None else CaseId(case)


def client_of(tx: Transaction, case: CaseId) -> PersonId | None:
    """Return whose case this is; nobody's, for the intake."""
    return tx.remembered(("client of", case), _client_of, case)


def _client_of(tx: Transaction, case: CaseId) -> PersonId | None:
    client = tx.value(FIND_CLIENT, case=case)
    return None if client is None else PersonId(client)


def policy_of(tx: Transaction, case: CaseId) -> str:
    """Return what is written down in this case: full, summary, log_only or none."""
    return tx.remembered(("policy of", case), _policy_of, case)


def _policy_of(tx: Transaction, case: CaseId) -> str:
    return str(tx.value(FIND_POLICY, case=case))


def every(tx: Transaction) -> list[tuple[CaseId, PersonId | None, str]]:
    """Return each case with its client and record policy, the oldest first."""
    return [
        (CaseId(row["id"]), row["client_id"], row["record_policy"])
        for row in tx.all(ALL_CASES)
    ]


def exists(tx: Transaction, case: CaseId) -> bool:
    """Tell whether there is such a case."""
    return tx.one_or_none(EXISTS, case=case) is not None


def begin(
    tx: Transaction,
    client: PersonId | None,
    policy: str,
    readers: list[Reader],
    now: datetime,
) -> CaseId:
    """Begin a case, sealed to these readers and to recovery."""
    tx.forget()
    case = INTAKE if client is None else CaseId(f"k-{token_hex(5)}")
    fields = (case, client, policy, to_ms(now))
    tx.run(
        ADD,
        id=case,
        client=client,
        policy=policy,
        now=to_ms(now),
        signature=sign_row(tx.keys.signing, chain.CASE, fields),
    )
    begin_epoch(tx, case, readers, now)
    return case


def begin_epoch(
    tx: Transaction, case: CaseId, readers: list[Reader], now: datetime
) -> int:
    """Seal what comes from now on to a new key that only these readers get.

    The private half exists only here, in wraps: the service cannot read back.
    """
    tx.forget(("key of", case))
    newest = tx.one_or_none(CURRENT_KEY, case=case)
    epoch = 1 if newest is None else newest["epoch"] + 1
    private = generate_key_pair()
    public = private.public_key().raw
    tx.run(
        ADD_KEY,
        case=case,
        epoch=epoch,
        suite=SUITE,
        public_key=public,
        now=to_ms(now),
        signature=sign_row(
            tx.keys.signing, chain.CASE_KEY, (case, epoch, SUITE, public, to_ms(now))
        ),
    )
    shred_key = tx.shred.find_or_make(tx.vault, case)
    holders = [(reader.id, reader.public_key) for reader in readers]
    for holder, key in [*holders, (RECOVERY, tx.keys.recovery)]:
        belongs = WrapBinding(case, epoch, holder)
        sealed = wrap(private, key, shred_key=shred_key, belongs=belongs)
        add_wrap(tx, belongs, sealed)
    return epoch


def add_wrap(tx: Transaction, belongs: WrapBinding, sealed: bytes) -> None:
    """Keep a way into an epoch of a case."""
    fields = (belongs.case_id, belongs.epoch, belongs.reader_id, sealed)
    tx.run(
        ADD_WRAP,
        case=belongs.case_id,
        epoch=belongs.epoch,
        reader=belongs.reader_id,
        sealed=sealed,
        signature=sign_row(tx.keys.signing, chain.WRAP, fields),
    )


def readers_of(tx: Transaction, case: CaseId) -> list[str]:
    """Return who can open what is sealed now, recovery left out."""
    return [
        row["reader_id"]
        for row in tx.all(READERS_OF, case=case)
        if row["reader_id"] != RECOVERY
    ]


def current_key(tx: Transaction, case: CaseId) -> tuple[int, PublicKey]:
    """Return the epoch and the key that is sealed to now.

    Raises `SealError` where the row is not as we signed it: somebody put another key
    there to read what comes from now on.
    """
    return tx.remembered(("key of", case), _verified_key, case)


def _verified_key(tx: Transaction, case: CaseId) -> tuple[int, PublicKey]:
    row = tx.one_or_none(CURRENT_KEY, case=case)
    if row is None:
        raise SealError(Binding(case, 0, 0, "", 0, b""))
    epoch, public = row["epoch"], row["public_key"]
    fields = (case, epoch, row["suite"], public, row["created_at"])
    if not verify_row(tx.verifying, chain.CASE_KEY, fields, row["signature"]):
        raise SealError(Binding(case, epoch, 0, "", 0, b""))
    return epoch, PublicKey.from_raw(public)
