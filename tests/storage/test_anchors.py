import json
import shutil
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage import hand_over
from storage.anchors import AnchorError, line_now, read_anchor
from storage.chain import Head
from storage.verify import verify
from tests.record_house import lived_in


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


def anchored(house, **changes):
    """Return an anchor of now, with a few things other than they are."""
    path = house.directory / "anchor.json"
    path.write_text(json.dumps(house.verify().to_json() | changes))
    return read_anchor(path)


def found(house, anchor):
    return house.verify(anchor=anchor).bad


def test_an_anchor_of_now_agrees_now_and_later(house):
    anchor = anchored(house)
    assert found(house, anchor) is None

    house.write("C2", "later")
    house.renew("C1")
    house.enrol("W2")

    assert found(house, anchor) is None


def test_an_anchor_of_an_empty_store_agrees_with_whatever_came(house):
    nothing = {"sequence": 0, "hash": "00" * 32}
    cases = {case: {**nothing, "epoch": 1, "wraps": 1} for case in house.verify().cases}

    assert found(house, anchored(house, head=nothing, cases=cases)) is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"store": "another"}, "store_fact: another store"),
        ({"signing_key": "00" * 32}, "signing.pub: another signing key"),
        (
            {"head": {"sequence": 6, "hash": "11" * 32}},
            "sequence 2, store_sequence 6: another entry than the anchor has",
        ),
        (
            {"head": {"sequence": 9, "hash": "11" * 32}},
            "store_sequence 9: the anchor has it, but the store ends at 6",
        ),
        (
            {"readers": {"r-gone": None}},
            "reader: reader r-gone: it was there when the anchor was made",
        ),
    ],
)
def test_what_differs_from_the_anchor_is_named(house, changes, named):
    assert named in str(found(house, anchored(house, **changes)))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sequence": 4}, "sequence 4: not the entry that the anchor has"),
        ({"hash": "11" * 32}, "sequence 3: not the entry that the anchor has"),
        ({"epoch": 4}, "epoch 4: the anchor has this key, the store has not"),
        ({"wraps": 99}, "there were 99 when the anchor was made, now 7"),
    ],
)
def test_a_case_that_differs_from_the_anchor_is_named(house, changes, named):
    cases = house.verify().to_json()["cases"]
    case = house.case_of("C1")
    cases[case] |= changes

    told = str(found(house, anchored(house, cases=cases)))

    assert f"case {case}" in told
    assert named in told


def test_a_case_that_is_gone_is_named(house):
    cases = house.verify().to_json()["cases"]
    cases["k-gone"] = {"sequence": 0, "hash": "00" * 32, "epoch": 1, "wraps": 1}

    assert str(found(house, anchored(house, cases=cases))) == (
        "case_file: case k-gone: the anchor has this case"
    )


def test_the_newest_key_cannot_be_taken_away_unseen(house):
    anchor = anchored(house)
    case = house.case_of("C1")
    house.sql("DELETE FROM wrap WHERE case_id = ? AND epoch = 3", (case,))
    house.sql("DELETE FROM case_key WHERE case_id = ? AND epoch = 3", (case,))

    assert house.verify().bad is None
    assert "epoch 3" in str(found(house, anchor))


def test_a_removal_cannot_be_undone_by_an_older_row_unseen(house):
    mette = house.enrol("W1")
    row = house.sql("SELECT * FROM reader WHERE id = ?", (mette.reader_id,))[0]
    house.remove("W1")
    anchor = anchored(house)
    house.sql("DELETE FROM reader WHERE id = ?", (mette.reader_id,))
    house.sql("INSERT INTO reader VALUES (?, ?, ?, ?, ?, ?)", row)

    assert house.verify().bad is None
    assert "it had been removed" in str(found(house, anchor))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is not what"),
        ("[]", "not what"),
        ("{}", "not what"),
        ('{"sound": true, "store": 1}', "not what"),
        ('{"sound": false}', "tells of a store that was not sound"),
        ('{"sound": 1}', "tells of a store that was not sound"),
        ("[" * 100_000, "not what"),
    ],
)
def test_what_is_no_anchor_is_refused_in_one_sentence(tmp_path, content, said):
    path = tmp_path / "anchor.json"
    path.write_text(content)

    with pytest.raises(AnchorError, match=said):
        read_anchor(path)


def test_an_anchor_that_is_missing_or_a_directory_is_refused(tmp_path):
    with pytest.raises(AnchorError, match="missing"):
        read_anchor(tmp_path / "none")
    with pytest.raises(AnchorError, match="cannot be read"):
        read_anchor(tmp_path)


def lines_of(house, *more):
    """Return an anchor of the daily lines, and whatever stands around them."""
    path = house.directory / "lines.txt"
    with path.open("a") as file:
        file.write("\n".join([house.run(line_now, house.now), *more]) + "\n")
    return read_anchor(path)


def test_a_daily_line_is_a_number_and_a_hash_and_nothing_of_anybody(house):
    line = house.run(line_now, house.now)
    head = house.verify().head

    assert line == (
        f"fastkontakt anchor 1: store {house.verify().store_id}, entry {head.sequence},"
        f" hash {head.hash.hex()}, at {house.now:%Y-%m-%dT%H:%M:%SZ},"
        f" signed by {house.verify().signing_key.hex()}"
    )


def test_a_line_names_who_goes_back_to_a_key_from_before_a_hand_over(house):
    before = lines_of(house)
    shutil.copytree(house.data, house.directory / "old")
    hand_over.rotate(house.data, house.directory / "keys", house.tick())
    after = lines_of(house)
    old = Ed25519PublicKey.from_public_bytes(house.verify().earlier_keys[0])

    put_back = verify(house.directory / "old", old, anchor=after)

    assert found(house, before) is found(house, after) is None
    assert str(put_back.bad) == (
        "signing.pub: another signing key than when the anchor was made"
    )


def test_every_daily_line_of_a_file_is_compared(house):
    lines_of(house, "something else that somebody wrote")
    house.write("C1", "later")
    anchor = lines_of(house)
    assert [head.sequence for head in anchor.heads] == [6, 7]
    assert found(house, anchor) is None

    (hashed,) = house.sql("SELECT hash FROM contact_entry WHERE global_sequence = 7")[0]
    house.sql("DELETE FROM contact_entry WHERE global_sequence = 7")
    other = replace(anchor, heads=(Head(6, hashed),))

    assert "store_sequence 7: the anchor has it, but" in str(found(house, anchor))
    assert "sequence 2, store_sequence 6: another entry" in str(found(house, other))


def test_an_empty_store_has_a_line_as_well_and_it_agrees_with_whatever_came(house):
    nothing = f"store {house_id(house)}, entry 0, hash {'00' * 32}"
    path = house.directory / "empty.txt"
    path.write_text(f"fastkontakt anchor 1: {nothing}")

    assert found(house, read_anchor(path)) is None


def test_lines_of_two_stores_are_refused(house):
    with pytest.raises(AnchorError, match="more than one store"):
        lines_of(house, f"fastkontakt anchor 1: store x, entry 1, hash {'11' * 32}")


def house_id(house):
    return house.verify().store_id
