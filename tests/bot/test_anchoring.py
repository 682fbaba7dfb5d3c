import shutil
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot.anchoring import Anchoring, AnchorNotKeptError
from bot.cli import app
from bot.config_tables import AnchorSettings
from bot.opening import opened
from casework.messages import Never, Sent
from casework.people import Channel
from casework.reasons import Reason
from storage.anchor_line import LINE
from tests.record_house import lived_in


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


@pytest.fixture
def elsewhere(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


class Chat:
    """A staff chat that takes what is sent, or does not."""

    def __init__(self):
        self.lines, self.takes = [], True

    async def send(self, outgoing):
        if not self.takes:
            return Never(Reason.BLOCKED)
        self.lines.append((outgoing.to.value, outgoing.text))
        return Sent()


@asynccontextmanager
async def keeping(house, chat=None, **places):
    async with opened(house.config) as found:
        gateways = {} if chat is None else {Channel.TELEGRAM: chat}
        yield Anchoring(AnchorSettings(**places), found.store, gateways)


def place_in(house, path):
    """Set the place in the configuration."""
    before, table, after = house.config.read_text().partition("[anchor]")
    after = after.replace('file = ""', f'file = "{path}"', 1)
    house.config.write_text(before + table + after)


def record(house, *words):
    ran = CliRunner().invoke(app, ["record", *map(str, words), "-c", str(house.config)])
    return ran.exit_code, ran.stdout, ran.stderr


async def test_the_head_is_kept_once_a_day_in_the_file_and_in_the_chat(
    house, elsewhere
):
    chat = Chat()
    async with keeping(house, chat, file=elsewhere, telegram_chat="-100") as anchoring:
        for hours in (0, 1, 2, 24):
            await anchoring.keep(house.now + timedelta(hours=hours), daily=True)

    kept = sorted(path.name for path in elsewhere.iterdir())
    lines = [path.read_text() for path in sorted(elsewhere.iterdir())]
    head = house.verify().head
    assert kept == ["anchor-2026-09-21.txt", "anchor-2026-09-22.txt"]
    assert [line.count("\n") for line in lines] == [1, 1]
    assert [f"{text}\n" for _, text in chat.lines] == lines
    assert chat.lines[0][0] == "-100"
    assert LINE.search(lines[0])[2] == str(head.sequence)
    assert LINE.search(lines[0])[3] == head.hash.hex()


async def test_a_file_is_added_to_and_never_written_over(house, elsewhere):
    path = elsewhere / "heads.txt"
    async with keeping(house, file=path) as anchoring:
        await anchoring.keep(house.now, daily=True)
        await anchoring.keep(house.now + timedelta(days=1), daily=True)

    assert path.read_text().count("fastkontakt anchor 1") == 2


async def test_a_place_that_fails_is_tried_again_and_the_other_has_its_line(
    house, elsewhere
):
    chat, away = Chat(), elsewhere / "not mounted" / "heads.txt"
    async with keeping(house, chat, file=away, telegram_chat="-100") as anchoring:
        for _ in range(2):
            with pytest.raises(AnchorNotKeptError, match="No such file"):
                await anchoring.keep(house.now, daily=True)
        away.parent.mkdir()
        await anchoring.keep(house.now, daily=True)

    assert len(chat.lines) == 1
    assert away.read_text().count("\n") == 1


async def test_a_chat_that_takes_nothing_is_a_fault_that_names_the_setting(house):
    chat = Chat()
    chat.takes = False
    async with keeping(house, chat, telegram_chat="-100") as anchoring:
        with pytest.raises(AnchorNotKeptError, match=r"\[anchor\] telegram_chat"):
            await anchoring.keep(house.now, daily=True)
    async with keeping(house, telegram_chat="-100") as anchoring:
        with pytest.raises(AnchorNotKeptError, match="switched off"):
            await anchoring.keep(house.now, daily=True)


async def test_where_no_place_is_set_nothing_is_kept_and_nothing_fails(house):
    async with keeping(house) as anchoring:
        line = await anchoring.keep(house.now, daily=True)

    assert LINE.search(line)


def test_the_command_prints_the_line_and_keeps_it_where_the_configuration_says(
    house, elsewhere
):
    code, alone, said = record(house, "anchor")
    place_in(house, elsewhere)
    _, line, kept = record(house, "anchor")

    assert code == 0
    assert LINE.search(alone)
    assert "keep this line on another machine" in said
    assert "kept in the file" in kept
    assert [path.read_text() for path in elsewhere.iterdir()] == [line]


def test_a_place_that_is_away_ends_the_command_with_one_line(house, elsewhere):
    place_in(house, elsewhere / "a" / "b")

    code, out, said = record(house, "anchor")

    assert (code, out) == (1, "")
    assert said.startswith("fastkontakt: [anchor] file: No such file")
    assert said.count("\n") == 1


def test_what_the_command_printed_names_a_cut_tail_and_an_older_backup(
    house, elsewhere
):
    """In whatever it was kept: other lines around it do no harm."""
    older = elsewhere / "older.db"
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(house.data / "store.db", older)
    first = record(house, "anchor")[1]
    house.write("C2", "written later")
    anchor = elsewhere / "chat.txt"
    anchor.write_text(
        f"Sanne, 09:12\n{first}\nSanne, 09:13\n{record(house, 'anchor')[1]}"
    )
    assert record(house, "verify", "--anchor", anchor)[0] == 0

    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in house.data.glob("store.db-*"):
        path.unlink()
    shutil.copy(older, house.data / "store.db")

    assert record(house, "verify")[0] == 0
    code, said, _ = record(house, "verify", "--anchor", anchor)
    assert code == 1
    assert said == (
        "contact_entry: store_sequence 7: the anchor has it, but the store ends at 6\n"
    )
