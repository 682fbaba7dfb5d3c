"""Giving a reader what was sealed before they came, and trying recovery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId
from casework.rights import Act
from handlers import reader_news
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from handlers.reading import find_case, opens_to
from storage import case_wraps, cases, grants, hand_over, people, readers
from storage.grants import Grant
from storage.key_pairs import PrivateKey
from storage.reader_keys import ReaderPublic
from storage.readers import Reader
from storage.transaction import Transaction
from storage.wraps import RECOVERY, WrapBinding, cover


@dataclass(frozen=True, slots=True)
class Granted:
    """Which epochs of a case a reader can open now, and could before."""

    case_id: CaseId
    reader_id: str
    added: tuple[int, ...]
    had: tuple[int, ...]


def add_grant(
    tx: Transaction, office: Office, grant: Grant, now: datetime, *, anew: bool = False
) -> Granted:
    """Keep what one reader gave another, as far as it can be checked here.

    Whether the inner layer holds the right key only its reader can tell, and does.
    A way in that is there already stays, unless it is to be put there `anew`.
    """
    if grant.signing_key not in hand_over.every_key(tx):
        raise NotPossibleError("this grant was made from a bundle of another service")
    case = find_case(tx, grant.case_id)
    reader = _current_reader(tx, grant.to)
    client = cases.client_of(tx, case)
    person = people.known(tx, reader.person_id)
    whose = None if client is None else people.find(tx, client)
    if not opens_to(tx, office, reader, whose, now):
        sentence = f"{reader.id} belongs to somebody who may not read case {case}"
        if whose is None:
            raise NotPossibleError(sentence)
        raise DeniedError(sentence, person, Act.READ_CONTENT, whose)
    signed = case_wraps.signed_keys(tx, case)
    shred_key = case_wraps.shred_key_of(tx, case)
    for each in grant.epochs:
        public = signed.get(each.epoch)
        if public is None or grants.fingerprint(public) != each.case_key:
            raise NotPossibleError(
                f"the grant is of another key than epoch {each.epoch} of case {case}"
            )
    had = set() if anew else case_wraps.held(tx, case, reader.id)
    added = [each for each in grant.epochs if each.epoch not in had]
    for each in added:
        belongs = WrapBinding(case, each.epoch, reader.id)
        cases.add_wrap(tx, belongs, cover(each.inner, shred_key, belongs))
    if added:
        reader_news.history_given(tx, office, case, reader, now)
    return _granted(case, reader, [each.epoch for each in added], had)


def grant_by_recovery(
    tx: Transaction,
    office: Office,
    case: CaseId,
    to: ReaderPublic,
    recovery: PrivateKey,
    now: datetime,
) -> Granted:
    """Give a reader everything of a case, with what two shares opened."""
    reader = _current_reader(tx, to)
    epochs = sorted(case_wraps.signed_keys(tx, case))
    had = case_wraps.held(tx, case, reader.id)
    for epoch in epochs:
        key = case_wraps.recovered(tx, case, epoch, recovery)
        belongs = WrapBinding(case, epoch, reader.id)
        case_wraps.wrap_for(tx, key, reader.public_key, belongs)
    reader_news.history_given(tx, office, case, reader, now)
    return _granted(case, reader, [each for each in epochs if each not in had], had)


def try_recovery(tx: Transaction, recovery: PrivateKey) -> int:
    """Open the newest key of every live case, show nothing, and return how many.

    Raises what names the first case that does not open.
    """
    live = live_cases(tx)
    for case in live:
        newest = max(case_wraps.signed_keys(tx, case), default=0)
        case_wraps.recovered(tx, case, newest, recovery)
    return len(live)


def rewrap_recovery(
    tx: Transaction, case_ids: Sequence[CaseId], old: PrivateKey
) -> None:
    """Seal every epoch of these cases to the recovery key of now as well."""
    for case in case_ids:
        for epoch in case_wraps.signed_keys(tx, case):
            key = case_wraps.recovered(tx, case, epoch, old)
            belongs = WrapBinding(case, epoch, RECOVERY)
            case_wraps.wrap_for(tx, key, tx.keys.recovery, belongs)


def live_cases(tx: Transaction) -> list[CaseId]:
    """Return every case whose keys were not destroyed."""
    return [
        case
        for case, _, _ in cases.every(tx)
        if tx.shred.find(tx.vault, case) is not None
    ]


def _current_reader(tx: Transaction, public: ReaderPublic) -> Reader:
    reader = readers.find(tx, public.reader_id)
    if reader is None:
        raise NotPossibleError(
            f"{public.reader_id} is not enrolled: run fastkontakt reader add first"
        )
    if reader.removed_at is not None:
        raise NotPossibleError(f"{reader.id} was removed")
    if not reader.is_signed:
        raise NotPossibleError(
            f"the row of {reader.id} was changed: run fastkontakt record verify"
        )
    if reader.public_key != public.key:
        raise NotPossibleError(f"{reader.id} is enrolled with another key")
    return reader


def _granted(
    case: CaseId, reader: Reader, added: Sequence[int], had: set[int]
) -> Granted:
    return Granted(case, reader.id, tuple(added), tuple(sorted(had)))
