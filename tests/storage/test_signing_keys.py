from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.chain import HAND_OVER, Fault, Head, sign_row
from storage.signing_keys import HandOver, HandOverError, UnknownKeyError, signers

KEYS = [Ed25519PrivateKey.generate() for _ in range(4)]
RAW = [key.public_key().public_bytes_raw() for key in KEYS]
HASHED = b"\x05" * 32


def handed(number, old, new, last):
    """Return a hand-over that both of these keys signed."""
    made = HandOver(number, RAW[old], RAW[new], Head(last, HASHED), 1_790_000_000_000)
    return replace(
        made,
        old_signature=sign_row(KEYS[old], HAND_OVER, made.fields()),
        new_signature=sign_row(KEYS[new], HAND_OVER, made.fields()),
    )


TWO = [handed(1, 0, 1, 5), handed(2, 1, 2, 9)]


@pytest.mark.parametrize("known", range(3))
def test_whoever_knows_one_key_knows_all(known):
    found = signers(TWO, RAW[known])

    assert found.all == tuple(RAW[:3])
    assert found.newest == RAW[2]


def test_each_entry_has_the_key_that_signed_then():
    ready = signers(TWO, RAW[0]).ready()

    found = [ready.at(number).public_bytes_raw() for number in (1, 5, 6, 9, 10, 99)]

    assert found == [RAW[key] for key in (0, 0, 1, 1, 2, 2)]


def test_two_keys_may_follow_without_an_entry_between():
    ready = signers([handed(1, 0, 1, 5), handed(2, 1, 2, 5)], RAW[0]).ready()

    found = [ready.at(number).public_bytes_raw() for number in (5, 6)]

    assert found == [RAW[0], RAW[2]]


def test_one_key_needs_nobody_to_lead_to_it():
    assert signers([], RAW[3]).all == (RAW[3],)


def test_a_key_that_none_leads_to_is_unknown():
    with pytest.raises(UnknownKeyError):
        signers(TWO, RAW[3])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (TWO[1:], "hand-over 1 of the signing key: it is missing"),
        ([handed(1, 0, 1, 5), handed(2, 3, 2, 9)], "2 .* does not follow"),
        ([handed(1, 0, 1, 9), handed(2, 1, 2, 5)], "2 .* does not follow"),
        ([replace(TWO[0], at=7)], "1 .* the signatures do not match"),
        ([replace(TWO[0], new_key=b"")], "1 .* the signatures do not match"),
        ([replace(TWO[0], old_signature=TWO[1].old_signature)], "do not match"),
        ([replace(TWO[0], new_signature=TWO[0].old_signature)], "do not match"),
    ],
)
def test_the_first_that_does_not_hold_is_named(found, said):
    with pytest.raises(HandOverError, match=said):
        signers(found, RAW[0])


def test_a_signature_of_a_key_of_another_time_is_told_from_a_strangers():
    ready = signers(TWO, RAW[0]).ready()

    ours, strange = (
        sign_row(KEYS[key], "fastkontakt entry signature 1", (HASHED,))
        for key in (0, 3)
    )

    assert ready.fault_of(HASHED, ours) is Fault.OTHER_KEY
    assert ready.fault_of(HASHED, strange) is Fault.SIGNATURE
