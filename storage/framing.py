"""Values as bytes that cannot be read in two ways."""

Field = str | int | bytes | None


def encode(tag: str, *fields: Field) -> bytes:
    r"""Return the tag and the fields, each with its kind and length in front.

    Everything that is hashed, signed or bound to a ciphertext goes through here, so
    that no two different rows ever have the same bytes.

    >>> encode("t", 1, None)
    b'T\x00\x00\x00\x01tI\x00\x00\x00\x00\x00\x00\x00\x01N'
    """
    parts: list[bytes] = []
    for field in (tag, *fields):
        if isinstance(field, str):
            raw = field.encode()
            parts += (b"T", len(raw).to_bytes(4, "big"), raw)
        elif isinstance(field, int):
            parts += (b"I", field.to_bytes(8, "big", signed=True))
        elif isinstance(field, bytes):
            parts += (b"B", len(field).to_bytes(4, "big"), field)
        else:
            parts.append(b"N")
    return b"".join(parts)
