"""Small files to send from a phone when no file is at hand."""

import struct
import zlib


def picture(width: int = 320, height: int = 200) -> bytes:
    """Return a PNG of a path between two hills at dusk, in a few flat colours."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += _colour(x / width, y / height)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def tone(seconds: float = 1.0) -> bytes:
    """Return a soft tone as WAV, which every browser can play."""
    rate = 8_000
    count = int(rate * seconds)
    samples = bytearray()
    for number in range(count):
        fade = min(number, count - number) / count
        triangle = abs(number * 440 * 2 / rate % 2 - 1)
        samples.append(round(128 + 60 * fade * (triangle * 2 - 1)))
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    data = b"data" + struct.pack("<I", count) + bytes(samples)
    return (
        b"RIFF"
        + struct.pack("<I", 4 + len(layout) + len(data))
        + b"WAVE"
        + layout
        + data
    )


def leaflet() -> bytes:
    """Return a few words as a text file."""
    return "Mødet er flyttet til kl. 14.\n".encode()


def _colour(x: float, y: float) -> bytes:
    left = 0.62 + 0.9 * (x - 0.15) ** 2
    right = 0.55 + 1.1 * (x - 0.85) ** 2
    if y > 0.55 and abs(x - 0.5) < 0.02 + (y - 0.55) * 0.35:
        return bytes((226, 203, 163))
    if y > left:
        return bytes((62, 98, 82))
    if y > right:
        return bytes((86, 124, 98))
    if (x - 0.5) ** 2 * 2.56 + (y - 0.42) ** 2 < 0.012:
        return bytes((252, 214, 139))
    return bytes((round(236 - 70 * y), round(190 - 40 * y), round(176 + 20 * y)))


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum
