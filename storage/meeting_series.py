"""Meetings that come again and again, as they were proposed and agreed on."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casework import rhythm
from casework.appointments import AppointmentKind
from casework.meeting_series import NewSeries, Series, SeriesState
from casework.people import CaseId, PersonId
from storage import spare_words
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

_PLACE = ("meeting_series", "sealed_place")
_COLUMNS = """
    id, client_id, case_id, rule_id, replaces, rhythm, zone, minutes, kind,
    sealed_place, remind_soon, told, state, planned_until, set_by
"""
ADD = """
    INSERT INTO meeting_series (
        id, client_id, case_id, replaces, rhythm, zone, minutes, kind, sealed_place,
        remind_soon, told, state, planned_until, set_by, created_at)
    VALUES (
        :id, :client, :case, :replaces, :rhythm, :zone, :minutes, :kind, :sealed_place,
        :remind_soon, :told, 'proposed', :now, :by, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM meeting_series WHERE id = :id"
BY_RULE = f"SELECT {_COLUMNS} FROM meeting_series WHERE rule_id = :rule"
OF_CLIENT = f"""
    SELECT {_COLUMNS} FROM meeting_series
    WHERE client_id = :client AND state <> 'ended' ORDER BY id
"""
AGREE = """
    UPDATE meeting_series SET state = 'agreed', rule_id = :rule WHERE id = :id
"""
END = """
    UPDATE meeting_series SET state = 'ended', sealed_place = NULL WHERE id = :id
"""
PLANNED = "UPDATE meeting_series SET planned_until = :until WHERE id = :id"


def add(
    tx: Transaction,
    new: NewSeries,
    client: PersonId,
    case: CaseId,
    zone: ZoneInfo,
    by: PersonId,
    now: datetime,
) -> Series:
    """Write down a series that somebody proposed, and return it."""
    identity = tx.next_id("meeting_series")
    like = new.like
    tx.run(
        ADD,
        id=identity,
        client=client,
        case=case,
        replaces=new.replaces,
        rhythm=rhythm.to_text(new.rhythm),
        zone=zone.key,
        minutes=like.minutes,
        kind=like.kind,
        sealed_place=spare_words.seal(tx, *_PLACE, identity, like.place.strip()),
        remind_soon=int(like.remind_before_2h),
        told=" ".join(like.tell),
        by=by,
        now=to_ms(now),
    )
    return known(tx, identity)


def find(tx: Transaction, identity: int) -> Series | None:
    """Return a series by its id."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _series(tx, row)


def known(tx: Transaction, identity: int) -> Series:
    """Return a series that there is."""
    found = find(tx, identity)
    if found is None:
        raise LookupError(identity)
    return found


def by_rule(tx: Transaction, rule: int) -> Series | None:
    """Return the series that a rule makes due."""
    row = tx.one_or_none(BY_RULE, rule=rule)
    return None if row is None else _series(tx, row)


def of_client(tx: Transaction, client: PersonId) -> list[Series]:
    """Return what is proposed to somebody, or agreed on, and has not ended."""
    return [_series(tx, row) for row in tx.all(OF_CLIENT, client=client)]


def agree(tx: Transaction, series: Series, rule: int) -> Series:
    """Let a series count, with the rule that makes it due."""
    tx.run(AGREE, id=series.id, rule=rule)
    return known(tx, series.id)


def end(tx: Transaction, series: Series) -> None:
    """Let nothing more come of a series, and forget where people met."""
    tx.run(END, id=series.id)


def set_planned(tx: Transaction, series: Series, until: datetime) -> None:
    """Remember until when every meeting of it is there."""
    tx.run(PLANNED, id=series.id, until=to_ms(until))


def _series(tx: Transaction, row: Any) -> Series:
    return Series(
        id=row["id"],
        client=PersonId(row["client_id"]),
        case=CaseId(row["case_id"]),
        rule=row["rule_id"],
        replaces=row["replaces"],
        rhythm=rhythm.from_text(row["rhythm"]),
        zone=ZoneInfo(row["zone"]),
        minutes=row["minutes"],
        kind=AppointmentKind(row["kind"]),
        place=spare_words.open_words(tx, *_PLACE, row["id"], row["sealed_place"]),
        remind_before_2h=bool(row["remind_soon"]),
        tell=tuple(map(PersonId, row["told"].split())),
        state=SeriesState(row["state"]),
        planned_until=from_ms(row["planned_until"]),
        set_by=PersonId(row["set_by"]),
    )
