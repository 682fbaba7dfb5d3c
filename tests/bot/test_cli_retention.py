"""From what is due to a signed report, as the operator types it."""

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from storage import people
from tests.bot.test_cli_recovery import call, given
from tests.ended import LONG_AGO, end, over
from tests.storage.installations import in_child


@pytest.fixture
def house(tmp_path):
    found = over(tmp_path / "house", "C1")
    text = found.config.read_text(encoding="utf-8")
    text = text.replace('plan = ""', 'plan = "Journalplan 2026"')
    text = re.sub(r"(?m)^(\[profiles\.dk_youth\].*)$", r"\1\nretention_years = 5", text)
    found.config.write_text(text, encoding="utf-8")
    return found


def retention(house, *words, **how):
    return call("retention", *words, "--config", house.config, **how)


def listed(house, by="CW"):
    made = retention(house, "propose", "--by", by, "--json")
    return json.loads(made.stdout)["list"]


def due(house, *words):
    told = json.loads(retention(house, "due", "--json", *words).stdout)
    return {each["client"]: each for each in told}


def test_what_is_due_is_shown_with_its_rule_and_nothing_is_changed(house):
    before = house.verify().head

    ran = retention(house, "due")

    assert house.case_of("C1") in ran.stdout
    assert "must go" in ran.stdout
    assert f"counted from {LONG_AGO.date()}, after the help ended" in ran.stdout
    assert "Journalplan 2026" in ran.stdout
    assert "1 of 2 cases must go; nothing was changed" in ran.stderr
    assert due(house).keys() == {"C1"}
    assert due(house, "--all")["C2"]["why_not"] == ["the help goes on"]
    assert house.verify().head == before


def test_a_hold_shows_why_a_case_stays_until_it_is_released(house):
    why = ("--reason", "en klage", "--by")
    retention(house, "hold", "C1", *why, "CW")

    assert due(house)["C1"]["why_not"] == ["it is on hold"]
    assert "it is on hold" in retention(house, "due").stdout
    ran = retention(house, "propose", "--by", "CW", code=1)
    assert "nothing is due" in ran.stderr

    retention(house, "release", "C1", *why, "SV")
    assert due(house)["C1"]["due"] is True


@pytest.mark.parametrize("word", ["placed", "archived", "not-selected"])
def test_what_is_said_of_a_case_can_be_taken_back(house, word):
    said = (word, "C1", "--reason", "brev", "--by", "SV")

    ran = retention(house, *said)
    assert word.replace("-", " ") in ran.stderr
    ran = retention(house, *said, "--undo")

    assert f"no longer {word.replace('-', ' ')}" in ran.stderr
    assert due(house)["C1"]["due"] is True


def test_who_is_to_confirm_a_list_sees_whose_cases_it_is_about(house):
    number = listed(house)
    shown = retention(house, "show", number).stdout
    told = json.loads(retention(house, "show", number, "--json").stdout)
    assert [each["client"] for each in told["cases"]] == ["C1"]
    assert f"C1 (K1)  dk_youth  must go, on list {number}" in shown

    retention(house, "hold", "C1", "--reason", "en klage", "--by", "CW")

    assert "it is on hold" in retention(house, "show", number).stdout


def test_two_people_and_a_carrying_out_end_in_a_signed_report(house, tmp_path):
    case, report = house.case_of("C1"), tmp_path / "report.json"
    house.write("C1", "to", b"one photo", b"a second")
    number = listed(house)

    ran = retention(house, "confirm", number, "--by", "CW", code=1)
    assert "somebody else must confirm it" in ran.stderr
    ran = retention(house, "carry-out", number, "-o", report, code=1)
    assert "waits for a second person" in ran.stderr
    assert not report.exists()

    retention(house, "confirm", number, "--by", "SV")
    ran = retention(house, "carry-out", number, "-o", report)

    assert f"case {case}: destroyed" in ran.stderr
    assert "files of attachments removed: 2" in ran.stderr
    assert "Files of attachments removed: 2" in ran.stdout
    assert list((house.data / "attachments").iterdir()) == []
    (told,) = json.loads(report.read_text())["report"]["cases"]
    assert told["attachments"] == 2
    assert "Alma" not in report.read_text() + (tmp_path / "report.json.txt").read_text()
    assert case in (tmp_path / "report.json.txt").read_text()
    checked = retention(house, "check", report)
    assert checked.stdout == ran.stdout
    assert "Proposed by CW" in checked.stdout
    sound = call("record", "verify", "--deep", "--config", house.config)
    assert sound.stdout.startswith("sound")
    assert house.run(people.find_by_ref, "C1") is None
    ran = call(
        "record", "export", case, "-o", tmp_path / "b", "-c", house.config, code=1
    )
    assert "destroyed for good" in ran.stderr
    assert case in call("record", "list", "-c", house.config).stdout


