from xml.etree import ElementTree as ET

from bot import report_drawings
from bot.record_words import Words
from casework.report_topics import Topic
from casework.reports import By, Fact
from tests.bot.reported import FACTS, OCTOBER, made

SVG = "{http://www.w3.org/2000/svg}"


def drawn(language="en", **more):
    found = report_drawings.pictures(made(**more), Words(language))
    return {each.title: each for each in found}


def parts(picture):
    """Return the widths of the bars, and everything that is written."""
    root = ET.fromstring(picture.svg)  # noqa: S314 - we made it
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "14"]
    return [float(each.get("width")) for each in bars], [
        each.text for each in root.iter(f"{SVG}text")
    ]


def test_what_is_counted_is_drawn_to_scale():
    widths, written = parts(drawn()["Contacts"])

    assert widths == [224.0, 560.0]
    assert written[:4] == ["2026-09", "12", "2026-10", "30"]
    assert written[4:] == ["visit at home", "by phone"]


def test_nothing_that_is_covered_is_drawn_or_added_up():
    late = [Fact(Topic.MEETINGS, "late", OCTOBER)] * 11
    widths, written = parts(drawn(facts=[*FACTS, *late])["Meetings"])

    assert "Meetings" not in drawn()
    assert widths == [560.0]
    assert written[:4] == ["2026-09", "*", "2026-10", "*"]


def test_a_picture_says_in_words_what_it_shows():
    late = [Fact(Topic.MEETINGS, "late", OCTOBER)] * 11
    found = drawn("da", facts=[*FACTS, *late])

    assert found["Svar"].told == "Svar: 2026-09 0, 2026-10 8."
    assert found["Møder"].told == (
        "Møder: 2026-09 *, 2026-10 *. Det udeladte er ikke tegnet."
    )


def test_of_too_many_rows_there_is_no_picture():
    many = [Fact(Topic.CONTACTS, "phone", OCTOBER, f"K{n}") for n in range(60)]

    assert drawn(by=By.CLIENT, facts=many) == {}
    assert "Contacts" in drawn(by=By.CLIENT, facts=many[:40])


def test_names_are_written_as_they_are():
    some = [Fact(Topic.CONTACTS, "phone", OCTOBER, worker="<W&1>")] * 9

    _, written = parts(drawn(by=By.CONTACT_PERSON, facts=some)["Contacts"])

    assert written[0] == "<W&1>"
