import pytest

from handlers import reading
from handlers.reading import NotPossibleError
from storage import cases, people, readers
from storage.bundle_lines import BundleError
from storage.cases import INTAKE
from storage.reader_keys import ReaderPublic
from storage.transaction import Transaction
from tests.record_house import OFFICE, House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def test_a_reader_opens_what_is_sealed_from_enrolment_on_and_nothing_before(house):
    house.write("C1", "before")

    mette = house.enrol("W1")
    house.write("C1", "after")

    assert house.texts("C1", mette) == ["after"]


def test_a_reader_opens_later_cases_as_well(house):
    karin = house.enrol("CW")

    house.write("C2", "of another client")

    assert house.texts("C2", karin) == ["of another client"]


@pytest.mark.parametrize(
    ("ref", "reads"),
    [("W1", {"C1"}), ("W2", {"C2"}), ("CW", {"C1", "C2"}), ("SV", {None})],
)
def test_everybody_reads_what_their_role_may_read_and_nothing_else(house, ref, reads):
    private = house.enrol(ref)
    for client in ("C1", "C2", None):
        house.write(client, f"words of {client}")

    opened = set()
    for client in ("C1", "C2", None):
        try:
            opened.update([client] if house.texts(client, private) else [])
        except BundleError:
            continue

    assert opened == reads


def test_a_removed_reader_opens_nothing_that_is_sealed_after(house):
    mette, karin = house.enrol("W1"), house.enrol("CW")
    house.write("C1", "while she was there")
    kept = house.bundle("C1")

    house.remove("W1")
    house.write("C1", "without her")

    assert house.texts("C1", karin) == ["while she was there", "without her"]
    with pytest.raises(BundleError, match="nothing in this bundle is sealed"):
        house.texts("C1", mette)
    assert kept.entries  # what she exported before she keeps
    assert house.verify().bad is None


def test_a_removal_that_was_cut_short_is_finished_by_the_next(house):
    mette = house.enrol("W1")
    house.run(reading.remove_readers, "W1", house.tick())
    case = house.case_of("C1")
    assert mette.reader_id in house.run(cases.readers_of, case)

    house.remove("W1")

    assert house.run(cases.readers_of, case) == []


def leave(house, ref):
    def unit(tx, now):
        people.set_left(tx, people.find_by_ref(tx, ref).id, now)

    house.run(unit, house.tick())


def test_who_has_left_gets_no_key(house):
    leave(house, "W1")

    with pytest.raises(NotPossibleError, match="has left"):
        house.enrol("W1")


def test_a_supervisor_who_has_left_reads_no_intake(house):
    sanne = house.enrol("SV")
    leave(house, "SV")

    house.run(reading.renew, OFFICE, [INTAKE], house.tick())

    assert sanne.reader_id not in house.run(cases.readers_of, INTAKE)
    with pytest.raises(NotPossibleError, match="supervisor"):
        house.run(reading.require_reader, OFFICE, INTAKE, "SV", house.tick())


def test_a_removed_key_never_comes_back_and_a_new_one_may(house):
    mette = house.enrol("W1")
    house.remove(mette.reader_id)

    with pytest.raises(NotPossibleError, match="was removed: make a new key"):
        house.run(reading.enrol_reader, house.public(mette), "W1", house.tick())

    again = house.enrol("W1")
    house.write("C1", "hello again")
    assert house.texts("C1", again) == ["hello again"]


def test_a_second_key_of_the_same_person_opens_beside_the_first(house):
    first, second = house.enrol("W1"), house.enrol("W1")

    house.write("C1", "for both")

    assert house.texts("C1", first) == house.texts("C1", second) == ["for both"]
    assert len(house.run(reading.remove_readers, "W1", house.tick())) == 2


