"""A disk that takes nothing more: nothing is confirmed, and all goes on with room."""

import resource
import shutil
import subprocess
from contextlib import contextmanager

import aiohttp
import pytest

from tests.flows.posting import post, sms_form, url_of
from tests.flows.running import command, replace_setting

SMALL_DISK = 3 * 1024 * 1024
PICTURE = b"\xff\xd8\xff\xe0" + bytes(200_000)


@contextmanager
def small_disk(stage):
    """Put the store on a disk of its own; yield what fills it and what makes room."""
    place = stage.directory.parent / "disk"
    place.mkdir(mode=0o700)
    size = f"size={SMALL_DISK},mode=700"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", place],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    ballast = place / "ballast"
    try:
        shutil.copytree(stage.directory / "data", place / "data")
        (place / "data").chmod(0o700)
        replace_setting(stage, "path", f'"{place}/data"')
        yield lambda: _fill(ballast), ballast.unlink
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def _fill(path):
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


@contextmanager
def short_files(stage):
    """Let no file of this process grow much longer than the store's log is."""
    path = stage.directory / "data" / "store.db-wal"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def allow(most):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))

    try:
        yield lambda: allow(path.stat().st_size + 4096), lambda: allow(limits[0])
    finally:
        allow(limits[0])


async def ready(stage):
    url = url_of(stage, "/health/ready")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


@pytest.mark.parametrize("disk", [small_disk, short_files])
async def test_a_full_disk_keeps_nothing_that_was_confirmed_from_going_on(stage, disk):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    operator = stage.world.telegram_phone("Operator")
    operator.start()
    await stage.quiet()
    await stage.stop()
    replace_setting(stage, "telegram_chat", f'"{operator.address}"', "alarms")
    with disk(stage) as (fill, make_room):
        await stage.start()
        updates = stage.world.telegram.updates.waiting
        fill()

        words, answers = [], []
        while 503 not in answers and len(answers) < 2_000:
            words.append(f"sms {len(words)};")
            answers.append(await post(stage, sms_form(stage, Body=words[-1] * 20)))
        unconfirmed = words.pop()
        alma.write("kept by Telegram;")
        alma.photo(PICTURE, "a picture;")
        await stage.service.look_again()
        failing = await ready(stage)
        await operator.wait_for(lambda message: "ALARM" in message.text)
        waiting = len(updates)
        make_room()
        await stage.later(seconds=61)
        again = await post(stage, sms_form(stage, Body="there is room;"))
        await mette.wait_for(lambda message: "there is room;" in message.text)
        await mette.wait_for(lambda message: "kept by Telegram;" in message.text)
        await mette.wait_for(lambda message: "a picture;" in (message.caption or ""))
        await stage.later(seconds=61)
        well = await ready(stage)
        await operator.wait_for(lambda message: "OK again" in message.text)
        got = " ".join(each.text for each in mette.chat)
        await stage.stop()

    assert answers[-1] == 503
    assert (failing, again, well) == (503, 200, 200)
    assert waiting == 2
    assert [word for word in words if word not in got] == []
    assert unconfirmed not in got


@pytest.mark.parametrize("what", [("run",), ("people", "list"), ("status",)])
async def test_a_start_on_a_full_disk_is_one_line(empty_stage, what):
    with small_disk(empty_stage) as (fill, _):
        fill()
        ended = await command(*what, "--config", empty_stage.directory / "config.toml")

    assert "Traceback" not in ended.err
    assert len(ended.lines) <= 1, ended.err
    assert ended.code in ({1} if what == ("run",) else {0, 1})
