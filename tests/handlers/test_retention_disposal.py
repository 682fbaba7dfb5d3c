"""Check 21, and that what two people destroyed is gone in every copy."""

import json
import shutil
from copy import copy
from dataclasses import replace

import pytest

from casework.people import Language
from casework.retention import Kept, Mark
from handlers import (
    duties,
    families,
    reading,
    retention,
    retention_disposal,
    retention_lists,
)
from handlers.families import Kin, NewParticipant
from handlers.permissions import DeniedError, NotPossibleError
from storage import people, retention_report, shred
from storage import retention as kept
from storage.bundle import read_bundle, write_bundle
from storage.case_wraps import ShreddedError
from storage.engine import Store
from storage.export import collect
from storage.opening import open_bundle
from storage.reading import reading as looking
from storage.retention import ItemState
from storage.service_keys import verify_key
from storage.verify import verify
from storage.wraps import RECOVERY
from tests.ended import (
    DANISH,
    LATER,
    LONG_AGO,
    carried_out,
    confirmed,
    end,
    over,
    proposed,
    rows_with,
)
from tests.record_house import START


@pytest.fixture
def house(tmp_path):
    return over(tmp_path / "house", "C1")


def hold(house, ref):
    house.run(retention.mark, DANISH, ref, Mark.HOLD, "en klage", "CW", LATER)


def has_key(house, case):
    return house.run(lambda tx: tx.shred.find(tx.vault, case)) is not None


def test_what_two_people_wanted_gone_is_gone_and_the_record_stays_whole(house):
    case, alma = house.case_of("C1"), house.id_of("C1")
    before = house.verify().head.sequence

    (item,) = carried_out(house, confirmed(house).id).values()

    assert item.state is ItemState.DESTROYED
    assert not has_key(house, case)
    assert rows_with(house, alma) <= {"case_file.client_id", "contact_entry.author"}
    report = house.verify()
    assert report.bad is None
    assert report.head.sequence == before + 3  # proposed, confirmed, and its end
    last = "SELECT kind, author, case_id FROM contact_entry WHERE global_sequence = ?"
    assert house.sql(last, (item.tombstone,)) == [("destroyed", "", case)]


def test_nobody_opens_it_any_more_and_everybody_else_opens_the_others(house):
    case, other = house.case_of("C1"), house.case_of("C2")
    private = house.enrol("W2")

    carried_out(house, confirmed(house).id)

    with (
        looking(house.data, house.keys) as tx,
        pytest.raises(ShreddedError, match=case),
    ):
        collect(tx, case, house.data, {}, LATER)
    house.write("C2", "hej igen")
    assert house.texts("C2", private)[-1] == "hej igen"
    assert has_key(house, other)


def test_an_old_backup_and_todays_keys_open_none_of_it_and_all_of_the_others(
    house, tmp_path
):
    shutil.copytree(house.data, tmp_path / "data")
    gone, others = house.case_of("C1"), [house.case_of("C2"), "k-intake"]

    carried_out(house, confirmed(house).id)

    for file in (tmp_path / "data").glob(f"{shred.FILE}*"):
        file.unlink()
    shutil.copy(house.data / shred.FILE, tmp_path / "data")
    with looking(tmp_path / "data", house.keys) as tx:
        with pytest.raises(ShreddedError):
            collect(tx, gone, tmp_path / "data", {}, LATER)
        for case in others:
            found = collect(tx, case, tmp_path / "data", {}, LATER).export
            write_bundle(tmp_path / case, found, house.keys.signing)
            bundle = read_bundle(tmp_path / case)
            opened = open_bundle(bundle, house.recovery(), RECOVERY)
            assert all(entry.text for entry in opened.entries)
    assert b"godmorgen" not in (tmp_path / others[0]).read_bytes()


def test_what_is_held_since_is_kept_at_carrying_out_and_named(house):
    end(house, "C2", LONG_AGO)
    made = confirmed(house)
    hold(house, "C1")

    found = carried_out(house, made.id)

    kept_item = found[house.case_of("C1")]
    assert (kept_item.state, kept_item.why_not) == (ItemState.KEPT, (Kept.HELD,))
    assert has_key(house, house.case_of("C1"))
    assert [item.state for item in found.values()].count(ItemState.DESTROYED) == 1
    assert house.run(people.find_by_ref, "C1").name == "Alma"


def test_a_list_that_one_person_alone_wants_destroys_nothing(house):
    made = proposed(house)

    with pytest.raises(NotPossibleError, match="second person"):
        carried_out(house, made.id)

    assert has_key(house, house.case_of("C1"))


def test_the_second_person_must_still_be_one_when_it_is_carried_out(house):
    made = confirmed(house)
    house.sql("UPDATE person SET left_at = 1 WHERE id = ?", (house.id_of("SV"),))

    with pytest.raises(DeniedError):
        carried_out(house, made.id)

    assert has_key(house, house.case_of("C1"))


def test_killed_between_the_key_and_the_rows_it_goes_on_whatever_came_since(house):
    made, case = confirmed(house), house.case_of("C1")
    house.run(lambda tx: tx.shred.destroy(case))  # and the transaction was undone
    hold(house, "C1")

    (item,) = carried_out(house, made.id).values()

    assert item.state is ItemState.DESTROYED
    assert house.run(people.find_by_ref, "C1") is None
    assert house.verify().bad is None


