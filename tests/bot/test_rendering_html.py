from html.parser import HTMLParser

from bot import rendering
from bot.rendering_html import as_html
from tests.bot.test_rendering import opened

HOSTILE = "<script>alert(1)</script><img src=x onerror=y>\"'&\n</p></article>"


class Outline(HTMLParser):
    """Notes every tag, attribute and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


def page_of(tmp_path, *bodies):
    html = "\n".join(as_html(rendering.page(*opened(tmp_path, *bodies))))
    outline = Outline()
    outline.feed(html)
    return html, outline


def test_a_page_needs_nothing_else_and_runs_nothing(tmp_path):
    html, outline = page_of(tmp_path, {"text": "hej", "author": "Alma"})

    assert not {"script", "img", "link", "iframe", "a"} & set(outline.tags)
    assert not {"src", "href"} & {name for name, _ in outline.attributes}
    assert "default-src 'none'" in html
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html


def test_what_people_wrote_is_always_text(tmp_path):
    _, outline = page_of(
        tmp_path, {"text": HOSTILE, "author": HOSTILE, "form": "<b>", "from": "<i>"}
    )

    assert HOSTILE in outline.texts
    assert not {"script", "img", "i"} & set(outline.tags)
    assert outline.tags.count("article") == 1
    assert outline.tags.count("b") == 1  # ours, around the author


def test_days_are_headings_and_each_entry_can_be_linked_to(tmp_path):
    _, outline = page_of(tmp_path, {"text": "one"}, {"text": "two"})

    assert outline.tags.count("h2") == 1
    assert {("id", "e1"), ("id", "e2")} <= set(outline.attributes)
    assert "Monday, September 21, 2026" in outline.texts
