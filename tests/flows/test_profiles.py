"""Four kinds of help that share a word: what each asks for, and who may see what."""

import csv
import io
import json
from datetime import date

import pytest

from casework.people import Role
from tests.flows.conftest import person
from tests.flows.reading import record
from tests.flows.running import command
from tests.flows.seeing import found, news, read

PER = "+4520505050"
NORA = person(
    "nora",
    Role.CLIENT,
    "Nora",
    born_before=date(2009, 3, 1),
    contact_person="mette",
    profile="se_contact_person",
)
METTE = person("mette", Role.CONTACT_PERSON, "Mette")
KARIN = person("karin", Role.CASEWORKER, "Karin")
IDA = person(
    "ida",
    Role.CLIENT,
    "Ida",
    born_before=date(2012, 6, 1),
    contact_person="mette",
    profile="dk_child",
)
OLGA = person(
    "olga",
    Role.CLIENT,
    "Olga",
    born_before=date(2010, 1, 1),
    contact_person="mette",
    profile="dk_child",
)


@pytest.fixture
async def begun(empty_stage):
    """Return what enrols these people, under these rules of the organisation."""

    async def begun(*people, **rules):
        path = empty_stage.directory / "config.toml"
        text = path.read_text()
        for profile, line in rules.items():
            text = text.replace(
                f"[profiles.{profile}]", f"[profiles.{profile}]\n{line}#"
            )
        path.write_text(text)
        await empty_stage.open()
        await empty_stage.enrol(people)
        await empty_stage.start()
        await empty_stage.link("mette")
        return empty_stage

    return begun


async def fastkontakt(stage, *words):
    config = stage.directory / "config.toml"
    return await command(*words, "--config", config)


async def shown(stage, ref, *words):
    ended = await fastkontakt(stage, "people", "show", ref, "--json", *words)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


async def linked_on_telegram(stage, who):
    """Tell whether somebody who follows their link is linked; they read why not."""
    phone = stage.world.telegram_phone(who.name)
    phone.start(stage.invitations[who.ref].token)
    answer = await phone.wait_for(lambda message: not message.from_me)
    await stage.quiet()
    reached = (await shown(stage, who.ref))["reached"]
    assert bool(reached) is ("Telegram is from 16 years" not in answer.text)
    return bool(reached)


async def test_fourteen_is_too_young_for_telegram_and_sixteen_is_not(begun):
    """Acceptance example 1 of the domain report."""
    stage = await begun(METTE, IDA, OLGA)

    assert not await linked_on_telegram(stage, IDA)
    assert await linked_on_telegram(stage, OLGA)


async def test_an_organisation_may_want_telegram_for_no_child_at_all(begun):
    stage = await begun(METTE, OLGA, dk_child='telegram_from = "none"')

    assert not await linked_on_telegram(stage, OLGA)


async def test_a_nickname_and_a_number_are_active_within_a_minute(begun):
    """Acceptance example 3: no decision, no consent, and counts without persons."""
    stage = await begun(METTE)
    mette = stage.phones["mette"]

    ended = await fastkontakt(
        stage,
        *("people", "add", "Lille Per", "--profile", "dk_skp"),
        *("--phone", PER, "--ref", "per", "--language", "en"),
    )
    (row,) = csv.DictReader(io.StringIO(ended.out))
    per = stage.world.sms_phone(PER, name="Per")
    told = await news(stage, mette, lambda: per.text(row["sms_code"]))
    await news(stage, per, lambda: per.text("OK"))
    per.text("are you there?")
    got = await found(mette, "are you there?")
    mette.write("yes, I am", reply_to=got.id)
    await stage.later(seconds=9)  # by SMS a line can be taken back for a moment
    await stage.quiet()

    assert ended.err == "active, with mette\n"
    assert "Lille Per" in told[0]
    assert read(per)[-1] == "Mette: yes, I am"
    seen = await shown(stage, "per")
    assert seen["assignment"]["owed"] == []
    assert seen["assignment"]["record_policy"] == "none"
    assert seen["contacts"] == []
    assert not await record(stage, "per")


async def test_a_swedish_caseworker_sees_dates_and_counts_and_no_words(begun):
    """Acceptance example 4: and the try stands in the case."""
    stage = await begun(METTE, KARIN, NORA)
    await stage.link("nora")
    stage.phones["nora"].write("canary words")
    await found(stage.phones["mette"], "canary words")
    await stage.quiet()

    seen = await shown(stage, "nora", "--as", "karin")
    tried = await fastkontakt(
        stage, "people", "show", "nora", "--as", "karin", "--words"
    )

    counts = {each["kind"]: each["count"] for each in seen["contacts"]}
    assert counts["message"] == 1
    assert seen["latest"][0]["at"]
    assert "canary" not in json.dumps(seen)
    assert tried.code == 1
    assert "canary" not in tried.out + tried.err
    entry = (await record(stage, "nora"))[-1]
    assert (entry.kind, entry.author, entry.text) == (
        "denied",
        "Karin",
        "read content",
    )
    assert "canary words" not in [each.text for each in await record(stage, "nora")]
