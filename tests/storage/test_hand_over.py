import random
import shutil

import pytest

from handlers import granting
from storage import backup, chain, grants, hand_over, restore
from storage.chain import EntryHeader, Fault, link, sign_row
from storage.export import ENTRIES, HEADER_COLUMNS
from storage.opening import case_keys, open_bundle
from storage.reading import reading
from storage.recovery import combine
from storage.service_keys import ServiceKeys, verify_key
from storage.signing_keys import HAND_OVERS, hand_over_of
from storage.verify import verify
from storage.verify_report import Bad
from tests.record_house import OFFICE, House, lived_in
from tests.storage.installations import NOW, in_child, populated

KILLS = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A house, and what was signed in it before and after the hand-over."""
    return lived_in(tmp_path_factory.mktemp("template") / "house")


@pytest.fixture
def house(template, tmp_path):
    made = object.__new__(House)
    made.directory = tmp_path / "house"
    shutil.copytree(template.directory, made.directory)
    made.data, made.config = made.directory / "data", made.directory / "config.toml"
    made.now, made.keys = template.now, ServiceKeys.load(made.directory / "keys")
    return made


def turned(house):
    """Hand the signature over, and write something with the new key."""
    old = ServiceKeys.load(house.directory / "keys")
    hand_over.rotate(house.data, house.directory / "keys", house.tick())
    house.write("C1", "efter")
    return old


def hand_overs(house):
    with reading(house.data, house.keys) as tx:
        return [hand_over_of(row) for row in tx.all(HAND_OVERS)]


def test_a_new_key_signs_from_then_on_and_everything_is_sound(house):
    before = house.verify().head

    old = turned(house)
    report = house.verify(deep=True)

    (made,) = hand_overs(house)
    assert report.bad is None
    assert report.earlier_keys == (old.signing.public_key().public_bytes_raw(),)
    assert report.signing_key == verify_key(house.directory / "keys").public_bytes_raw()
    assert (made.old_key, made.new_key) == (*report.earlier_keys, report.signing_key)
    assert made.last == before
    assert report.head.sequence == before.sequence + 1


def test_the_old_key_is_gone_and_another_turn_makes_another(house):
    first = turned(house)
    second = turned(house)

    held = ServiceKeys.load(house.directory / "keys")
    assert (held.signing_id, held.other) == (3, None)
    files = [path.read_bytes() for path in (house.directory / "keys").iterdir()]
    for gone in (first, second):
        assert not any(gone.signing.private_bytes_raw() in each for each in files)
    assert len(house.verify().earlier_keys) == 2
    assert house.verify().bad is None


def test_whoever_knows_only_the_old_key_is_led_to_the_new_one(house):
    old = turned(house)

    report = verify(house.data, old.signing.public_key())

    assert report.bad is None
    assert report.signing_key != old.signing.public_key().public_bytes_raw()


def forged(house, key, number, **changes):
    """Put an entry at this place that fits in every hash, signed with a stolen key."""
    row = house.sql(
        ENTRIES.replace("WHERE case_id = :case ORDER BY sequence", "")
        + f"WHERE global_sequence = {number}"
    )[0]
    header, sealed = EntryHeader(*row[:HEADER_COLUMNS]), row[HEADER_COLUMNS]
    values = {name: getattr(header, name) for name in EntryHeader.__slots__}
    entry = link(EntryHeader(**{**values, **changes}), sealed, key)
    house.sql(
        "UPDATE contact_entry SET author = ?, hash = ?, signature = ?"
        " WHERE global_sequence = ?",
        (entry.header.author, entry.hash, entry.signature, number),
    )


def test_a_stolen_old_key_signs_no_entry_after_the_hand_over(house):
    old = turned(house)
    number = house.verify().head.sequence

    forged(house, old.signing, number, author="p-thief")

    bad = house.verify().bad
    assert bad.fault == Fault.OTHER_KEY
    assert dict(bad.where)["store_sequence"] == number


def test_a_stolen_old_key_writes_nothing_anew_from_before_either(house):
    old = turned(house)
    house.sql("DELETE FROM contact_entry WHERE global_sequence > 6")

    forged(house, old.signing, 6, author="p-thief")

    assert house.verify().bad == Bad(
        "signing_hand_over",
        "the last entry of the key before is another one now",
        (("number", 1), ("store_sequence", 6)),
    )


def test_the_new_key_signs_nothing_from_before_the_hand_over(house):
    turned(house)
    new = ServiceKeys.load(house.directory / "keys").signing

    forged(house, new, 6)

    assert house.verify().bad.fault == Fault.OTHER_KEY


@pytest.mark.parametrize(
    ("table", "tag"), [("case_key", chain.CASE_KEY), ("reader", chain.READER)]
)
def test_a_stolen_old_key_signs_no_other_row(house, table, tag):
    old = turned(house)
    row = house.sql(f"SELECT * FROM {table} LIMIT 1")[0]  # noqa: S608 - one of ours
    fields = row[:-1] if table == "case_key" else (*row[:4], None)

    house.sql(
        f"UPDATE {table} SET signature = ? WHERE signature = ?",  # noqa: S608 - as above
        (sign_row(old.signing, tag, tuple(fields)), row[5] if fields[-1] else row[4]),
    )

    assert house.verify().bad.table == table


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM signing_hand_over", "store_sequence 1: the signature"),
        ("DELETE FROM signing_hand_over WHERE number = 1", "number 1: it is missing"),
        ("DELETE FROM signing_hand_over WHERE number = 2", "another key"),
        ("UPDATE signing_hand_over SET last_entry = 5", "signatures do not match"),
        ("UPDATE signing_hand_over SET at = at + 1", "signatures do not match"),
        ("UPDATE signing_hand_over SET new_key = x'00'", "signatures do not match"),
        ("UPDATE signing_hand_over SET old_signature = x''", "signatures do not match"),
        ("UPDATE signing_hand_over SET new_signature = x''", "do not match"),
    ],
)
def test_a_hand_over_that_was_touched_is_named(house, change, fault):
    turned(house)
    turned(house)

    house.sql(change)

    assert fault in str(house.verify().bad)


def test_a_row_that_was_false_before_is_not_made_sound(house):
    house.sql("UPDATE reader SET added_at = added_at + 1")
    assert house.verify().bad.table == "reader"

    turned(house)

    assert house.verify().bad.table == "reader"


def test_a_row_that_somebody_put_in_makes_no_key_of_ours_out_of_theirs(house):
    old = turned(house).signing.public_key().public_bytes_raw()
    new = verify_key(house.directory / "keys").public_bytes_raw()
    with reading(house.data, house.keys) as tx:
        assert hand_over.every_key(tx) == {old, new}

    house.sql(
        "INSERT INTO signing_hand_over SELECT 2, zeroblob(32), new_key, last_entry,"
        " last_hash, at, old_signature, new_signature FROM signing_hand_over"
    )

    with reading(house.data, house.keys) as tx:
        assert hand_over.every_key(tx) == {new}


def test_a_bundle_is_opened_by_whoever_knows_either_key(house):
    reader = house.enrol("W1")
    house.write("C1", "før")
    old = turned(house)
    bundle = house.bundle("C1")

    for known in (old, ServiceKeys.load(house.directory / "keys")):
        raw = known.signing.public_key().public_bytes_raw()
        found = open_bundle(bundle, reader.key, reader.reader_id, signing_key=raw)
        assert [entry.text for entry in found.entries][-2:] == ["før", "efter"]

    assert len(bundle.hand_overs) == 1


def test_a_grant_from_before_the_hand_over_still_counts(house):
    giver, to = house.enrol("W1"), house.enrol("CW")
    bundle = house.bundle("C1")
    keys = case_keys(bundle, giver.key, giver.reader_id)
    grant = grants.make(bundle, keys, granted_by=giver.reader_id, to=house.public(to))

    turned(house)

    house.run(granting.add_grant, OFFICE, grant, house.tick())
    assert house.verify().bad is None


async def test_a_running_service_goes_over_to_it_between_two_writes(tmp_path):
    installation = await populated(tmp_path / "installation", clients=1)
    async with await installation.open() as service:
        first = await service.run(lambda tx: tx.keys.signing_id)

        hand_over.rotate(installation.data, installation.keys, NOW)
        second, other = await service.run(
            lambda tx: (tx.keys.signing_id, tx.keys.other)
        )

    assert (first, second, other) == (1, 2, None)


def rotating(installation):
    return lambda _: hand_over.rotate(installation.data, installation.keys, NOW)


async def killed_at(made, directory, points_of):
    """Kill a hand-over at some of its steps; it stays sound and is finished after."""
    rotating(made.copy_to(directory / "first"))(None)
    whole = in_child(rotating(made.copy_to(directory / "whole")))
    points = points_of(range(1, whole.steps))
    for point in points:
        killed = made.copy_to(directory / f"killed-{point}")
        assert in_child(rotating(killed), stop_at=point).was_killed
        between = first_bad(killed)

        rotating(killed)(None)

        held = ServiceKeys.load(killed.keys)
        assert (between, first_bad(killed)) == (None, None)
        assert held.other is None
        assert held.signing_id == 1 + len(await killed.run(all_hand_overs))
    return len(points)


async def test_a_hand_over_killed_anywhere_goes_on_and_loses_nothing(tmp_path):
    made = await populated(tmp_path / "made", clients=2)

    await killed_at(made, tmp_path, lambda steps: random.Random(7).sample(steps, KILLS))


@pytest.mark.counts
async def test_a_hand_over_killed_at_each_of_its_steps_goes_on(tmp_path):
    made = await populated(tmp_path / "made", clients=1)

    kills = await killed_at(made, tmp_path, list)

    print(f"{kills} kills of a hand-over: always sound, always finished")


def all_hand_overs(tx):
    return tx.all(HAND_OVERS)


def first_bad(installation):
    return verify(installation.data, verify_key(installation.keys)).bad


async def test_a_backup_from_the_middle_of_it_is_whole(tmp_path, monkeypatch):
    made = await populated(tmp_path / "made", clients=2)
    with monkeypatch.context() as patch:
        patch.setattr(hand_over.service_keys, "keep_signing_key", stop)
        with pytest.raises(StoppedError):
            hand_over.rotate(made.data, made.keys, NOW)

    backup.write(made.source(), tmp_path / "monday", NOW)
    files = tmp_path / "monday", tmp_path / "monday.keys"
    restored = restore.restore(*files, combine(*made.shares[:2]), tmp_path / "restored")

    assert restored.faults == ()
    hand_over.rotate(tmp_path / "restored/data", tmp_path / "restored/keys", NOW)
    assert ServiceKeys.load(tmp_path / "restored/keys").signing_id == 2


class StoppedError(Exception):
    """Somebody pulled the plug."""


def stop(*_):
    raise StoppedError