def test_a_report_is_checked_with_a_key_alone_and_a_changed_one_is_refused(
    house, tmp_path
):
    report = tmp_path / "report.json"
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", report)
    key = json.loads(
        call("record", "verify", "--json", "--config", house.config).stdout
    )["signing_key"]

    alone = call("retention", "check", report)
    assert key in alone.stderr
    assert call("retention", "check", report, "--signing-key", key).stderr == ""
    call("retention", "check", report, "--signing-key", "00" * 32, code=1)
    call("retention", "check", report, "--signing-key", "no hex", code=1)

    report.write_text(report.read_text().replace("destroyed", "kept"))
    ran = call("retention", "check", report, code=1)
    assert "is not as this service signed it" in ran.stderr
    assert ran.stdout == ""


def test_a_report_from_before_another_key_took_over_still_counts(house, tmp_path):
    report = tmp_path / "report.json"
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", report)

    call("rekey", "signing", "--config", house.config)

    assert "destroyed" in retention(house, "check", report).stdout


def test_a_report_of_another_end_than_the_record_has_is_refused(house, tmp_path):
    report = tmp_path / "report.json"
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", report)
    house.sql("UPDATE contact_entry SET hash = zeroblob(32) WHERE kind = 'destroyed'")

    ran = retention(house, "check", report, code=1)

    assert "the record has another end" in ran.stderr


def test_a_report_can_be_written_again_and_never_over_another_file(house, tmp_path):
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", tmp_path / "one")

    retention(house, "report", number, "-o", tmp_path / "two")
    ran = retention(house, "report", number, "-o", tmp_path / "two", code=1)

    assert "there already" in ran.stderr
    assert (tmp_path / "one").read_text() == (tmp_path / "two").read_text()


def test_nothing_is_destroyed_where_its_report_could_not_be_written(house, tmp_path):
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")

    ran = retention(house, "carry-out", number, "-o", tmp_path / "no" / "one", code=1)

    assert "no: is no directory; make it first" in ran.stderr
    assert house.run(people.find_by_ref, "C1").name == "Alma"


def test_who_carries_out_twice_is_led_to_the_report(house, tmp_path):
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", tmp_path / "one")

    ran = retention(house, "carry-out", number, "-o", tmp_path / "two", code=1)

    assert f"run fastkontakt retention report {number}" in ran.stderr


@pytest.mark.parametrize("number", ["0", str(2**63)])
def test_a_number_that_no_list_has_is_refused_at_once(house, number):
    ran = retention(house, "confirm", number, "--by", "SV", code=2)

    assert "Invalid value for 'number'" in ran.stderr


def test_the_lists_are_told_and_one_can_be_withdrawn(house):
    number = listed(house)
    assert "Not carried out yet" in retention(house, "lists").stdout

    retention(house, "withdraw", number, "--by", "SV")

    (told,) = json.loads(retention(house, "lists", "--json").stdout)
    assert told["withdrawn"] is True
    assert retention(house, "confirm", number, "--by", "SV2", code=1)


def test_who_may_not_is_denied_and_the_try_stands_in_the_case(house):
    ran = retention(house, "propose", "--by", "W1", code=1)

    assert "may not propose disposal" in ran.stderr
    assert "the try was written into the case" in ran.stderr
    denied = "SELECT count(*) FROM contact_entry WHERE kind = 'denied'"
    assert house.sql(denied) == [(1,)]


