"""A page on the reader's own machine that opens bundles and shows them.

Only this machine can ask, only with the token in the address, and from the first
look on only the browser that took it: the address can be seen in the list of
processes, the cookie cannot. What was opened lives in memory alone.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Lock, Thread
from typing import Any, Final

from bot.desk_page import desk_page, desk_policy
from bot.desk_reading import (
    DeskError,
    Opened,
    copy_of,
    missed_of,
    open_sent,
    pack_of,
    pdf_of,
    suggestions_of,
)
from bot.record_words import Words
from bot.rendering_html import case_policy

LOOPBACK: Final = "127.0.0.1"
LARGEST_BYTES: Final = 1 << 30
LONGEST_LIST: Final = 1 << 20
"""Bytes of what is left out of what is handed on."""

TICK: Final = 0.5
"""Seconds between two looks at whether it has been idle for long enough."""

_COOKIE: Final = "desk"
_TEXT: Final = "text/plain; charset=utf-8"
_PDF: Final = "application/pdf"


@dataclass
class Desk:
    """What one reader has open, and until when."""

    idle_seconds: float
    language: str = ""
    signed_by: bytes | None = None
    token: str = field(default_factory=lambda: token_urlsafe(24), repr=False)
    cookie: str = field(default_factory=lambda: token_urlsafe(24), repr=False)
    opened: Opened | None = field(default=None, repr=False)
    is_taken: bool = False
    is_over: bool = False
    lock: Lock = field(default_factory=Lock, repr=False)
    last_used: float = field(default_factory=time.monotonic)

    def take(self) -> bool:
        """Let the first browser that comes have the desk, and no other."""
        with self.lock:
            was_free, self.is_taken = not self.is_taken, True
        return was_free

    def use(self) -> None:
        """Begin to count the idle time anew."""
        self.last_used = time.monotonic()

    def is_done(self, now: float) -> bool:
        """Tell whether it was told to end, or nobody used it for long."""
        return self.is_over or now - self.last_used > self.idle_seconds


class DeskServer(ThreadingHTTPServer):
    """Serves one desk on loopback."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.desk = desk

    @property
    def origin(self) -> str:
        """Return where it is."""
        return f"http://{LOOPBACK}:{self.server_port}"

    @property
    def address(self) -> str:
        """Return what to open in a browser."""
        return f"{self.origin}/{self.desk.token}/"

    def serve_until_done(self) -> None:
        """Serve until the reader ends it or leaves it alone, then forget everything."""
        serving = Thread(target=self.serve_forever, args=(TICK,), daemon=True)
        serving.start()
        try:
            while not self.desk.is_done(time.monotonic()):
                time.sleep(TICK)
        finally:
            self.desk.is_over, self.desk.opened = True, None
            self.shutdown()
            serving.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers the page of the desk."""

    server: DeskServer
    server_version = "desk"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Show the desk or the case."""
        self._answer(
            {"": self._show_desk, "case": self._show_case, "alive": self._alive}
        )

    def do_POST(self) -> None:
        """Open, print, close or end."""
        # A page of somebody else in the same browser may send, but not as us.
        if self.headers.get("Origin") != self.server.origin:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        self._answer(
            {
                "open": self._open,
                "pdf": lambda: self._made(pdf_of),
                "pack": lambda: self._copied(pack_of),
                "suggest": lambda: self._made(suggestions_of, kind=_TEXT),
                "copy": lambda: self._copied(copy_of),
                "missed": lambda: self._copied(missed_of, kind=_TEXT),
                "close": self._close,
                "end": self._end,
                "awake": self._awake,
            }
        )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as there
        """Log nothing: the address holds the token."""

    def _answer(self, doors: dict[str, Callable[[], None]]) -> None:
        desk = self.server.desk
        _, token, *rest = self.path.partition("?")[0].split("/")
        host = f"{LOOPBACK}:{self.server.server_port}"
        if self.headers.get("Host") != host or not compare_digest(
            token.encode(), desk.token.encode()
        ):
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        door = doors.get("/".join(rest)) if rest else None
        if door is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        elif self._is_of_another_site() or not (
            self._is_ours() or (door == self._show_desk and desk.take())
        ):
            self._refuse(HTTPStatus.FORBIDDEN)
        else:
            door()

    def _is_of_another_site(self) -> bool:
        told = self.headers.get("Sec-Fetch-Site", "none")
        return told not in {"none", "same-origin"}

    def _is_ours(self) -> bool:
        try:
            sent = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        except CookieError:
            return False
        ours = self.server.desk.cookie.encode()
        return sent is not None and compare_digest(sent.value.encode(), ours)

    def _show_desk(self) -> None:
        desk = self.server.desk
        desk.use()
        spoken = desk.language or self.headers.get("Accept-Language", "")[:2]
        cookie = f"{_COOKIE}={desk.cookie}; HttpOnly; SameSite=Strict"
        cookie = f"{cookie}; Path=/{desk.token}/"
        page = desk_page(Words(spoken)).encode()
        self._send(page, policy=desk_policy(), cookie=cookie)

    def _show_case(self) -> None:
        opened = self.server.desk.opened
        if opened is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send(opened.html, policy=f"{case_policy()}; frame-ancestors 'self'")

    def _open(self) -> None:
        desk = self.server.desk
        desk.use()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        try:
            sent = self.rfile.read(int(length))
            desk.opened = open_sent(sent, desk.language, desk.signed_by)
        except DeskError as error:
            self._tell(str(error))
        else:
            self._say(json.dumps({"entries": desk.opened.entries}))
        desk.use()

    def _copied(self, make: Callable[[Opened, bytes], bytes], kind: str = _PDF) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_LIST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        said = self.rfile.read(int(length))
        self._made(lambda opened: make(opened, said), kind)

    def _made(self, make: Callable[[Opened], bytes], kind: str = _PDF) -> None:
        desk = self.server.desk
        desk.use()
        if desk.opened is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        try:
            made = make(desk.opened)
        except DeskError as error:
            self._tell(str(error))
        else:
            self._send(made, kind=kind)

    def _close(self) -> None:
        self.server.desk.opened = None
        self._awake()

    def _end(self) -> None:
        self._say("")
        self.server.desk.is_over = True

    def _awake(self) -> None:
        self.server.desk.use()
        self._say("")

    def _alive(self) -> None:
        self._say("")

    def _say(self, text: str) -> None:
        self._send(text.encode(), kind=_TEXT)

    def _tell(self, line: str) -> None:
        self._send(
            line.encode(),
            kind=_TEXT,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(b"", kind=_TEXT, status=status)

    def _send(
        self,
        content: bytes,
        *,
        kind: str = "text/html; charset=utf-8",
        status: HTTPStatus = HTTPStatus.OK,
        policy: str = "default-src 'none'",
        cookie: str | None = None,
    ) -> None:
        self.send_response(status)
        if cookie is not None:
            self.send_header("Set-Cookie", cookie)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Content-Security-Policy": policy,
            # A browser may not keep on its disk what we do not put on ours.
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
