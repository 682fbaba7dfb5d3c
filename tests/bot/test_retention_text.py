from datetime import date

from bot.retention_text import lines_of, report_lines
from casework.people import CaseId, PersonId
from casework.retention import Judged, Kept
from handlers.retention import Looked


def looked(*why_not, over_on=date(2026, 5, 1), listed=None):
    return Looked(
        case=CaseId("k-1"),
        client=PersonId("c-1"),
        ref="C1",
        alias="K1",
        profile="dk_youth",
        authority="Arkivloven",
        counted_since="closure",
        judged=Judged(date(2021, 5, 1), over_on, why_not),
        listed=listed,
    )


def test_what_must_go_says_by_what_right_and_until_when():
    assert list(lines_of(looked(listed=3))) == [
        "k-1  C1 (K1)  dk_youth  must go, on list 3",
        "    counted from 2021-05-01, after the help ended; over 2026-05-01",
        "    by Arkivloven; at the latest 2027-12-31",
    ]


def test_what_stays_says_every_reason():
    assert list(lines_of(looked(Kept.HELD, Kept.NO_TERM, over_on=None))) == [
        "k-1  C1 (K1)  dk_youth  stays",
        "    it is on hold",
        "    nobody has said how long this kind of help is kept",
    ]


def test_a_report_reads_as_a_page():
    case = {
        "case": "k-1",
        "profile": "se_lss",
        "authority": "LSS 21 c-d §§",
        "counted_since": "last_entry",
        "counted_from": "2021-05-01",
        "over_on": "2026-05-01",
        "result": "destroyed",
        "why_not": [],
        "entries": 12,
        "tombstone": {"store_sequence": 99, "hash": "ab" * 32},
        "at": "2026-11-22T10:00:00+00:00",
    }
    report = {
        "list": 3,
        "store": "s1",
        "plan": "Plan 2026",
        "proposed": {"ref": "CW", "role": "caseworker", "at": "2026-11-20"},
        "confirmed": None,
        "ended_at": None,
        "withdrawn": False,
        "cases": [case],
    }

    assert list(report_lines(report)) == [
        "Disposal of records, list 3 of store s1",
        "Decision: Plan 2026",
        "Proposed by CW, 2026-11-20",
        "Confirmed by nobody yet",
        "Not carried out yet",
        "",
        "k-1  se_lss: destroyed at 2026-11-22T10:00:00+00:00",
        "    counted from 2021-05-01, after the last note; over 2026-05-01",
        "    by LSS 21 c-d §§",
        "    12 entries; the last of the case is number 99,",
        f"    {'ab' * 32}",
    ]
    ended = report | {"ended_at": "2026-11-22", "withdrawn": True}
    assert "Withdrawn at 2026-11-22" in list(report_lines(ended))


def test_a_report_says_until_when_copies_of_the_keys_may_lie_about():
    report = {
        "list": 3,
        "store": "s1",
        "plan": "",
        "withdrawn": False,
        "proposed": None,
        "confirmed": None,
        "ended_at": "2026-11-22T10:00:00+00:00",
        "cases": [],
    }
    said = "Keys backups from before still open it: delete them by 2026-12-22"
    assert said not in list(report_lines(report))

    case = {
        "case": "k-1",
        "profile": "se_lss",
        "authority": "LSS",
        "at": None,
        "counted_since": "closure",
        "counted_from": "",
        "over_on": "",
        "result": "destroyed",
        "why_not": [],
        "entries": 1,
        "tombstone": {"store_sequence": 9, "hash": "ab"},
    }

    assert said in list(report_lines(report | {"cases": [case]}))
