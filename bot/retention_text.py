"""Lists and reports of records that must go, as people read them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.doctor_store import KEYS_BACKUP_ENDS
from handlers.retention import Looked

_SINCE = {"closure": "after the help ended", "last_entry": "after the last note"}


def lines_of(found: Looked) -> Iterator[str]:
    """Yield a case: whose it is, by which rule it goes, or why it stays."""
    judged = found.judged
    how = "must go" if judged.is_due else "stays"
    listed = f", on list {found.listed}" if found.listed is not None else ""
    yield f"{found.case}  {found.ref} ({found.alias})  {found.profile}  {how}{listed}"
    if judged.over_on is not None:
        since = _SINCE[found.counted_since]
        yield f"    counted from {judged.counted_from}, {since}; over {judged.over_on}"
    if judged.is_due:
        yield f"    by {found.authority}; at the latest {judged.at_latest}"
    for reason in judged.why_not:
        yield f"    {reason.value}"


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what became of a list, for a file that is kept on paper."""
    yield f"Disposal of records, list {report['list']} of store {report['store']}"
    if report["plan"]:
        yield f"Decision: {report['plan']}"
    yield f"Proposed {_who(report['proposed'])}"
    yield f"Confirmed {_who(report['confirmed'])}"
    if report["ended_at"]:
        how = "Withdrawn" if report["withdrawn"] else "Carried out"
        yield f"{how} at {report['ended_at']}"
    else:
        yield "Not carried out yet"
    if report["ended_at"] and any(case["tombstone"] for case in report["cases"]):
        ends = datetime.fromisoformat(report["ended_at"]) + KEYS_BACKUP_ENDS
        yield f"Keys backups from before still open it: delete them by {ends.date()}"
    # Reports from before the files went as well say nothing of them.
    removed = sum(
        case.get("attachments") or 0 for case in report["cases"] if case["tombstone"]
    )
    if report["ended_at"] and removed:
        yield f"Files of attachments removed: {removed}"
    for case in report["cases"]:
        yield ""
        yield from _case_lines(case)


def _case_lines(case: Mapping[str, Any]) -> Iterator[str]:
    when = f" at {case['at']}" if case["at"] else ""
    yield f"{case['case']}  {case['profile']}: {case['result']}{when}"
    since = _SINCE.get(case["counted_since"], case["counted_since"])
    yield f"    counted from {case['counted_from']}, {since}; over {case['over_on']}"
    yield f"    by {case['authority']}"
    for reason in case["why_not"]:
        yield f"    {reason}"
    if case["tombstone"]:
        stone = case["tombstone"]
        number, hashed = stone["store_sequence"], stone["hash"]
        yield f"    {case['entries']} entries; the last of the case is number {number},"
        yield f"    {hashed}"


def _who(said: Mapping[str, Any] | None) -> str:
    return "by nobody yet" if said is None else f"by {said['ref']}, {said['at']}"
