"""Lists of records that are to go: one person proposes, a second one confirms."""

from collections.abc import Sequence
from datetime import datetime

from casework.people import CaseId
from casework.rights import Act
from handlers import reading
from handlers.office import Office
from handlers.permissions import NotPossibleError
from handlers.retention import Looked, look_at, look_at_all, require, tell_case, whose
from storage import people, retention
from storage.retention import DisposalList, Item
from storage.transaction import Transaction


def propose(
    tx: Transaction, office: Office, named: Sequence[str], ref: str, now: datetime
) -> DisposalList:
    """Make a list of these cases, or of all that must go, and return it."""
    person = reading.colleague(tx, ref)
    if named:
        files = [reading.find_case(tx, each) for each in named]
        found = [look_at(tx, office, case, now) for case in files]
    else:
        every = look_at_all(tx, office, now)
        found = [each for each in every if each.judged.is_due and each.listed is None]
    for each in found:
        require(tx, office, person, Act.PROPOSE_DISPOSAL, whose(tx, each.case), now)
        _refuse_what_stays(each)
    if not found:
        raise NotPossibleError("nothing is due that is on no list yet")
    once = {each.case: _item(each) for each in found}
    number = retention.add_list(tx, once.values(), person.id, now)
    for case in once:
        tell_case(tx, case, person, f"proposed to be destroyed, list {number}", now)
    return known(tx, number)


def confirm(
    tx: Transaction, office: Office, number: int, ref: str, now: datetime
) -> DisposalList:
    """Let a second person want the same."""
    proposed, person = open_list(tx, number), reading.colleague(tx, ref)
    if proposed.confirmed_by is not None:
        raise NotPossibleError(f"list {number} is confirmed already")
    if person.id == proposed.proposed_by:
        raise NotPossibleError(
            f"{ref} proposed list {number}: somebody else must confirm it"
        )
    for item in proposed.items:
        require(tx, office, person, Act.CONFIRM_DISPOSAL, whose(tx, item.case), now)
        tell_case(
            tx, item.case, person, f"confirmed to be destroyed, list {number}", now
        )
    retention.confirm(tx, proposed, person.id, now)
    return known(tx, number)


def withdraw(
    tx: Transaction, office: Office, number: int, ref: str, now: datetime
) -> DisposalList:
    """Let nothing more come of a list; what was destroyed by it stays so."""
    proposed, person = open_list(tx, number), reading.colleague(tx, ref)
    for item in waiting(proposed):
        require(tx, office, person, Act.HOLD_RECORD, whose(tx, item.case), now)
        tell_case(tx, item.case, person, f"list {number} was withdrawn", now)
    retention.withdraw(tx, number, now)
    return known(tx, number)


def waiting(proposed: DisposalList) -> list[Item]:
    """Return the cases of a list that nothing became of yet."""
    return [each for each in proposed.items if each.state is retention.ItemState.LISTED]


def look_again(
    tx: Transaction, office: Office, number: int, now: datetime
) -> list[Looked]:
    """Return what a list would destroy now, and whose it is, for who is to confirm."""
    cases = waiting(open_list(tx, number))
    return [look_at(tx, office, item.case, now) for item in cases]


def require_second_person(
    tx: Transaction, office: Office, found: DisposalList, case: CaseId, now: datetime
) -> None:
    """Raise unless two people stand behind a list who may do so at this moment."""
    number = found.id
    if found.confirmed_by is None:
        raise NotPossibleError(f"list {number} waits for a second person to confirm it")
    if not found.is_signed or found.confirmed_by == found.proposed_by:
        raise NotPossibleError(
            f"list {number} is not as it was confirmed: withdraw it, propose it anew"
        )
    client = whose(tx, case)
    first = people.known(tx, found.proposed_by)
    second = people.known(tx, found.confirmed_by)
    require(tx, office, first, Act.PROPOSE_DISPOSAL, client, now)
    require(tx, office, second, Act.CONFIRM_DISPOSAL, client, now)


def unfinished(tx: Transaction) -> list[DisposalList]:
    """Return the lists of which something may still come."""
    return [each for each in retention.lists(tx) if each.ended_at is None]


def open_list(tx: Transaction, number: int) -> DisposalList:
    """Return a list of which something may still come, or raise."""
    found = known(tx, number)
    if found.ended_at is not None:
        if found.is_withdrawn:
            raise NotPossibleError(f"list {number} was withdrawn already")
        raise NotPossibleError(
            f"list {number} was carried out already: for its report run fastkontakt"
            f" retention report {number}"
        )
    return found


def known(tx: Transaction, number: int) -> DisposalList:
    """Return a list, or raise where there is none."""
    found = retention.find_list(tx, number)
    if found is None:
        raise NotPossibleError("there is no such list: see fastkontakt retention lists")
    return found


def _refuse_what_stays(each: Looked) -> None:
    if not each.judged.is_due:
        reasons = "; ".join(kept.value for kept in each.judged.why_not)
        raise NotPossibleError(f"case {each.case} stays: {reasons}")
    if each.listed is not None:
        raise NotPossibleError(f"case {each.case} is on list {each.listed} already")


def _item(each: Looked) -> Item:
    judged = each.judged
    if judged.counted_from is None or judged.over_on is None:
        raise TypeError  # what must go has both
    return Item(
        case=each.case,
        profile=each.profile,
        authority=each.authority,
        counted_since=each.counted_since,
        counted_from=judged.counted_from,
        over_on=judged.over_on,
    )
