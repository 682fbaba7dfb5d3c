"""The duty key of a team: what it opens, and for whom."""

from dataclasses import replace

import pytest

from handlers import granting, reading
from handlers.permissions import NotPossibleError
from storage import cases, grants, outbox
from storage.cases import INTAKE
from storage.opening import case_keys
from tests.record_house import OFFICE, House

WANTED = replace(OFFICE, profiles={"dk_youth": {"duty_key": True}})


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def enrol(house, office, private=None, keeper="SV"):
    """Enrol a duty key as the command does, and return its private half."""
    private = private or house.reader(keeper, enrolled=False)
    public = house.public(private)
    reader = house.run(
        reading.enrol_reader, public, keeper, house.tick(), for_duty=True
    )
    found = house.run(reading.to_open_for, office, reader, house.tick())
    house.run(reading.renew, office, found, house.tick())
    return private


def opened_by(house, private):
    ids = {house.case_of("C1"): "C1", house.case_of("C2"): "C2", INTAKE: None}
    return {
        ref
        for case, ref in ids.items()
        if private.reader_id in house.run(cases.readers_of, case)
    }


def test_it_opens_what_the_kind_of_help_says_and_never_the_intake(house):
    assert opened_by(house, enrol(house, OFFICE)) == set()
    assert opened_by(house, enrol(house, WANTED)) == {"C1", "C2"}


def test_it_opens_not_one_case_more_than_its_kind_of_help_says(house):
    pair = replace(OFFICE, profiles={"dk_child": {"duty_key": True}})

    assert opened_by(house, enrol(house, pair, keeper="CW")) == set()


def test_whoever_stands_in_reads_with_it_what_was_written_meanwhile(house):
    duty = enrol(house, WANTED)

    house.write("C1", "while Mette is away")

    assert house.texts("C1", duty) == ["while Mette is away"]


def test_when_it_is_not_wanted_any_more_it_opens_nothing_that_comes(house):
    duty = enrol(house, WANTED)
    house.write("C1", "before")

    changed = house.run(reading.to_refresh, OFFICE, house.tick())
    house.run(reading.renew, OFFICE, changed, house.tick())

    assert opened_by(house, duty) == set()
    assert len(changed) == 2


def test_the_others_hear_that_a_team_can_read_and_who_keeps_its_key(house):
    house.enrol("W1")

    enrol(house, WANTED)

    ((identity,),) = house.sql(
        "SELECT id FROM delivery WHERE recipient_id = ?", (house.id_of("W1"),)
    )
    text = house.run(outbox.find, identity).draft.text
    assert text.startswith("Vagtnøglen, som Sanne opbevarer, kan fra nu af læse")


def test_a_key_is_a_persons_or_a_teams_and_never_both(house):
    mine = house.enrol("CW")
    duty = enrol(house, WANTED)

    with pytest.raises(NotPossibleError, match="but not as this"):
        enrol(house, WANTED, mine, "CW")
    with pytest.raises(NotPossibleError, match="but not as this"):
        house.run(reading.enrol_reader, house.public(duty), "SV", house.tick())
    assert enrol(house, WANTED, duty) == duty
    listed = house.run(reading.list_readers)
    assert {each.id: each.is_for_duty for each in listed} == {
        mine.reader_id: False,
        duty.reader_id: True,
    }


def test_the_past_is_given_to_it_only_where_it_may_read(house):
    mette = house.enrol("W1")
    duty = enrol(house, OFFICE)
    bundle = house.bundle("C1")
    grant = grants.make(
        bundle,
        case_keys(bundle, mette.key, mette.reader_id),
        granted_by=mette.reader_id,
        to=house.public(duty),
    )

    with pytest.raises(NotPossibleError, match="may not read case"):
        house.run(granting.add_grant, OFFICE, grant, house.tick())
    done = house.run(granting.add_grant, WANTED, grant, house.tick())

    assert done.added
