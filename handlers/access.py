"""Taking a case out to be read: written into it before anything leaves."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.people import CaseId, Person
from handlers import entries, reading
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import looks
from storage.looks import Look, Way
from storage.records import NewEntry
from storage.sealing import SealError
from storage.transaction import Transaction

TAKEN_OUT = "taken_out"
"""The kind of entry that tells the other readers."""

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: which case, for whom, by whom, and why."""

    case: str
    reader: str | None = None
    by: str | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Taking:
    """A case leaves for somebody, or for nobody who was named.

    `by` is who takes it out, if somebody else does.
    """

    case: CaseId
    way: Way
    reader: Person | None = None
    by: Person | None = None
    reason: str = field(default="", repr=False)

    @property
    def person(self) -> Person | None:
        """Return who has it taken out, as far as that was said."""
        return self.reader or self.by


def read_reason(typed: str) -> str | None:
    r"""Return why in one line; nothing where that is too long.

    >>> read_reason("  the review \n on Monday ")
    'the review on Monday'
    """
    reason = " ".join(typed.split())
    is_fit = len(reason) <= LONGEST_REASON and reason.isprintable()
    return reason if is_fit else None


def take_out(tx: Transaction, office: Office, asked: Asked, now: datetime) -> CaseId:
    """Write down that a case is taken out on this machine; return which.

    Raises if there is no such case, or whoever it is for may not read it.
    """
    case = reading.find_case(tx, asked.case)
    reason = read_reason(asked.reason)
    if reason is None:
        raise NotPossibleError(f"the reason: one line of {LONGEST_REASON} letters")
    reader, by = asked.reader, asked.by
    taking = Taking(
        case=case,
        way=Way.COMMAND,
        reader=reading.require_reader(tx, office, case, reader, now)
        if reader is not None
        else None,
        by=None if by is None else reading.colleague(tx, by),
        reason=reason,
    )
    write_down(tx, taking, now)
    return case


def write_down(tx: Transaction, taking: Taking, now: datetime) -> None:
    """Write into the case, and keep, that it is taken out from here on.

    Whoever shows it waits until this is committed.
    """
    person = taking.person
    body = {"author": "" if person is None else person.name, "text": taking.reason}
    if taking.by is not None and taking.by != person:
        body["by"] = taking.by.name
    entry = NewEntry(
        kind=TAKEN_OUT,
        at=now,
        direction="",
        channel=taking.way if taking.way is Way.TELEGRAM else "",
        author="" if person is None else person.id,
        body=body,
    )
    try:
        place = entries.write(tx, taking.case, entry)
    except SealError:
        raise NotPossibleError(
            f"the key of case {taking.case} is not as it was signed: run fastkontakt"
            " record verify"
        ) from None
    look = Look(
        case=taking.case,
        person=None if taking.reader is None else taking.reader.id,
        at=now,
        by=None if taking.by is None else taking.by.id,
        way=taking.way,
        entry=place,
        reason=taking.reason,
    )
    looks.add(tx, look)
