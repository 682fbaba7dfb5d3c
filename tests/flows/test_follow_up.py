"""A follow-up from the first word of it to the pages that lie on the table."""

from datetime import datetime

import pytest

from bot.pack import pack
from bot.pack_html import as_html
from storage.bundle import parse_bundle
from storage.opening import open_bundle
from tests.flows.seeing import found, read
from tests.flows.test_appointments import press, until, were_asked
from tests.flows.test_record_file import documents, enrol


@pytest.fixture
async def prepared(stage):
    """A stage where Mette can read, Alma has a goal, and a follow-up is agreed on."""
    await were_asked(stage)
    stage.key = await enrol(stage, "mette")
    mette, alma = stage.phones["mette"], stage.phones["alma"]
    mette.write("/goals K1 bolig")
    await found(mette, "1. a home")
    mette.write("/meet K1 monday 30/11 14:00 follow-up")
    await stage.quiet()
    await press(stage, mette, "Send")
    alma.write("OK")
    await found(mette, "K1 Alma says yes")
    return stage


async def test_what_somebody_wants_to_talk_about_lies_on_the_table(prepared):
    alma, mette = prepared.phones["alma"], prepared.phones["mette"]

    await until(prepared, datetime(2026, 11, 27, 15))
    asked = await found(alma, "What do you want to talk about?")
    alma.write("my room is too small", reply_to=asked.id)
    await found(mette, "my room is too small")
    await until(prepared, datetime(2026, 11, 30, 15))
    await press(prepared, mette, "We met")
    await found(mette, "A line about it for the record of K1 Alma?")
    await press(prepared, mette, "# a home")
    mette.write("we look for a flat", reply_to=mette.chat[-1].id)
    await found(mette, "Note written for K1 Alma")
    mette.write("/record K1 the follow-up")
    await found(mette, "K1 Alma: the record, locked.")

    (sent,) = documents(mette)
    bundle = parse_bundle(sent.file, sent.file_name)
    opening = open_bundle(bundle, prepared.key.key, prepared.key.reader_id)
    brought = pack(bundle, opening)
    assert [line.text for line in brought.to_say] == ["“my room is too small”"]
    (home,) = brought.goals
    assert [line.text for line in home.notes] == ["we look for a flat"]
    assert [line.text for line in brought.meetings] == ["follow-up: they met"]
    assert brought.contact[0].startswith("Planned: 1 a week")
    assert "my room is too small" in "\n".join(as_html(brought))
    assert len([text for text in read(alma) if "want to talk about?" in text]) == 1
