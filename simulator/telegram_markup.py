"""Text with HTML tags in it, as parse_mode HTML takes it."""

from html.parser import HTMLParser
from typing import Any

from simulator.telegram_refusal import bad

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}


def parsed(text: str, mode: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the plain text and its entities.

    >>> parsed("<b>hej</b> du", "HTML")
    ('hej du', [{'type': 'bold', 'offset': 0, 'length': 3}])
    """
    if mode.lower() != "html":
        # Markdown is not played: nothing here sends it.
        raise bad("unsupported parse_mode")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise bad(f"can't parse entities: can't find end tag for {reader.open[-1][0]}")
    return reader.text, reader.entities


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.reached = 0
        self.entities: list[dict[str, Any]] = []
        self.open: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        entity: dict[str, Any] = {"type": TAGS.get(tag), "offset": self.reached}
        if tag == "a":
            entity |= {"type": "text_link", "url": dict(attrs).get("href") or ""}
        if entity["type"] is None:
            raise bad(f'can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad(f'can\'t parse entities: unexpected end tag "{tag}"')
        _, entity = self.open.pop()
        length = self.reached - entity["offset"]
        kept = {"type": entity["type"], "offset": entity["offset"], "length": length}
        self.entities.append(kept | entity)

    def handle_data(self, data: str) -> None:
        self.text += data
        self.reached += len(data.encode("utf-16-le")) // 2
