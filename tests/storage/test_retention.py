from dataclasses import replace
from datetime import date

import pytest

from casework.people import CaseId
from casework.retention import Kept, Mark
from storage import retention
from storage.retention import Item, ItemState
from tests.record_house import START, House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def item(case):
    return Item(
        case=CaseId(case),
        profile="dk_youth",
        authority="Arkivloven",
        counted_since="closure",
        counted_from=date(2021, 11, 22),
        over_on=date(2026, 11, 22),
    )


def listed(house):
    items = [item(house.case_of("C1")), item(house.case_of("C2"))]
    return house.run(retention.add_list, items, house.id_of("CW"), START)


def test_the_newest_word_on_a_case_counts(house):
    case, by = house.case_of("C1"), house.id_of("SV")

    def say(kind, *, is_on):
        given = (case, kind, "fordi", by, START)
        house.run(retention.set_mark, *given, is_on=is_on)

    say(Mark.HOLD, is_on=True)
    say(Mark.PLACED, is_on=True)
    assert house.run(retention.marks_of, case) == {Mark.HOLD, Mark.PLACED}
    say(Mark.HOLD, is_on=False)

    assert house.run(retention.marks_of, case) == {Mark.PLACED}
    assert house.run(retention.marks_of, house.case_of("C2")) == frozenset()


def test_the_reason_is_not_in_clear_in_the_file(house):
    given = (house.case_of("C1"), Mark.HOLD, "zqx-klage", house.id_of("SV"), START)
    house.run(retention.set_mark, *given, is_on=True)

    everything = b"".join(path.read_bytes() for path in house.data.glob("store.db*"))
    assert b"zqx-klage" not in everything


def test_a_list_is_kept_with_its_cases_until_each_is_settled(house):
    number = listed(house)
    found = house.run(retention.find_list, number)

    assert len(found.items) == 2
    for each in found.items:
        assert house.run(retention.waits_on, each.case) == number
    assert not found.is_signed
    for each, state in zip(
        found.items, (ItemState.DESTROYED, ItemState.KEPT), strict=True
    ):
        why = (Kept.HELD, Kept.PLACED) if state is ItemState.KEPT else ()
        settled = replace(each, state=state, why_not=why, settled_at=START)
        house.run(retention.settle, number, settled)
    house.run(retention.end, number, START)

    (known,) = house.run(retention.lists)
    assert [each.why_not for each in known.items] == [(), (Kept.HELD, Kept.PLACED)]
    assert known.ended_at == START
    for each in found.items:
        assert house.run(retention.waits_on, each.case) is None
    assert house.run(retention.destroyed) == {found.items[0].case}


def test_a_confirmation_covers_the_people_and_every_case(house):
    number = listed(house)
    found = house.run(retention.find_list, number)
    house.run(retention.confirm, found, house.id_of("SV"), START)
    assert house.run(retention.find_list, number).is_signed

    house.sql("DELETE FROM retention_item WHERE case_id = ?", (found.items[1].case,))

    assert not house.run(retention.find_list, number).is_signed


def test_there_is_no_list_of_a_number_that_was_never_given(house):
    assert house.run(retention.find_list, 1) is None
