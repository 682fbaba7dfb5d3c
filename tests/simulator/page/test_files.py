"""The files of the page: nothing inline, nothing parsed, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "simulator" / "page"
PARSERS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|\.style\b"
)


def test_the_page_needs_no_script_or_style_of_its_own_inside():
    html = (PAGE / "index.html").read_text()

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []


@pytest.mark.parametrize(
    "script", sorted(PAGE.glob("*.js")), ids=lambda path: path.name
)
def test_no_script_ever_parses_text_as_html(script):
    assert PARSERS.findall(script.read_text()) == []


def test_nothing_is_fetched_from_elsewhere():
    for file in PAGE.iterdir():
        if file.suffix in {".js", ".css", ".html"}:
            found = re.findall(
                r"https?://(?!www\.w3\.org/2000/svg)\S+", file.read_text()
            )
            assert found == [], file.name
