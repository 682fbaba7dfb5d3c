"""Adding somebody, showing how it stands with them, and unlinking them."""

import csv
import io
import json
import shutil

import pytest

from bot.cli_service import set_up
from storage import reader_keys
from tests.flows.running import command
from tests.record_house import CHEAP, PASSPHRASE

WITH_METTE = ("--contact-person", "mette")
TWILIO = {"FASTKONTAKT_SMS__GATEWAY": "twilio"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("people") / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    return directory


@pytest.fixture
def house(made, tmp_path):
    shutil.copytree(made, tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def fastkontakt(house):
    async def fastkontakt(*words, **given):
        return await command(*words, "--config", house / "config.toml", **given)

    return fastkontakt


@pytest.fixture
def people(fastkontakt):
    async def people(*words, **given):
        return await fastkontakt("people", *words, **given)

    return people


@pytest.fixture
async def team(people):
    """Mette and Jonas, Karin (a caseworker), and Nora with a Swedish contact person."""
    await people("add", "Mette", "--role", "contact_person", "--ref", "mette")
    await people("add", "Jonas", "--role", "contact_person", "--ref", "jonas")
    await people("add", "Karin", "--role", "caseworker", "--ref", "karin")
    nora = ["--ref", "nora", "--born", "2009", "--contact-person", "mette"]
    await people("add", "Nora", "--profile", "se_contact_person", *nora)
    return people


def invitation(ended):
    (row,) = csv.DictReader(io.StringIO(ended.out))
    return row


async def shown(people, ref, *words):
    ended = await people("show", ref, "--json", *words)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


async def denied(fastkontakt, ref):
    """Return how many denied tries the case holds."""
    ended = await fastkontakt("people", "show", ref, "--json")
    counts = json.loads(ended.out)["contacts"]
    return sum(each["count"] for each in counts if each["kind"] == "denied")


async def test_a_nickname_and_a_number_are_enough_for_outreach(people):
    """Acceptance example 3: no decision, no consent, active at once."""
    await people("add", "Mette", "--role", "contact_person", "--ref", "mette")

    words = ["--profile", "dk_skp", "--phone", "20 12 34 56"]
    ended = await people("add", "Lille Per", *words, **TWILIO)

    row = invitation(ended)
    per = await shown(people, row["ref"])
    assert ended.code == 0
    assert len(row["sms_code"]) == 6
    assert ended.err == "active, with mette\n"
    assert per["assignment"]["state"] == "active"
    assert per["assignment"]["owed"] == []
    assert per["assignment"]["record_policy"] == "none"
    assert [each["state"] for each in per["reached"]] == ["unverified"]


async def test_what_is_owed_is_said_and_blocks_nothing(people):
    await people("add", "Mette", "--role", "contact_person")

    ended = await people("add", "Alma", "--profile", "dk_child", "--born", "2012")

    assert ended.code == 0
    assert ended.lines[1] == (
        "owed, and blocks no message: purpose, decision, consent, expected end"
    )


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["X", "--profile", "dk_other"], "profile: must be"),
        (["X"], "profile: missing"),
        (["X", "--profile", "dk_skp", "--born", "2030"], "birth_year: not between"),
        (["X", "--profile", "dk_skp", "--phone", "12"], "phone: not a phone number"),
        (["X", "--profile", "dk_skp", "--contact-person", "y"], "contact_person: no"),
        (["X", "--role", "boss"], "role: must be"),
        (
            [*("X", "--profile", "dk_skp", "--ref", "nora"), *WITH_METTE],
            "ref: somebody has it",
        ),
        (["", "--profile", "dk_skp"], "name: missing"),
        (["X", "--profile", "dk_skp"], "contact_person: missing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
async def test_what_cannot_be_is_said_in_words_and_nobody_is_added(team, words, fault):
    before = (await team("list")).out

    ended = await team("add", *words)

    assert (ended.code, ended.out) == (1, "")
    assert f"fastkontakt: {fault}" in ended.err
    assert ended.lines[-1] == "fastkontakt: nobody was added"
    assert (await team("list")).out == before


async def test_how_it_stands_is_shown_without_name_or_whole_number(people):
    await people("add", "Mette", "--role", "contact_person", "--ref", "mette")
    words = ["--profile", "dk_youth", "--phone", "20123456", "--ref", "alma"]
    await people("add", "Canary", *words)

    ended = await people("show", "alma")

    lines = dict(line.split("  ", 1) for line in ended.out.splitlines())
    assert lines["sms"].strip() == "unverified …56"
    assert lines["contact person"].strip() == "mette"
    assert lines["owed"].strip().startswith("purpose, decision")
    assert "Canary" not in ended.out
    assert "201234" not in ended.out


async def test_a_swedish_caseworker_sees_no_words_and_the_try_is_in_the_case(
    team, fastkontakt
):
    """Acceptance example 4: dates, forms and counts; no text; the try is logged."""
    ended = await team("show", "nora", "--as", "karin", "--words")

    assert ended.code == 1
    assert "active since" in ended.out
    assert "was written into the case" in ended.err
    assert await denied(fastkontakt, "nora") == 1


async def test_looking_at_what_one_may_see_leaves_no_mark(team, fastkontakt):
    seen = await shown(team, "nora", "--as", "karin")

    assert seen["assignment"]["visibility"] == "pair"
    assert await denied(fastkontakt, "nora") == 0
    assert (await team("show", "nora", "--as", "mette", "--words")).code == 0
    assert await denied(fastkontakt, "nora") == 0


async def test_an_export_for_somebody_who_may_not_read_is_refused_and_logged(
    team, fastkontakt, tmp_path
):
    bundle = tmp_path / "nora.bundle"

    refused = await fastkontakt(
        "record", "export", "nora", "--for", "karin", "--output", bundle
    )

    assert refused.code == 1
    assert "may not read case" in refused.err
    assert not bundle.exists()
    assert await denied(fastkontakt, "nora") == 1
    exported = await fastkontakt(
        "record", "export", "nora", "--for", "mette", "--output", bundle
    )
    assert exported.code == 0


async def test_a_caseworkers_key_is_enrolled_for_no_swedish_case(
    team, fastkontakt, tmp_path
):
    reader_keys.create(tmp_path / "karin.key", PASSPHRASE, CHEAP)
    words = ["--ref", "alma", "--contact-person", "jonas"]
    await team("add", "Alma", "--profile", "dk_youth", *words)

    ended = await fastkontakt(
        "reader", "add", tmp_path / "karin.key.pub", "--person", "karin"
    )

    assert ended.out.endswith(" reads 1 case\n")


async def test_a_leaver_is_refused_until_somebody_takes_over(team):
    refused = await team("unlink", "mette")

    assert refused.code == 1
    assert "these would have nobody: nora" in refused.err
    done = await team("unlink", "mette", "--handover-to", "jonas")
    assert done.code == 0
    assert "1 were handed over to jonas" in done.err
    assert "What this cannot undo" in done.err
    assert (await shown(team, "nora"))["assignment"]["contact_person"] == "jonas"
    listed = {
        each["ref"]: each for each in json.loads((await team("list", "--json")).out)
    }
    assert listed["mette"]["state"] == "left"
    assert (await team("invite", "mette")).code == 1


async def test_unlinking_says_what_it_cannot_undo(team):
    ended = await team("unlink", "nora")

    assert ended.code == 0
    assert ended.out == "nora is unlinked: no address; 0 reader keys ended\n"
    assert "SMS cannot be taken back" in ended.err
    assert "people invite nora" in ended.err


async def test_only_those_are_listed_for_whom_something_is_owed(team):
    ended = await team("list", "--owed")

    assert [line.split()[1] for line in ended.out.splitlines()] == ["nora"]
    assert "owed: purpose, decision, consent" in ended.out


@pytest.mark.parametrize("what", ["show", "unlink"])
async def test_nobody_is_shown_or_unlinked_whom_nobody_knows(people, what):
    ended = await people(what, "nobody")

    assert (ended.code, ended.out, len(ended.lines)) == (1, "", 1)
    assert "people list" in ended.err