def test_what_fails_before_the_end_destroys_no_key(house):
    made, case = confirmed(house), house.case_of("C1")
    house.sql("CREATE TABLE clings (who TEXT REFERENCES person (id))")
    house.sql("INSERT INTO clings VALUES (?)", (house.id_of("C1"),))

    with pytest.raises(Exception, match="FOREIGN KEY"):
        carried_out(house, made.id)

    assert has_key(house, case)
    assert house.run(people.find_by_ref, "C1").name == "Alma"


def test_a_list_that_is_withdrawn_meanwhile_destroys_nothing_more(house):
    made, case = confirmed(house), house.case_of("C1")
    house.run(retention_lists.withdraw, DANISH, made.id, "SV", LATER)

    with pytest.raises(NotPossibleError, match="was withdrawn already"):
        house.run(retention_disposal.dispose, DANISH, made.id, case, LATER)

    assert has_key(house, case)


def test_carried_out_twice_it_says_that_it_is_done(house):
    made = confirmed(house)
    carried_out(house, made.id)

    with pytest.raises(NotPossibleError, match="carried out already"):
        carried_out(house, made.id)


def test_who_takes_part_goes_with_whose_help_it_is(house):
    mother = NewParticipant("G1", "Anna", Kin.GUARDIAN, Language.DANISH)
    client = house.run(people.find_by_ref, "C2")
    house.run(families.add, DANISH, client, mother, START)
    end(house, "C2", LONG_AGO)
    anna, bo = house.id_of("G1"), house.id_of("C2")

    found = carried_out(house, confirmed(house).id)

    assert {item.state for item in found.values()} == {ItemState.DESTROYED}
    assert len(found) == 3
    for each in (anna, bo):
        left = rows_with(house, each)
        assert left <= {"case_file.client_id", "contact_entry.author"}


def test_the_rest_of_the_house_goes_on_without_them(house):
    """Listing, enrolling and removing readers: none of it wakes what is gone."""
    gone = house.case_of("C1")
    house.enrol("W1")
    carried_out(house, confirmed(house).id)

    supervisor = house.enrol("SV")
    house.remove(supervisor.reader_id)
    house.remove("W1")
    listed = {each.id: each for each in house.run(reading.list_cases)}

    assert listed[gone].ref is None
    assert not has_key(house, gone)
    assert house.run(reading.to_refresh, DANISH, LATER) == []
    assert house.run(retention.look_at_all, DANISH, LATER) != []
    assert house.verify().bad is None


async def test_a_service_that_runs_meanwhile_knows_it_at_once(house):
    made, alma = confirmed(house), house.id_of("C1")

    async with await Store.open(house.data, house.keys) as service:
        assert (await service.run(people.find, alma)).name == "Alma"
        carried_out(house, made.id)

        assert await service.run(people.find, alma) is None
        for duty in duties.LOOKED_AFTER:
            await service.run(duty.everyone, DANISH, LATER)


def test_what_an_old_backup_brings_back_goes_again_by_two_people(house, tmp_path):
    """The words stay shut at once; of the rest the program can read again."""
    shutil.copytree(house.directory, tmp_path / "restored")
    carried_out(house, confirmed(house).id)
    old = copy(house)
    old.directory, old.data = tmp_path / "restored", tmp_path / "restored/data"
    for file in old.data.glob(f"{shred.FILE}*"):
        file.unlink()
    shutil.copy(house.data / shred.FILE, old.data)
    assert old.run(people.find_by_ref, "C1").name == "Alma"

    (item,) = carried_out(old, confirmed(old).id).values()

    assert item.state is ItemState.DESTROYED
    assert old.run(people.find_by_ref, "C1") is None
    assert old.verify().bad is None


def test_the_report_is_signed_names_nobody_and_agrees_with_the_record(house, tmp_path):
    end(house, "C2", LONG_AGO)
    made = confirmed(house)
    hold(house, "C2")
    case = house.case_of("C1")
    carried_out(house, made.id)

    report = house.run(retention_disposal.report, DANISH, made.id)
    signed = retention_report.sign(report, house.keys)
    path = tmp_path / "report.json"
    path.write_text(signed.to_text(), encoding="utf-8")

    key = verify_key(house.directory / "keys").public_bytes_raw()
    again = retention_report.read(path)
    assert again.is_signed()
    assert again.signing_key == key
    told = json.dumps(report, ensure_ascii=False)
    assert not {name for name in ("Alma", "Bo", "C1", "C2") if name in told}
    assert report["proposed"]["ref"] == "CW"
    assert report["confirmed"]["ref"] == "SV"
    by_case = {each["case"]: each for each in report["cases"]}
    assert by_case[case]["result"] == "destroyed"
    assert "Journalplan 2026" in by_case[case]["authority"]
    assert [each["why_not"] for each in report["cases"] if each["why_not"]] == [
        ["it is on hold"]
    ]
    stone = by_case[case]["tombstone"]
    assert house.run(retention_report.is_in_chain, stone)
    assert not house.run(retention_report.is_in_chain, stone | {"hash": "00"})
    assert house.run(retention_disposal.report, DANISH, made.id) == report


def test_the_store_is_sound_with_every_signature_and_every_file(house, tmp_path):
    house.write("C1", "et billede", b"one photo")
    carried_out(house, confirmed(house).id)

    key = verify_key(house.directory / "keys")
    assert verify(house.data, key, signatures=True, deep=True).bad is None
    assert house.run(kept.destroyed)


def test_nothing_of_it_counts_for_another_office(house):
    made = confirmed(house)
    never = replace(DANISH, profiles={})

    case = made.items[0].case
    item = house.run(retention_disposal.dispose, never, made.id, case, LATER)

    assert item.why_not == (Kept.NO_TERM,)
