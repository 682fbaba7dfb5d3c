import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from storage import armour
from storage.key_pairs import generate_key_pair
from storage.keyfiles import KeyFileError
from storage.recovery import (
    RecoveryError,
    combine,
    create_recovery,
    parse_share,
    read_share,
    share_text,
    write_share,
)

GOLDEN = Path(__file__).parent / "golden" / "recovery.json"
PUBLIC, SHARES = create_recovery()


@pytest.mark.parametrize("pair", list(permutations(range(3), 2)))
def test_any_two_shares_open_the_recovery_key(pair):
    one, other = (SHARES[place] for place in pair)

    assert combine(one, other).public_key() == PUBLIC


@pytest.mark.parametrize("number", range(3))
def test_one_share_alone_never_does(number):
    share = SHARES[number]

    with pytest.raises(RecoveryError, match=f"share {number + 1} twice"):
        combine(share, share)
    for pretended in {1, 2, 3} - {share.number}:
        with pytest.raises(RecoveryError, match="do not open"):
            combine(share, replace(share, number=pretended))
    for other in {0, 1, 2} - {number}:
        empty = replace(SHARES[other], key=generate_key_pair())
        with pytest.raises(RecoveryError, match="do not open"):
            combine(share, empty)


def test_shares_of_different_keys_are_refused():
    _, others = create_recovery()

    with pytest.raises(RecoveryError, match="different recovery keys"):
        combine(SHARES[0], others[1])
    with pytest.raises(RecoveryError, match="different recovery keys"):
        combine(SHARES[0], replace(SHARES[1], set_id=others[1].set_id))
    with pytest.raises(RecoveryError, match="do not open"):
        combine(
            SHARES[0],
            replace(others[1], set_id=SHARES[0].set_id, recovery_public=PUBLIC),
        )


def test_shares_that_name_another_public_key_are_refused():
    other = generate_key_pair().public_key()

    with pytest.raises(RecoveryError, match="another key than they say"):
        combine(*(replace(share, recovery_public=other) for share in SHARES[:2]))


def test_shares_come_back_from_their_files(tmp_path):
    for share in SHARES:
        write_share(tmp_path / f"share-{share.number}", share)

    read = [read_share(tmp_path / f"share-{number}") for number in (1, 3)]

    assert read == [SHARES[0], SHARES[2]]
    assert combine(*read).public_key() == PUBLIC
    assert (tmp_path / "share-1").stat().st_mode & 0o777 == 0o600


def test_a_share_that_others_can_read_is_refused(tmp_path):
    write_share(tmp_path / "share", SHARES[0])
    (tmp_path / "share").chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_share(tmp_path / "share")


def test_a_flipped_byte_in_a_file_is_refused_or_means_the_same():
    content = share_text(SHARES[0])

    for position in range(0, len(content), 7):
        flipped = bytearray(content)
        flipped[position] ^= 1
        try:
            share = parse_share(bytes(flipped))
        except armour.ArmourError:
            continue
        assert share == SHARES[0]


def test_every_flipped_byte_of_a_wrap_is_refused():
    wrap = SHARES[0].wraps["1-2"]

    for position in range(len(wrap)):
        flipped = bytearray(wrap)
        flipped[position] ^= 1
        broken = replace(SHARES[1], wraps={"1-2": bytes(flipped)})
        with pytest.raises(RecoveryError):
            combine(SHARES[0], broken)


@pytest.mark.parametrize(
    "values",
    [
        {"number": 4},
        {"number": "1"},
        {"wraps": None},
        {"wraps": {"1-2": "not base64"}},
        {"suite": 2},
        {"set": 7},
        {"share_key": armour.text(b"short")},
        {"recovery_public_key": armour.text(b"short")},
    ],
)
def test_a_share_with_a_value_that_we_never_write_is_refused(tmp_path, values):
    row = json.loads(share_text(SHARES[0]))
    kind, version = row.pop("format"), row.pop("version")
    row.pop("checksum")
    path = tmp_path / "share"
    path.write_bytes(armour.to_text(kind, version, {**row, **values}))
    path.chmod(0o600)

    with pytest.raises(RecoveryError, match=f"^{path}: "):
        read_share(path)


def test_no_secret_shows_in_a_repr():
    assert "key=" not in repr(SHARES[0])
    assert "wraps" not in repr(SHARES[0])


def test_the_shares_of_an_earlier_build_still_open():
    golden = json.loads(GOLDEN.read_text())
    shares = [parse_share(text.encode()) for text in golden["shares"]]

    for one, other in permutations(shares, 2):
        assert combine(one, other).raw.hex() == golden["raw"]
