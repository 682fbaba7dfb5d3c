"""A link as a picture that a phone can scan."""

import io

EDGE = 4  # modules of white around it, as the standard wants
SCALE = 10  # pixels a module: sharp on the screen of a phone that another phone scans


def scannable(link: str) -> bytes | None:
    """Return a PNG with the link as a QR code; nothing where it cannot be drawn."""
    try:
        import segno  # noqa: PLC0415 - an extra: without it there is a link and digits
    except ImportError:
        return None
    drawn = io.BytesIO()
    segno.make_qr(link, error="m").save(drawn, kind="png", scale=SCALE, border=EDGE)
    return drawn.getvalue()
