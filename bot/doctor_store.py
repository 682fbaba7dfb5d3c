"""What `doctor` makes of a look into the store."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.anchoring import CHAT_FACT, FILE_FACT
from bot.config_tables import AnchorSettings
from bot.findings import Finding, Level, ok, problem, some, warning
from casework.follow_ups import Standing
from casework.requests import Request
from handlers.retention import Looked
from storage import backup_files
from storage.inspection import Inspection
from storage.retention import DisposalList
from storage.service_keys import ServiceKeys

DRILL: Final = "recovery_drill"
DRILL_LASTS: Final = timedelta(days=180)
BACKUP_LASTS: Final = timedelta(days=7)
KEYS_BACKUP_LASTS: Final = timedelta(days=7)
KEYS_BACKUP_ENDS: Final = timedelta(days=30)
ANCHOR_LASTS: Final = timedelta(days=2)
FRESH: Final = timedelta(days=7)
"""So long after the first person was taken in, what is owed is a warning only."""

LEAST_READERS: Final = 2
LONG_UNSENT: Final = timedelta(hours=1)
LONG_UNANSWERED: Final = timedelta(days=3)


def is_fresh(found: Inspection, now: datetime) -> bool:
    """Tell whether hardly anything can be lost yet."""
    return found.first_person_at is None or now - found.first_person_at < FRESH


def judge(found: Inspection, now: datetime) -> Iterator[Finding]:
    """Yield what is to be said of a store, one line for each thing."""
    yield _pragmas(found)
    yield _integrity(found)
    yield _rotation(found)
    yield from _access(found)
    owed = Level.WARNING if is_fresh(found, now) else Level.PROBLEM
    yield _done(
        "recovery drill",
        found.moment(DRILL),
        now,
        DRILL_LASTS,
        owed,
        "run fastkontakt recovery drill with two of the shares",
    )
    yield _done(
        "backup",
        found.moment(backup_files.LAST_BACKUP),
        now,
        BACKUP_LASTS,
        owed,
        "run fastkontakt backup FILE and carry it off this machine",
    )
    yield _done(
        "keys backup",
        found.moment(backup_files.LAST_KEYS_BACKUP),
        now,
        KEYS_BACKUP_LASTS,
        owed,
        "run fastkontakt backup FILE and carry FILE.keys off this machine",
    )
    yield from _keys_file_left(found, now)
    yield from _traffic(found, now)


def anchors(
    found: Inspection, settings: AnchorSettings, store: Path, now: datetime
) -> Iterator[Finding]:
    """Yield whether the head of the record is kept where a thief does not get it."""
    if settings.file is None and not settings.telegram_chat:
        yield warning(
            "anchor",
            "the head of the record is kept nowhere else: set [anchor] file on another "
            "machine, or telegram_chat",
        )
        return
    places = {
        ("file", FILE_FACT): settings.file is not None,
        ("telegram_chat", CHAT_FACT): bool(settings.telegram_chat),
    }
    for (name, fact), is_set in places.items():
        if not is_set:
            continue
        last = found.facts.get(fact)
        if last is None or now - datetime.fromisoformat(f"{last}T00Z") > ANCHOR_LASTS:
            since = f"since {last}" if last else "yet"
            yield problem(
                "anchor",
                f"nothing was kept in [anchor] {name} {since}: look at the place, then "
                "run fastkontakt record anchor",
            )
        else:
            yield ok("anchor", f"kept in [anchor] {name} on {last}")
    if settings.file is not None and _is_beside(settings.file, store):
        yield warning(
            "anchor",
            "[anchor] file lies on the same disk as the store: whoever changes the one "
            "changes the other",
        )


def retention(
    looked: Sequence[Looked], lists: Sequence[DisposalList], now: datetime
) -> Iterator[Finding]:
    """Yield which records must go, and which should be gone."""
    due = [each for each in looked if each.judged.is_due]
    late = [str(each.case) for each in due if _is_late(each, now)]
    what = "look with fastkontakt retention due, and propose a list"
    if late:
        yield problem("retention", f"{some(late)} should be gone by now: {what}")
    elif due:
        named = some([str(each.case) for each in due])
        yield warning("retention", f"{len(due)} cases must go ({named}): {what}")
    else:
        yield ok("retention", "no case must go")
    for each in lists:
        if each.confirmed_by is None:
            step = "waits for a second person: fastkontakt retention confirm"
        else:
            step = "is not carried out: fastkontakt retention carry-out"
        yield warning("retention", f"list {each.id} {step} {each.id}")


def requests(waiting: Sequence[Request], today: date) -> Finding:
    """Say whether somebody should have been answered about what is kept of them."""
    late = [
        str(each.id) for each in waiting if each.standing(today) is Standing.OVERDUE
    ]
    what = "look with fastkontakt request list"
    if late:
        return problem("requests", f"the last day of {some(late)} has passed: {what}")
    return ok("requests", f"{len(waiting)} wait for an answer, none past its day")


def _is_late(each: Looked, now: datetime) -> bool:
    latest = each.judged.at_latest
    return latest is not None and now.date() > latest


def _is_beside(file: Path, store: Path) -> bool:
    place = file if file.exists() else file.parent
    return place.exists() and place.stat().st_dev == store.stat().st_dev


def _pragmas(found: Inspection) -> Finding:
    if found.wrong_pragmas:
        return problem(
            "database",
            f"{', '.join(found.wrong_pragmas)} cannot be set as it must be: "
            "this SQLite was built without it, take another build",
        )
    return ok("database", "every write is on the disk before it counts")


def _integrity(found: Inspection) -> Finding:
    if found.is_damaged:
        return problem("store", "the file is damaged: restore the last backup")
    if found.first_bad is not None:
        return problem(
            "record",
            f"it is not as it was written: {found.first_bad}; keep a copy of this "
            "machine, and look at docs/howto/when-it-is-red.md",
        )
    return ok("store", "the file is whole and the chain of the record is unbroken")


def _rotation(found: Inspection) -> Finding:
    counts = found.fields_by_key
    said = ", ".join(
        f"{count} under key {key}" for key, count in sorted(counts.items())
    )
    if len(counts) > 1:
        return warning(
            "field keys",
            f"a rotation was not finished ({said}): run fastkontakt rekey again",
        )
    return ok("field keys", said or "no fields yet")


def signing_key(keys: ServiceKeys) -> Finding:
    """Tell whether one signing key took over from the other to the end."""
    if keys.other is not None:
        return warning(
            "signing key",
            "another one did not take over to the end: run fastkontakt rekey signing"
            " again",
        )
    return ok("signing key", f"number {keys.signing_id}")


def _access(found: Inspection) -> Iterator[Finding]:
    live = [each for each in found.access if each.has_shred_key]
    destroyed = [each.case_id for each in found.access if not each.has_shred_key]
    lacking = {
        "are sealed to recovery alone, because they have no reader": [
            each.case_id for each in live if each.readers == 0
        ],
        "have one reader only, whose key may get lost": [
            each.case_id for each in live if 0 < each.readers < LEAST_READERS
        ],
        "do not open to recovery": [
            each.case_id for each in live if not each.has_recovery
        ],
    }
    for what, cases in lacking.items():
        if cases:
            yield problem(
                "readers",
                f"these cases {what}: {some(cases)}; "
                "enrol readers with fastkontakt reader add",
            )
    if destroyed:
        yield warning(
            "shred keys",
            f"nobody can open {some(destroyed)}: the keys were destroyed; if not on "
            "purpose, restore them from the newest keys backup",
        )
    if not any(lacking.values()):
        yield ok("readers", f"{len(live)} cases have two readers or more, and recovery")


def duty_key(found: Inspection, wanted_by: Sequence[str]) -> Iterator[Finding]:
    """Yield whether there is a key for whoever stands in, where that is wanted."""
    kinds = ", ".join(wanted_by)
    if wanted_by and not found.duty_keys:
        yield warning(
            "duty key",
            f"{kinds} let a duty key open their cases, and there is none: run "
            "fastkontakt reader add KEY.pub --person REF --duty",
        )
    elif found.duty_keys and not wanted_by:
        yield warning(
            "duty key",
            "it opens nothing: set duty_key = true in [profiles.NAME], then run "
            "fastkontakt reader refresh",
        )
    elif wanted_by:
        yield ok("duty key", f"{found.duty_keys} enrolled, for {kinds}")


def _done(
    subject: str,
    last: datetime | None,
    now: datetime,
    lasts: timedelta,
    owed: Level,
    what: str,
) -> Finding:
    if last is None:
        return Finding(owed, subject, f"never done: {what}")
    age = now - last
    said = f"{last:%Y-%m-%d}, {age.days} days ago"
    if age > lasts:
        return problem(subject, f"{said}, that is too long: {what}")
    return ok(subject, said)


def _keys_file_left(found: Inspection, now: datetime) -> Iterator[Finding]:
    """Yield that a keys file lies where it was written, if it is to lie elsewhere."""
    last = found.moment(backup_files.LAST_KEYS_BACKUP)
    where = found.facts.get(backup_files.LAST_KEYS_FILE)
    if last is None or where is None or not Path(where).is_file():
        return
    if now - last > KEYS_BACKUP_ENDS:
        yield problem(
            "keys backup",
            f"{where} is older than 30 days: delete it, or what was destroyed since "
            "could be opened again",
        )
    else:
        yield warning(
            "keys backup", f"{where} still lies here: carry it off this machine"
        )


def _traffic(found: Inspection, now: datetime) -> Iterator[Finding]:
    """Yield what waits and what went wrong on the way."""
    status = found.status
    if status.alarms:
        names = [alarm.name for alarm in status.alarms]
        yield problem("alarms", f"{some(names)}: see docs/howto/when-it-is-red.md")
    else:
        yield ok("alarms", "none is on")
    if dead := status.inbox["dead"]:
        yield problem(
            "inbox",
            f"{dead} things were set aside after many tries: their words are in the "
            "store, and nobody got them",
        )
    else:
        yield ok("inbox", f"{status.inbox['new']} wait to be dealt with")
    waiting = ", ".join(f"{count} {state}" for state, count in status.outbox.items())
    oldest = status.oldest_unsent
    if oldest is not None and now - oldest > LONG_UNSENT:
        yield warning("outbox", f"{waiting}; the oldest since {_since(oldest, now)}")
    else:
        yield ok("outbox", waiting)
    if status.failed_last_day:
        yield warning(
            "outbox", f"{status.failed_last_day} were given up in the last 24 hours"
        )
    waits = status.oldest_unanswered
    if waits is not None and now - waits > LONG_UNANSWERED:
        yield warning(
            "unanswered",
            f"{status.longest_waiting} has waited for an answer since "
            f"{_since(waits, now)}; {status.unanswered} wait in all",
        )
    else:
        yield ok("unanswered", f"{status.unanswered} wait for an answer")


def _since(moment: datetime, now: datetime) -> str:
    hours = (now - moment) // timedelta(hours=1)
    return f"{moment:%Y-%m-%d %H:%M} UTC, {hours} hours ago"
