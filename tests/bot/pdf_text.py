"""Reading the text of a PDF back, page by page, as a program that prints it does."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
LITERAL = rb"\((?:\\.|[^\\)])*\)"
SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:%s|[-\d.\s])*)\]\s*TJ|(%s)\s*Tj" % (LITERAL, LITERAL),
    re.DOTALL,
)
STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
ONE_GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(made):
    """Return the text of each page, a line for each run of letters."""
    objects = {int(number): body for number, body in OBJECT.findall(made)}
    return [
        _text(objects, body)
        for body in objects.values()
        if re.search(rb"/Type\s*/Page\b", body)
    ]


def _text(objects, page):
    fonts = _fonts(objects, objects[_reference(page, b"Resources")])
    content = _stream(objects[_reference(page, b"Contents")])
    glyphs, lines = {}, []
    for font, several, one in SHOWN.findall(content):
        if font:
            glyphs = fonts[font]
            continue
        raw = b"".join(map(_plain, STRING.findall(several or one)))
        codes = [raw[at : at + 2].hex().upper() for at in range(0, len(raw), 2)]
        lines.append("".join(glyphs.get(code, "�") for code in codes))
    return "\n".join(lines)


def _fonts(objects, resources):
    found = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    fonts = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", found[1] if found else b""):
        table = _stream(objects[_reference(objects[int(number)], b"ToUnicode")])
        fonts[name] = {
            glyph.decode(): bytes.fromhex(said.decode()).decode("utf-16-be")
            for glyph, said in ONE_GLYPH.findall(table)
        }
    return fonts


def _reference(body, name):
    return int(re.search(rb"/%s (\d+) 0 R" % name, body)[1])


def _stream(body):
    start = re.search(rb"stream\r?\n", body).end()
    length = int(re.search(rb"/Length (\d+)", body)[1])
    return zlib.decompress(body[start : start + length])


def _plain(escaped):
    def said(found):
        what = found[1]
        return bytes([int(what, 8)]) if what.isdigit() else CONTROLS.get(what, what)

    return ESCAPED.sub(said, escaped)
