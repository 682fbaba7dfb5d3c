"""The file with an organisation's people: all of it, or every fault and nobody."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.csv_lines import Fault, decode
from bot.people_csv import HEADER, PersonRow, Rules, read_people
from casework.people import Language, Role
from casework.profiles import PROFILES

TOP = ",".join(HEADER)
METTE = "w-mette,contact_person,Mette Holm,da,,20 12 34 56,,"
ALMA = "c-alma,client,Alma,da,2009,+4520987654,w-mette,dk_youth"


def danish(text):
    """Read a number as people in Denmark write it."""
    try:
        number = phonenumbers.parse(text, "DK")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


RULES = Rules(
    parse_number=danish, today=date(2026, 11, 22), known=frozenset({"w-known"})
)


def read(*lines):
    return read_people("\r\n".join((TOP, *lines, "")), RULES)


def faults(*lines):
    return [str(fault) for fault in read(*lines) if isinstance(fault, Fault)]


def test_everybody_in_a_good_file_is_returned():
    assert read(METTE, ALMA) == [
        PersonRow(
            line=2,
            ref="w-mette",
            role=Role.CONTACT_PERSON,
            name="Mette Holm",
            language=Language.DANISH,
            born_before=None,
            phone="+4520123456",
            contact_person=None,
            profile="",
        ),
        PersonRow(
            line=3,
            ref="c-alma",
            role=Role.CLIENT,
            name="Alma",
            language=Language.DANISH,
            born_before=date(2009, 12, 31),
            phone="+4520987654",
            contact_person="w-mette",
            profile="dk_youth",
        ),
    ]


def test_a_row_shows_no_name_number_or_birthday_of_itself():
    text = repr(read(METTE, ALMA))

    assert not [word for word in ("Mette H", "Alma'", "20987", "2009") if word in text]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("2010", date(2010, 12, 31)),
        ("2010-02-28", date(2010, 2, 28)),
        ("2026", date(2026, 12, 31)),
    ],
)
def test_a_bare_year_counts_as_its_last_day(written, meant):
    *_, alma = read(METTE, f"c-alma,client,Alma,da,{written},,w-mette,dk_youth")

    assert alma.born_before == meant


def test_a_contact_person_may_be_known_from_before_or_stand_further_down():
    assert len(read("c-1,client,Bo,,,,w-known,se_lss")) == 1
    assert len(read(ALMA, METTE)) == 2


def test_without_a_language_it_is_the_one_of_the_organisation():
    (row,) = read("w-1,supervisor,Ida,,,,,")

    assert row.language is RULES.language


def test_quoted_cells_blank_lines_and_spaces_are_understood():
    (row,) = read("", '" w-1 ",caseworker,"Holm, Mette\xa0A",sv,,,,', ",,,,,,,")

    assert (row.ref, row.name, row.line) == ("w-1", "Holm, Mette A", 3)


def test_a_byte_order_mark_is_left_out():
    content = f"\ufeff{TOP}\n{METTE}\n".encode()

    text = decode(content)

    assert isinstance(text, str)
    assert len(read_people(text, RULES)) == 1
    assert len(read_people(content.decode(), RULES)) == 1


def test_a_file_in_another_encoding_is_named_with_its_line():
    content = f"{TOP}\n{METTE}\nw-2,caseworker,Søren,da,,,,\n".encode("latin-1")

    assert str(decode(content)) == "line 3: not UTF-8; save the file as “CSV UTF-8”"


def test_a_file_that_is_too_large_is_refused():
    assert str(decode(b"x" * 10_485_761)) == "line 1: the file is larger than 10 MB"


CLIENT = "c-1,client,Bo,da,2009,,w-known,dk_youth"
STAFF = "w-1,caseworker,Bo,da,,,,"


def cell(column, value, line=CLIENT):
    """Return the line with another value in one column."""
    cells = line.split(",")
    cells[HEADER.index(column)] = value
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().strip()


OTHER_PROFILE = (
    "profile: must be dk_child, dk_youth, dk_skp, "
    "se_contact_person, se_qualified or se_lss"
)
FAULTS = [
    (cell("ref", ""), "ref: missing"),
    (cell("ref", "a b"), "ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -"),
    (cell("ref", "-a"), "ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -"),
    (cell("ref", "æ"), "ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -"),
    (cell("ref", "a" * 65), "ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -"),
    (cell("ref", "=1+1"), "ref: must be up to 64 of A-Z, a-z, 0-9, dot, _ and -"),
    (cell("ref", "W-METTE"), "ref: the same as on line 2"),
    (
        cell("role", "", STAFF),
        "role: must be client, contact_person, caseworker or supervisor",
    ),
    (
        cell("role", "Client"),
        "role: must be client, contact_person, caseworker or supervisor",
    ),
    (
        cell("role", "social worker", STAFF),
        "role: must be client, contact_person, caseworker or supervisor",
    ),
    (cell("name", ""), "name: missing"),
    (cell("name", "   "), "name: missing"),
    (cell("name", "x" * 101), "name: longer than 100 characters"),
    (cell("name", "Bo\nLund"), "name: has a line end or an invisible character"),
    (cell("name", "Bo\u202eLund"), "name: has a line end or an invisible character"),
    (cell("name", "Bo\u200bLund"), "name: has a line end or an invisible character"),
    (cell("name", "Bo\x00"), "name: has a line end or an invisible character"),
    (cell("language", "no"), "language: must be en, da or sv"),
    (cell("language", "Danish"), "language: must be en, da or sv"),
    (cell("birth_year", "09"), "birth_year: must be YYYY or YYYY-MM-DD"),
    (cell("birth_year", "1.2.2009"), "birth_year: must be YYYY or YYYY-MM-DD"),
    (cell("birth_year", "2009-2-1"), "birth_year: must be YYYY or YYYY-MM-DD"),
    (cell("birth_year", "٢٠٠٩"), "birth_year: must be YYYY or YYYY-MM-DD"),
    (cell("birth_year", "2009-02-29"), "birth_year: no such day"),
    (cell("birth_year", "2009-13-01"), "birth_year: no such day"),
    (cell("birth_year", "1899"), "birth_year: not between 1900 and today"),
    (cell("birth_year", "2027"), "birth_year: not between 1900 and today"),
    (cell("birth_year", "2026-11-23"), "birth_year: not between 1900 and today"),
    (cell("phone", "12"), "phone: not a phone number"),
    (cell("phone", "4,52E+09"), "phone: not a phone number"),
    (cell("phone", "see the file"), "phone: not a phone number"),
    (cell("phone", "+45 20 12 34 56"), "phone: the same as on line 2"),
    (cell("contact_person", ""), "contact_person: missing; every client has one"),
    (
        cell("contact_person", "w-nobody"),
        "contact_person: no such ref in the file or the store",
    ),
    (cell("contact_person", "c-1"), "contact_person: line 3 has another role"),
    (cell("contact_person", "w-known", STAFF), "contact_person: only a client has one"),
    (cell("profile", ""), "profile: missing"),
    (
        cell("profile", "no_child"),
        OTHER_PROFILE,
    ),
    (
        cell("profile", "x", STAFF),
        OTHER_PROFILE,
    ),
    ("c-1,client,Bo,da,2009,,w-known", "has 7 columns instead of 8"),
    (f"{CLIENT},", "has 9 columns instead of 8"),
    ("c-1;client;Bo;da;2009;;w-known;dk_youth", "has 1 columns instead of 8"),
    (f'c-1,client,"Bo"x{CLIENT[13:]}', "the quotes do not match"),
    (f'{CLIENT}\nc-2,client,"Bo', "the quotes do not match"),
]


@pytest.mark.parametrize(("line", "sentence"), FAULTS)
def test_each_fault_is_named_with_its_line(line, sentence):
    told = faults(METTE, line)

    at = 4 if line.startswith(f"{CLIENT}\n") else 3
    assert told == [f"line {at}: {sentence}"]


def test_every_fault_of_a_bad_file_is_told_at_once_and_nobody_is_returned():
    lines = [line for line, sentence in FAULTS if "quotes" not in sentence]

    told = faults(METTE, *lines)

    numbers = {int(fault.split(":")[0].removeprefix("line ")) for fault in told}
    # A quoted line end makes the rest of the file a line longer.
    assert len(numbers) >= 40
    assert numbers == set(range(3, 3 + len(lines) + 1)) - {17}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", f"line 1: the header must be {TOP}"),
        (TOP.upper(), f"line 1: the header must be {TOP}"),
        (TOP + ",", f"line 1: the header must be {TOP}"),
        (METTE, f"line 1: the header must be {TOP}"),
        (TOP.replace(",", ";"), "line 1: the file names nobody"),
        (TOP, "line 1: the file names nobody"),
        (TOP + "\n\n,,,,,,,\n", "line 1: the file names nobody"),
        ('"' + TOP, "line 1: the quotes do not match"),
    ],
)
def test_a_file_without_people_or_their_header_is_refused(text, fault):
    assert [str(one) for one in read_people(text, RULES)] == [fault]


def test_a_contact_person_whose_own_line_is_wrong_is_still_found():
    told = faults(METTE.replace(",da,", ",xx,"), ALMA)

    assert told == ["line 2: language: must be en, da or sv"]


SECRET_WORD = st.text(
    st.characters(min_codepoint=0x3B1, max_codepoint=0x3C9), min_size=3, max_size=9
)


@given(st.lists(st.lists(SECRET_WORD, min_size=8, max_size=8), min_size=1, max_size=9))
def test_no_fault_repeats_anything_from_the_file(cells):
    out = StringIO()
    csv.writer(out).writerows([HEADER, *cells])

    told = "".join(map(str, read_people(out.getvalue(), RULES)))

    assert told
    assert not [word for row in cells for word in row if word in told]


@given(st.text())
def test_no_text_whatever_breaks_the_reading(text):
    for content in (text, f"{TOP}\n{text}"):
        found = read_people(content, RULES)

        assert found
        assert all(isinstance(one, Fault | PersonRow) for one in found)


REFS = st.from_regex(r"[a-z][a-z0-9._-]{0,9}", fullmatch=True)
NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1
).filter(lambda name: name.strip() and len(name) <= 100)


@given(
    st.dictionaries(
        REFS,
        st.tuples(
            NAMES,
            st.sampled_from(list(Language)),
            st.dates(date(1900, 1, 1), date(2026, 11, 22)),
            st.sampled_from(list(PROFILES)),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_is_written_properly_is_read_as_it_was_meant(people):
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for ref, (name, language, born, profile) in people.items():
        writer.writerow(
            [ref, "client", name, language, born.isoformat(), "", "w-known", profile]
        )

    rows = read_people(out.getvalue(), RULES)

    assert {row.ref: (row.language, row.born_before, row.profile) for row in rows} == {
        ref: values[1:] for ref, values in people.items()
    }


def test_clients_share_a_phone_only_where_that_is_said():
    family = ALMA.replace("c-alma", "c-bo")

    (fault,) = faults(METTE, ALMA, family)
    sharing = replace(RULES, shared_numbers=True)
    rows = read_people(f"{TOP}\r\n{METTE}\r\n{ALMA}\r\n{family}\r\n", sharing)

    assert fault == (
        "line 4: phone: the same as on line 3;"
        " if they share it, import with --shared-numbers"
    )
    assert [row.phone for row in rows] == ["+4520123456", *["+4520987654"] * 2]


def test_nobody_who_works_here_shares_their_phone():
    sharing = replace(RULES, shared_numbers=True)
    client = ALMA.replace("+4520987654", "20123456")

    rows = read_people(f"{TOP}\r\n{METTE}\r\n{client}\r\n", sharing)

    assert str(rows[-1]) == "line 3: phone: the same as on line 2"
