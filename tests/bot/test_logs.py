"""Nothing personal reaches the log, whoever writes it and whatever goes wrong."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import textwrap

import aiosqlite
import httpx
import pytest
import telegram
from aiohttp import web
from telegram.error import InvalidToken
from twilio.base.exceptions import TwilioRestException

from bot import logs

WORDS = "Kanarieord Æblegrød"
NUMBER = "+4520987654"
TOKEN = "4711815:AAF-kanarie_token"
CANARIES = (*WORDS.split(), NUMBER, NUMBER[3:], TOKEN, TOKEN.partition(":")[2])


@pytest.fixture
def output():
    """Return what is written while our logging is in charge, at DEBUG."""
    stream = io.StringIO()
    undo = logs.install(level="DEBUG", secrets=[TOKEN], stream=stream)
    yield stream
    undo()


def fail(error):
    raise error


def lines(output):
    return output.getvalue().splitlines()


def assert_no_canary(text):
    assert not [canary for canary in CANARIES if canary in text], text


def test_a_record_is_one_line_with_a_phrase_and_ids(output):
    log = logging.getLogger("handlers.delivery")

    log.info("delivery tried", extra={"delivery": 7, "outcome": "sent", "late": False})

    (line,) = lines(output)
    time, rest = line.split(" ", 1)
    assert time.endswith("Z")
    assert rest == (
        "INFO handlers.delivery delivery tried delivery=7 outcome=sent late=false"
    )


def test_a_record_can_be_json():
    stream = io.StringIO()
    undo = logs.install(form="json", stream=stream)

    try:
        fail(ValueError(WORDS))
    except ValueError:
        logging.getLogger("bot.app").exception("it failed", extra={"update_id": 5})
    undo()

    record = json.loads(stream.getvalue())
    assert record.pop("time").endswith("Z")
    assert record.pop("error").startswith("ValueError at bot/test_logs.py:")
    assert record == {
        "level": "ERROR",
        "logger": "bot.app",
        "event": "it failed",
        "update_id": 5,
    }


def test_our_packages_follow_the_level_and_libraries_stay_at_warning():
    stream = io.StringIO()
    undo = logs.install(level="INFO", stream=stream)

    for name in ("bot.app", "httpx", "anything.else"):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING):
            logging.getLogger(name).log(level, "said")
    undo()

    told = [line.split()[1:3] for line in stream.getvalue().splitlines()]
    assert told == [
        ["INFO", "bot.app"],
        ["WARNING", "bot.app"],
        ["WARNING", "httpx"],
        ["WARNING", "anything.else"],
    ]


def test_words_and_numbers_are_withheld_wherever_they_are_put(output):
    log = logging.getLogger("bot.app")

    log.warning("a %s b", WORDS)
    log.warning("ids", extra={"words": WORDS, "number": NUMBER})
    log.warning("objects", extra={"some": [WORDS, 3], "other": {"a": WORDS}})
    log.warning("line\nend", extra={"end": "a\nb"})
    log.warning("secret", extra={"id": "x" + TOKEN + "y"})

    assert_no_canary(output.getvalue())
    assert len(lines(output)) == 5
    assert "ids words=(withheld) number=(withheld)" in lines(output)[1]


def test_an_exception_is_told_by_type_and_place_with_all_that_led_to_it(output):
    def break_it():
        canary = WORDS  # a local must not be shown either
        raise KeyError(canary)

    try:
        try:
            break_it()
        except KeyError as error:
            raise ExceptionGroup(
                WORDS, [OSError(2, WORDS), ValueError(NUMBER)]
            ) from error
    except ExceptionGroup:
        logging.getLogger("bot.app").exception("it failed")

    (line,) = lines(output)
    assert_no_canary(line)
    for part in (
        'error="ExceptionGroup at bot/test_logs.py:',
        "; because of KeyError at bot/test_logs.py:",
        "break_it < bot/test_logs.py:",
        "; with FileNotFoundError(ENOENT) at nowhere",
        "; with ValueError at nowhere",
    ):
        assert part in line


def test_a_library_is_told_by_its_place_only(output):
    try:
        fail(TwilioRestException(400, "/x", f"The 'To' number {NUMBER} is invalid"))
    except TwilioRestException:
        logging.getLogger("telegram.ext.Updater").critical(
            "got %s", WORDS, exc_info=True
        )

    (line,) = lines(output)
    assert_no_canary(line)
    assert (
        "CRITICAL telegram.ext.Updater a library reported at=bot/test_logs.py:" in line
    )
    assert "TwilioRestException" in line


def test_a_handler_that_somebody_adds_gets_records_without_content(output):
    class Handler(logging.StreamHandler):
        pass

    theirs = io.StringIO()
    handler = Handler(theirs)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    logging.getLogger().addHandler(handler)
    try:
        fail(ValueError(WORDS))
    except ValueError:
        logging.getLogger("bot.app").exception("failed %s", TOKEN, stack_info=True)
        logging.getLogger("aiosqlite").exception("failed %s", TOKEN)

    assert "ValueError" in theirs.getvalue()
    assert_no_canary(theirs.getvalue())


def test_a_broken_handler_does_not_print_the_record(output):
    class Broken(logging.Handler):
        def emit(self, record):
            try:
                fail(ValueError(WORDS))
            except ValueError:
                self.handleError(record)

    logging.getLogger().addHandler(Broken())

    logging.getLogger("bot.app").error("failed %s", WORDS)

    assert_no_canary(output.getvalue())
    assert len(lines(output)) == 1


def test_a_secret_on_standard_error_is_masked_even_in_two_pieces():
    output = io.StringIO()
    undo = logs.install(secrets=[TOKEN], stream=output)

    sys.stderr.write(f"bot{TOKEN[:9]}")
    sys.stderr.write(f"{TOKEN[9:]}/getMe\n")
    print("https://example.org/" + TOKEN.replace(":", "%3A"), file=sys.stderr)
    undo()

    assert lines(output) == ["bot[secret]/getMe", "https://example.org/[secret]"]


def test_what_the_loop_cannot_hand_to_anybody_is_told_by_type_and_place(output):
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(logs.on_loop_error)
        loop.call_soon({}.__getitem__, WORDS)
        loop.call_soon(loop.call_exception_handler, {"message": WORDS})
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(main())

    assert_no_canary(output.getvalue())
    assert "error outside any task" in lines(output)[0]
    assert "KeyError at asyncio/events.py" in lines(output)[0]


def test_undo_leaves_everything_as_it_was():
    def state():
        return (
            sys.stderr,
            sys.excepthook,
            sys.unraisablehook,
            logging.getLogRecordFactory(),
            logging.raiseExceptions,
            list(logging.getLogger().handlers),
            [logging.getLogger(name).level for name in ("", "bot", *logs.QUIET)],
        )

    before = state()

    logs.install(stream=io.StringIO())()

    assert state() == before


async def test_the_libraries_in_use_leak_nothing_at_their_loudest(output, tmp_path):
    async def refuse(request):
        await request.read()
        return web.json_response(
            {"ok": False, "error_code": 401, "description": WORDS}, status=401
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api = f"http://127.0.0.1:{site.port}"
    for name in ("httpx", "httpcore", "telegram", "aiosqlite", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)

    log = logging.getLogger("bot.app")
    async with httpx.AsyncClient() as web_user:
        await web_user.get(f"{api}/bot{TOKEN}/getMe?To={NUMBER}")
    bot = telegram.Bot(TOKEN, base_url=f"{api}/bot")
    try:
        await bot.initialize()
    except InvalidToken:
        log.exception("token refused")
    try:
        await bot.send_message(4711, WORDS)
    except telegram.error.TelegramError:
        log.exception("not sent")
    await bot.shutdown()
    async with aiosqlite.connect(tmp_path / "x.db") as database:
        await database.execute("CREATE TABLE person (name TEXT UNIQUE)")
        await database.execute("INSERT INTO person VALUES (?)", (WORDS,))
        try:
            await database.execute(f"INSERT INTO person VALUES ('{WORDS}')")  # noqa: S608 - wanted: a fault
        except aiosqlite.Error:
            log.exception("not stored")
    await runner.cleanup()

    assert "InvalidToken" in output.getvalue()
    assert "sqlite3.IntegrityError(SQLITE_CONSTRAINT_UNIQUE)" in output.getvalue()
    assert "a library reported" in output.getvalue()
    assert_no_canary(output.getvalue())


CRASHES = {
    "the main thread": "raise RuntimeError(WORDS)",
    "another thread": """
        import threading
        thread = threading.Thread(target=lambda: {}[WORDS])
        thread.start()
        thread.join()
    """,
    "a destructor": """
        class Thing:
            def __del__(self):
                raise ValueError(WORDS)
        Thing()
    """,
    "a warning": "import warnings; warnings.warn(WORDS)",
    "the interpreter": """
        import faulthandler
        secret = WORDS
        faulthandler._sigabrt()
    """,
    "an interrupt": "raise KeyboardInterrupt(WORDS)",
}


@pytest.mark.parametrize("where", CRASHES)
def test_a_crash_anywhere_prints_no_message_and_no_local(where):
    program = f"""
from bot import logs
WORDS = {WORDS!r}.replace(".", "")
logs.install(level="DEBUG")
{textwrap.dedent(CRASHES[where])}
"""

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, timeout=30
    )

    told = ended.stdout.decode() + ended.stderr.decode()
    assert_no_canary(told)
    assert told
    if where != "the interpreter":
        assert len(told.splitlines()) == 1
