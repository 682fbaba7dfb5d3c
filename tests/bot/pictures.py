"""Pictures of each kind that a page may show, as small as they can be."""

import struct
import zlib


def png(width=40, height=30, colour=b"\x2e\x8b\x61"):
    raw = b"".join(b"\0" + colour * width for _ in range(height))
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name, content):
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


def jpeg(width=40, height=30):
    """Return the beginning of a JPEG: a table, then the frame header."""
    table = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3)
    return b"\xff\xd8" + table + b"\xff\xff\xc2" + frame + b"\0" * 12


def gif(width=40, height=30):
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def webp(form, width=40, height=30):
    if form == b"VP8X":
        size = b"\0" * 4 + _three(width - 1) + _three(height - 1)
    elif form == b"VP8L":
        size = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        size = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    chunk = form + struct.pack("<I", len(size)) + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _three(number):
    return struct.pack("<I", number)[:3]
