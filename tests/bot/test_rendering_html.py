import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

from bot import rendering
from bot.rendering_html import as_html
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.bot.test_rendering import METTE, opened
from tests.storage.case_bundles import Service

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


def html_of(service, tmp_path, *, about=None):
    path = service.export(tmp_path / "bundle", about=about or {"language": "en"})
    bundle = read_bundle(path)
    opening = open_bundle(bundle, service.readers[METTE], METTE)
    return "\n".join(as_html(rendering.page(bundle, opening)))


def test_a_page_needs_nothing_else_and_runs_nothing(tmp_path):
    html, outline = page_of(tmp_path, {"text": "hej", "author": "Alma"})

    assert not {"img", "link", "iframe", "a", "object"} & set(outline.tags)
    assert outline.tags.count("script") == outline.tags.count("style") == 1
    names = {name for name, _ in outline.attributes}
    assert not {"src", "href", "style", "action"} & names
    assert not [name for name in names if name.startswith("on")]
    assert "default-src 'none'" in html
    assert "unsafe" not in html
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html


def test_what_people_wrote_is_always_text(tmp_path):
    _, outline = page_of(
        tmp_path, {"text": HOSTILE, "author": HOSTILE, "form": "<b>", "from": "<i>"}
    )

    assert HOSTILE in outline.texts
    assert not {"img", "i"} & set(outline.tags)
    assert outline.tags.count("script") == 1  # ours, at the end
    assert outline.tags.count("article") == 1
    assert outline.tags.count("b") == 1  # ours, around the author


def test_days_are_headings_and_each_entry_can_be_linked_to(tmp_path):
    _, outline = page_of(tmp_path, {"text": "one"}, {"text": "two"})

    assert outline.tags.count("h3") == 1
    assert {("id", "e1"), ("id", "e2")} <= set(outline.attributes)
    assert "Monday, September 21, 2026" in outline.texts


def test_only_our_style_and_our_script_may_run(tmp_path):
    html, _ = page_of(tmp_path, {"text": "hej", "author": "Alma"})

    for tag in ("style", "script"):
        content = html.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in html


def test_the_newest_version_is_shown_and_the_earlier_ones_are_kept(tmp_path):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": "kl 10", "author": "Mette"}, direction="out")
    service.write({"text": "kl 11"}, kind="edit", refers_to=1)
    service.write({"text": "kl 12"}, kind="edit", refers_to=2)
    service.write({"text": ""}, kind="withdrawn", refers_to=3)

    html = html_of(service, tmp_path)

    first = html.split("<article")[1]
    assert re.findall(r'<p dir="auto">(.*?)</p>', first) == ["kl 12"]
    assert re.findall(r'<p class="old" dir="auto">(.*?)</p>', first) == [
        "kl 11",
        "kl 10",
    ]
    assert "changed, see #3, taken back, see #4" in first


def test_what_happened_to_a_message_and_who_looked_is_said(tmp_path):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": "hej", "author": "Mette"}, author="w-mette")
    about = {
        "language": "en",
        "deliveries": {"1": ["failed", "opted_out"]},
        "looks": [[1_790_000_000_000, "w-mette"], [1_790_000_000_000, ""]],
        "letterhead": ["Social <b>", "+4570101010"],
    }

    html = html_of(service, tmp_path, about=about)

    assert "did not arrive (There is a STOP on messages)" in html
    assert "<dt>2026-09-21 14:13</dt><dd>Mette</dd>" in html
    assert "<dd>not said for whom</dd>" in html
    assert "<strong>Social &lt;b&gt;</strong>\n<span>+4570101010</span>" in html
    assert "<dt>Entry #1</dt><dd>did not arrive</dd>" in html


def test_a_case_with_nothing_in_it_has_a_page(tmp_path):
    service = Service()
    service.begin_epoch(METTE)

    assert "every entry of the case is here" in html_of(service, tmp_path)