def test_killed_at_any_step_it_goes_on_and_ends(house, tmp_path):
    """Each time from the start, in a copy; what Python and SQLite do are the steps."""
    end(house, "C2", LONG_AGO)
    house.write("C2", "to", b"one photo", b"a second")
    house.write(None, "hvem er I?", b"of somebody else", kind="intake")
    (others,) = house.sql("SELECT id FROM attachment WHERE case_id = 'k-intake'")
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    killed = 0

    for stop_at in range(15, 600, 75):
        there = house.copied(tmp_path / str(stop_at))
        ended = in_child(lambda _, there=there: carry(there, number), stop_at=stop_at)
        assert there.verify(deep=True).bad is None
        assert_no_file_goes_before_its_case(there)
        killed += ended.was_killed
        report = there.directory / "last.json"
        is_open = "SELECT 1 FROM retention_list WHERE ended_at IS NULL"
        word = "carry-out" if there.sql(is_open) else "report"
        retention(there, word, number, "-o", report)

        cases = json.loads(report.read_text())["report"]["cases"]
        assert [each["result"] for each in cases] == ["destroyed", "destroyed"]
        assert there.run(people.find_by_ref, "C2") is None
        ends = "SELECT count(*) FROM contact_entry WHERE kind = 'destroyed'"
        assert there.sql(ends) == [(2,)]
        assert [each.name for each in (there.data / "attachments").iterdir()] == [
            *others
        ]
        assert there.verify(deep=True).bad is None
    assert killed > 5


def assert_no_file_goes_before_its_case(house):
    files = {each.name for each in (house.data / "attachments").iterdir()}
    ends = "SELECT case_id FROM contact_entry WHERE kind = 'destroyed'"
    gone = {case for (case,) in house.sql(ends)}
    for name, case in house.sql("SELECT id, case_id FROM attachment"):
        assert name in files or case in gone
    for case in gone:
        assert not house.run(lambda tx, case=case: tx.shred.has(case))


@pytest.mark.parametrize("nth", [1, 2])
def test_killed_while_the_files_go_the_next_carrying_out_removes_the_rest(
    house, tmp_path, nth
):
    house.write("C1", "to", b"one photo", b"a second")
    files, case = house.data / "attachments", house.case_of("C1")
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")

    assert in_child(lambda _: killed_at_a_file(house, number, nth)).was_killed

    assert len(list(files.iterdir())) == 3 - nth
    assert not house.run(lambda tx: tx.shred.has(case))
    assert house.verify(deep=True).bad is None
    call("backup", tmp_path / "backup", "--config", house.config)
    ran = retention(house, "carry-out", number, "-o", tmp_path / "report")
    assert list(files.iterdir()) == []
    assert "Files of attachments removed: 2" in ran.stdout


def killed_at_a_file(house, number, nth):
    left = nth

    def hook(event, args):
        nonlocal left
        if event == "os.remove" and Path(args[0]).parent.name == "attachments":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    carry(house, number)


def carry(house, number):
    output = house.directory / "first.json"
    call("retention", "carry-out", number, "-o", output, "--config", house.config)


def test_doctor_says_what_is_due_and_who_is_waited_for(house):
    def told():
        ran = call("doctor", "--config", house.config, code=1)
        lines = ran.stdout.splitlines()
        return [line for line in lines if " retention: " in line]

    assert house.case_of("C1") in told()[0]
    assert "1 cases must go" in told()[0]
    house.sql("UPDATE assignment SET ends_at = 1 WHERE ends_at IS NOT NULL")
    assert "should be gone by now" in told()[0]
    number = listed(house)
    assert f"retention confirm {number}" in told()[1]
    retention(house, "confirm", number, "--by", "SV")
    assert f"retention carry-out {number}" in told()[1]


def test_no_command_stumbles_over_what_is_gone(house, tmp_path):
    house.enrol("W1")
    house.write("C1", "et billede", b"one photo")
    number = listed(house)
    retention(house, "confirm", number, "--by", "SV")
    retention(house, "carry-out", number, "-o", tmp_path / "report.json")

    for words in (
        ("people", "list"),
        ("record", "list"),
        ("reader", "list"),
        ("reader", "could-open", "W1"),
        ("reader", "refresh"),
        ("reader", "remove", "W1"),
        ("retention", "due", "--all"),
        ("retention", "lists"),
        ("status",),
        ("backup", tmp_path / "backup"),
        ("recovery", "drill", *given(house.shares(1, 2))),
    ):
        assert "Alma" not in call(*words, "--config", house.config).output
    told = call("doctor", "--config", house.config, code=1).stdout
    assert "nobody can open" not in told
