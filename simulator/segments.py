"""How many SMS a text takes."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """Return the number of parts, at least one.

    >>> [segments(text) for text in ("", "a" * 160, "a" * 161, "€" * 81, "ł" * 71)]
    [1, 1, 2, 2, 2]
    """
    sizes = [2 if c in EXTENDED else 1 if c in BASIC else 0 for c in text]
    if 0 in sizes:
        return _parts([2 if ord(c) > 0xFFFF else 1 for c in text], 70, 67)
    return _parts(sizes, 160, 153)


def _parts(sizes: list[int], alone: int, joined: int) -> int:
    """Count the parts; no character is cut in two."""
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts
