"""The glossary says what the code says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("casework", "storage", "handlers", "sms_gateway", "bot")
ROW = re.compile(r"^\| `(\w+)` \| (in use|to come) \| (.+) \| (.+) \| (.+) \|$")


def rows():
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    return [match for line in lines if (match := ROW.match(line))]


def words_of_the_code():
    """Return every run of words that stands inside a name, in small letters."""
    runs = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.suffix not in {".py", ".sql"}:
                continue
            for name in set(re.findall(r"\w+", path.read_text(encoding="utf-8"))):
                words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
                runs |= {
                    "_".join(words[start:end]).lower()
                    for start in range(len(words))
                    for end in range(start + 1, len(words) + 1)
                }
    return runs


WORDS = words_of_the_code()
IN_USE = [row[1] for row in rows() if row[2] == "in use"]
TO_COME = [row[1] for row in rows() if row[2] == "to come"]


def test_every_row_of_the_glossary_has_its_words_in_three_languages():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]

    assert len(lines) == len(rows())
    assert all(row[number].strip() for row in rows() for number in (3, 4, 5))


def test_no_term_stands_twice():
    terms = [row[1] for row in rows()]

    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("term", IN_USE)
def test_a_term_in_use_occurs_in_the_code(term):
    assert term in WORDS


def test_a_term_to_come_names_no_module_and_no_table_yet():
    modules = {path.stem for name in PACKAGES for path in (ROOT / name).glob("*.py")}
    steps = (ROOT / "storage" / "sql").glob("*.sql")
    tables = "\n".join(path.read_text(encoding="utf-8") for path in steps)

    for term in TO_COME:  # none at times
        assert {term, f"{term}s"} & modules == set()
        assert f"CREATE TABLE {term} " not in tables
