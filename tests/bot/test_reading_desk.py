import json
import threading
import urllib.error
import urllib.request

import pytest

from bot.reading_desk import LONGEST_LIST, LOOPBACK, Desk, DeskServer
from tests.bot.test_desk_reading import bundle, framed, key

__all__ = ["bundle", "key"]


class Visitor:
    """A program that asks the desk for something."""

    def __init__(self, server):
        self.server, self.headers = server, {"Origin": server.origin}

    def ask(self, what, body=None, address=None, **headers):
        sent = self.headers | {name.replace("_", "-"): v for name, v in headers.items()}
        where = (address or self.server.address) + what
        request = urllib.request.Request(where, body, sent)  # noqa: S310 - ours
        try:
            with urllib.request.urlopen(  # noqa: S310 - ours
                request, timeout=10
            ) as answer:
                content = answer.read()
                if "Set-Cookie" in answer.headers:
                    cookie = answer.headers["Set-Cookie"].split(";")[0]
                    self.headers["Cookie"] = cookie
                return answer.status, answer.headers, content
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def status(self, *args, **kwargs):
        return self.ask(*args, **kwargs)[0]


@pytest.fixture
def server():
    desk = Desk(idle_seconds=60)
    server = DeskServer(desk)
    serving = threading.Thread(target=server.serve_until_done)
    serving.start()
    yield server
    desk.is_over = True
    serving.join(10)
    assert not serving.is_alive()
    assert desk.opened is None


@pytest.fixture
def visitor(server):
    found = Visitor(server)
    assert found.status("") == 200
    return found


def test_a_case_is_opened_shown_and_forgotten(visitor, key, bundle):
    assert visitor.status("case") == 404

    status, _, said = visitor.ask("open", framed(key, bundle))
    assert (status, json.loads(said)) == (200, {"entries": 71})
    status, headers, page = visitor.ask("case")
    assert status == 200
    assert b"budgettet" in page
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]

    assert visitor.status("close", b"") == 200
    assert visitor.status("case") == 404


def test_a_copy_is_made_only_of_what_is_open(visitor, key, bundle):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    said = json.dumps({"words": "budget", "without": ""}).encode()

    assert visitor.status("copy", said) == 404
    assert visitor.status("suggest", b"") == 404
    visitor.ask("open", framed(key, bundle))
    status, headers, made = visitor.ask("copy", said)
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert made.startswith(b"%PDF-")
    assert visitor.status("suggest", b"") == 200
    too_long = str(LONGEST_LIST + 1)
    assert visitor.status("copy", b"", Content_Length=too_long) == 413


def test_what_does_not_open_is_one_line_and_leaves_the_case_before(
    visitor, key, bundle
):
    visitor.ask("open", framed(key, bundle))

    status, _, line = visitor.ask("open", framed(key, bundle, "wrong"))

    assert (status, line) == (422, b"mette.key: wrong passphrase")
    assert visitor.status("case") == 200


def test_only_this_machine_can_reach_it(server):
    assert server.server_address[0] == LOOPBACK == "127.0.0.1"


def test_nobody_comes_in_without_the_token_the_cookie_and_our_own_page(server, visitor):
    stranger = Visitor(server)

    assert stranger.status("") == 403  # the address alone, once it was taken
    assert stranger.status("case") == 403
    assert visitor.status("", address=f"{server.origin}/") == 404
    assert visitor.status("", address=f"{server.origin}/guess/") == 404
    assert visitor.status("", Host="evil.example") == 404
    assert visitor.status("", Host=f"evil.example:{server.server_port}") == 404
    assert visitor.status("", Sec_Fetch_Site="cross-site") == 403
    assert visitor.status("end", b"", Origin="https://evil.example") == 403
    assert visitor.status("end", b"", Origin="null") == 403
    assert visitor.status("end", b"", Cookie="desk=guess") == 403
    assert visitor.status("end", b"", Cookie='x="') == 403
    assert visitor.status("nothing", b"") == 404
    assert visitor.status("") == 200
    assert not server.desk.is_over


def test_too_much_is_refused_before_it_is_read(visitor):
    assert visitor.status("open", b"", Content_Length=str(1 << 40)) == 413


def test_it_ends_when_it_is_told(server, visitor):
    assert visitor.status("end", b"") == 200
    # It answers first, and ends in the thread that answered.
    while not server.desk.is_over:
        threading.Event().wait(0.01)


def test_it_ends_when_nobody_used_it_and_only_then():
    desk = Desk(idle_seconds=60)

    assert not desk.is_done(desk.last_used + 60)
    assert desk.is_done(desk.last_used + 61)
    desk.last_used -= 61
    desk.use()
    assert not desk.is_done(desk.last_used)
    desk.is_over = True
    assert desk.is_done(desk.last_used)


def test_being_alive_is_not_being_used(server, visitor):
    server.desk.last_used = before = server.desk.last_used - 10

    assert visitor.status("alive") == 200
    assert server.desk.last_used == before
    assert visitor.status("awake", b"") == 200
    assert server.desk.last_used > before


def test_nothing_is_said_of_who_asked_for_what(visitor, capfd):
    visitor.ask("case")

    assert capfd.readouterr() == ("", "")


def test_its_secrets_are_not_shown_with_it(server):
    assert server.desk.token not in repr(server.desk)
    assert server.desk.cookie not in repr(server.desk)
