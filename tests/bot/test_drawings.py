from datetime import date
from xml.etree import ElementTree as ET

from bot import drawings
from bot.curves import Bar, CheckIn
from bot.record_words import Words

WORDS = Words("en")
SPACE = "{http://www.w3.org/2000/svg}"


def drawn(lines):
    svg = "\n".join(lines).replace("<svg ", f'<svg xmlns="{SPACE[1:-1]}" ', 1)
    return ET.fromstring(svg)  # noqa: S314 - what we drew ourselves


def test_a_better_answer_stands_higher_and_a_later_one_further_right():
    points = [CheckIn(date(2026, 9, 1), 1, "Help"), CheckIn(date(2026, 9, 8), 5, "<b>")]

    found = drawn(drawings.curve(points, WORDS))

    first, last = found.iter(f"{SPACE}circle")
    assert float(first.get("cy")) > float(last.get("cy"))
    assert float(first.get("cx")) < float(last.get("cx"))
    assert found.get("aria-label") == "2 answers; the last: <b> on 2026-09-08"


def test_one_answer_alone_stands_in_the_middle():
    found = drawn(drawings.curve([CheckIn(date(2026, 9, 1), 3, "")], WORDS))

    assert len(list(found.iter(f"{SPACE}circle"))) == 1


def test_bars_are_as_high_as_their_counts():
    bars = [Bar("2026-09", 2, 1, 1), Bar("2026-10", 0, 0, 0), Bar("2026-11", 2, 0, 0)]

    found = drawn(drawings.bars(bars, WORDS))

    high = [float(rect.get("height")) for rect in found.iter(f"{SPACE}rect")]
    assert high == [28.0, 28.0, 56.0, 56.0]
    assert found.get("aria-label") == "6 messages and meetings; most in 2026-09"


def test_the_same_stands_there_as_numbers():
    told = "".join(drawings.table([Bar("2026-09", 2, 1, 3)], WORDS))

    assert "2026-09</th><td>2</td><td>1</td><td>3</td>" in told
    assert "met or spoke" in "".join(drawings.legend(WORDS))
