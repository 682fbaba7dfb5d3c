from dataclasses import replace

import pytest

from storage.chain import Entry, EntryHeader, Head
from storage.opened_entry import OpenedEntry
from storage.tag_chain import (
    FIRST_KEY,
    TAG,
    Tagged,
    UnprovenError,
    check,
    key_after,
    known_by,
    tag,
)

FIRST = bytes(range(32))
DAYS = 5


def head(number):
    return Head(number * 10, bytes([number]) * 32)


def written():
    """Return the entries of an intake that was tagged for some days, and opened."""
    key, kinds = FIRST, [(FIRST_KEY, {"key": FIRST.hex()})]
    for number in range(1, DAYS + 1):
        made = tag(key, number, head(number)).hex()
        kinds += [("intake", {}), (TAG, {"number": number, "tag": made})]
        key = key_after(key)
    entries, opened, number = [], [], 0
    for sequence, (kind, more) in enumerate(kinds, start=1):
        number += kind == TAG
        before = head(number)
        header = EntryHeader(
            *(before.sequence + 1, "k-intake", sequence, 1, 1, kind, sequence),
            *("", "", "", None, b"", b"", before.hash),
        )
        entries.append(Entry(header, b"", b"", b""))
        opened.append(
            OpenedEntry(
                *(sequence, sequence, kind, "", "", "", "", "", None, 1, ()), more
            )
        )
    return entries, opened


def test_every_head_that_was_tagged_is_told():
    found = check(*written())

    assert found.first_key == known_by(FIRST)
    assert found.tagged == tuple(
        Tagged(number, 1 + 2 * number, head(number)) for number in range(1, DAYS + 1)
    )


def test_where_nothing_was_tagged_nothing_is_told():
    assert check([], []) is None


def rewritten(entries, opened, place, **changes):
    header = replace(entries[place].header, **changes)
    entries[place] = replace(entries[place], header=header)


def more(opened, place, **changes):
    opened[place] = replace(opened[place], more=opened[place].more | changes)


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (
            lambda e, o: rewritten(e, o, 4, previous_global_hash=b"x" * 32),
            "entry 5: what stands before it in the store was written anew",
        ),
        (
            lambda e, o: rewritten(e, o, 4, global_sequence=22),
            "entry 5: what stands before it in the store was written anew",
        ),
        (lambda _, o: more(o, 4, tag="00" * 32), "entry 5: .* written anew"),
        (lambda _, o: more(o, 4, tag="no"), "entry 5: it is not as this service"),
        (lambda _, o: more(o, 4, tag=None), "entry 5: it is not as this service"),
        (lambda _, o: more(o, 0, key="00"), "entry 1: it is not as this service"),
        (lambda _, o: more(o, 0, key="00" * 32), "entry 3: .* written anew"),
        (lambda _, o: more(o, 4, number=3), "entry 5: a tag before it is missing"),
        (lambda _, o: o.pop(4), "entry 5 is not sealed to this key"),
        (lambda e, _: e.pop(4), "entry 7: a tag before it is missing"),
        (lambda e, _: e.pop(0), "entry 3: a tag before it is missing"),
        (lambda e, _: e.append(e[0]), "entry 1: the tags begin a second time"),
    ],
)
def test_the_first_that_is_not_what_it_should_be_is_named(touch, said):
    entries, opened = written()

    touch(entries, opened)

    with pytest.raises(UnprovenError, match=said):
        check(entries, opened)
