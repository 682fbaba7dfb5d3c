"""The files of the page."""

from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web

ROOT = Path(__file__).with_name("page")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


def page(path: str, root: Path = ROOT) -> web.Response:
    """Return one file; `path` begins with a slash, which alone means index.html."""
    wanted = unquote(path).removeprefix("/") or "index.html"
    file = _inside(root, wanted)
    if file is None:
        return web.Response(status=404, text="not found", headers=HEADERS)
    kind = TYPES.get(file.suffix) or guess_type(file.name)[0]
    text = kind is not None and (kind.startswith("text/") or kind.endswith("+xml"))
    return web.Response(
        body=file.read_bytes(),
        content_type=kind or "application/octet-stream",
        charset="utf-8" if text else None,
        headers=HEADERS,
    )


def _inside(root: Path, wanted: str) -> Path | None:
    if "\x00" in wanted or wanted.endswith(".py"):
        return None
    file = (root / wanted).resolve()
    if not file.is_relative_to(root.resolve()) or not file.is_file():
        return None
    return file
