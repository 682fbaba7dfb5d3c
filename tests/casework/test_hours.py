"""Hours as people write them, and how they are shown again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import hours
from casework.hours import ALWAYS, Fault, NotHours
from casework.safe_contact import DAY, Window

NAMES = {
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "da": ["man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."],
    "sv": ["mån", "tis", "ons", "tors", "fre", "lör", "sön"],
}
DASH = "\N{EN DASH}"
EIGHT_TO_FOUR = (Window(480, 960),)
TEN_TO_TWELVE = (Window(600, 720),)
WORKDAYS = (*[EIGHT_TO_FOUR] * 5, (), ())
WITH_SATURDAY = (*[EIGHT_TO_FOUR] * 5, TEN_TO_TWELVE, ())


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("man-fre 8-16, lør 10-12", WITH_SATURDAY),
        ("Mandag til fredag kl. 8 til 16 og lørdag 10-12", WITH_SATURDAY),
        (f"måndag till fredag 8{DASH}16, lördag 10{DASH}12", WITH_SATURDAY),
        ("Mon - Fri: 8:00 - 16:00; Sat 10.00-12.00", WITH_SATURDAY),
        ("man-fre 0800-1600\nlør 1000-1200", WITH_SATURDAY),
        ("hverdage 8-16", WORKDAYS),
        ("vardagar 8-16", WORKDAYS),
        ("weekdays 8-16", WORKDAYS),
        ("mondays to fridays 8-16", WORKDAYS),
        ("mandage, tirsdage, onsdage, torsdage og fredage 8-16", WORKDAYS),
        ("måndagar till fredagar 8-16", WORKDAYS),
        ("man tir ons tor fre 8-16", WORKDAYS),
        ("man, tir, ons, tor og fre 8-16", WORKDAYS),
        ("8-16", (EIGHT_TO_FOUR,) * 7),
        ("kl. 8-16", (EIGHT_TO_FOUR,) * 7),
        ("hver dag 8-16", (EIGHT_TO_FOUR,) * 7),
        ("varje dag 8-16", (EIGHT_TO_FOUR,) * 7),
        ("8-12 og 11-16", (EIGHT_TO_FOUR,) * 7),
        ("helg 10-12", (*[()] * 5, TEN_TO_TWELVE, TEN_TO_TWELVE)),
        ("lør-man 10-12", (TEN_TO_TWELVE, *[()] * 4, TEN_TO_TWELVE, TEN_TO_TWELVE)),
        ("søn 22-24", (*[()] * 6, (Window(1320, DAY),))),
        ("søn 22-0", (*[()] * 6, (Window(1320, DAY),))),
        ("søn 22-6", ((Window(0, 360),), *[()] * 5, (Window(1320, DAY),))),
        ("altid", ALWAYS),
        ("Any time!", ALWAYS),
        ("0-24", ALWAYS),
    ],
)
def test_hours_are_read_as_people_write_them(text, week):
    assert hours.read(text) == week


@pytest.mark.parametrize(
    ("text", "fault", "part"),
    [
        ("", Fault.NOTHING, ""),
        ("  , ", Fault.NOTHING, ""),
        ("man-fre", Fault.TIME, ""),
        ("someday 8-16", Fault.WORD, "someday"),
        ("man 8-16 bare ikke", Fault.WORD, "bare"),
        ("8", Fault.TIME, "8"),
        ("man 8-", Fault.TIME, "8"),
        ("man 8-25", Fault.TIME, "25"),
        ("man 8-16:75", Fault.TIME, "16:75"),
        ("man 8-8", Fault.TIME, "8-8"),
        ("man 24-8", Fault.TIME, "24-8"),
        ("man 8-16-20", Fault.TIME, "-"),
        ("man-hverdage 8-16", Fault.DAYS, "man-hverdage"),
        ("8-16 😀", Fault.WORD, "😀"),
        ("man 99999-16", Fault.TIME, "9999"),
    ],
)
def test_what_is_wrong_is_said_and_where(text, fault, part):
    assert hours.read(text) == NotHours(fault, part)


windows = st.lists(st.integers(0, DAY), min_size=0, max_size=6, unique=True).map(
    lambda ends: tuple(
        Window(opens, closes)
        for opens, closes in zip(*[iter(sorted(ends))] * 2, strict=False)
    )
)


@given(
    week=st.tuples(*[windows] * 7).filter(any),
    spoken=st.sampled_from(sorted(NAMES)),
)
def test_whatever_is_shown_reads_back_as_what_it_was(week, spoken):
    assert hours.read(hours.write(week, NAMES[spoken])) == week


@given(st.text(max_size=60))
def test_whatever_is_typed_is_hours_or_a_fault_and_never_breaks(text):
    found = hours.read(text)

    assert isinstance(found, NotHours) or len(found) == 7


def test_a_fault_keeps_what_was_typed_out_of_its_representation():
    assert "8-16" not in repr(hours.read("secret 8-16"))