def test_the_same_key_for_the_same_person_again_changes_nothing(house):
    mette = house.enrol("W1")

    reader = house.run(reading.enrol_reader, house.public(mette), "W1", house.tick())

    assert house.run(reading.to_open_for, OFFICE, reader, house.now) == []
    assert len(house.run(readers.every)) == 1


def test_who_cannot_be_a_reader_is_refused_in_one_sentence(house):
    mette, jonas = house.enrol("W1"), house.reader("W2", enrolled=False)
    swapped = ReaderPublic(mette.reader_id, jonas.key.public_key())

    for public, ref, why in (
        (house.public(jonas), "X9", "nobody has this ref"),
        (house.public(jonas), "C1", "this is a client"),
        (house.public(mette), "W2", "is enrolled already, but not as this"),
        (swapped, "W1", "is enrolled already, but not as this"),
    ):
        with pytest.raises(NotPossibleError, match=why):
            house.run(reading.enrol_reader, public, ref, house.tick())
    with pytest.raises(NotPossibleError, match="no reader has this id or ref"):
        house.run(reading.remove_readers, "nobody", house.tick())


def test_a_case_without_readers_says_so_and_goes_on(house):
    mette = house.enrol("W1")
    house.run(reading.remove_readers, mette.reader_id, house.tick())

    alone = house.renew_all([house.case_of("C1")])

    assert alone == [house.case_of("C1")]
    assert house.write("C1", "to recovery alone") == 3  # behind her coming and going


def test_cases_are_found_by_id_and_by_ref_and_the_intake_by_its_id(house):
    case = house.case_of("C1")

    assert house.run(reading.find_case, case) == case
    assert house.run(reading.find_case, "C1") == case
    assert house.run(reading.find_case, "k-intake") == "k-intake"
    for nothing in ("W1", "k-0000", ""):
        with pytest.raises(NotPossibleError, match="no case has this id"):
            house.run(reading.find_case, nothing)


def test_the_lists_say_who_reads_and_how_much_there_is_and_no_words(house):
    mette = house.enrol("W1")
    house.write("C1", "words")
    house.write("C1", "more words")

    listed = [case.to_json() for case in house.run(reading.list_cases)]
    (reader,) = [each.to_json() for each in house.run(reading.list_readers)]

    assert {
        "id": house.case_of("C1"),
        "client": "C1",
        "entries": 3,
        "readers": [mette.reader_id],
    } in listed
    assert {case["client"] for case in listed} == {"C1", "C2", None}
    assert (reader["id"], reader["ref"], reader["cases"]) == (mette.reader_id, "W1", 1)
    assert reader["signed"] is True


def test_a_reader_whose_row_was_changed_is_listed_as_such_and_gets_nothing(house):
    mette = house.enrol("W1")
    house.sql("UPDATE reader SET person_id = ?", (house.id_of("W2"),))

    house.renew_all([house.case_of("C1")])

    assert house.run(cases.readers_of, house.case_of("C1")) == []
    assert not house.run(reading.list_readers)[0].is_signed
    house.sql("UPDATE reader SET public_key = x'00'")
    assert house.run(reading.list_readers) == []
    assert mette.reader_id in str(house.verify().bad)


def test_an_insertion_behind_our_back_makes_nobody_a_reader(house):
    thief = house.reader("W1", enrolled=False)
    house.sql(
        "INSERT INTO reader (id, person_id, public_key, added_at, signature)"
        " VALUES (?, ?, ?, 1, zeroblob(64))",
        (thief.reader_id, house.id_of("CW"), thief.key.public_key().raw),
    )

    house.renew("C1")
    house.write("C1", "not for thieves")

    with pytest.raises(BundleError):
        house.texts("C1", thief)


def test_renewing_is_one_transaction_for_a_few_cases(house):
    def fails(tx: Transaction):
        reading.renew(tx, OFFICE, [house_case], house.now)
        raise LookupError

    house_case = house.case_of("C1")
    with pytest.raises(LookupError):
        house.run(fails)

    assert house.verify().cases[house_case].epoch == 1
