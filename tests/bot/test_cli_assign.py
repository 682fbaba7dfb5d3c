"""Assigning and handing over, as it is typed."""

import asyncio
import shutil

import pytest

from bot.cli_service import set_up
from bot.office import office_of
from bot.opening import opened
from casework.people import Role
from handlers import enrolment
from tests.flows.running import command
from tests.handlers.house import MORNING, listed

PEOPLE = (
    listed("mette", Role.CONTACT_PERSON),
    listed("jonas", Role.CONTACT_PERSON),
    listed("sanne", Role.SUPERVISOR),
    listed("alma", contact_person="mette"),
    listed("bo", contact_person="mette"),
    listed("eva"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("assign") / "house"
    set_up(directory, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(_enrol(directory / "config.toml"))
    finally:
        loop.close()
    return directory


async def _enrol(config):
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)
        await found.store.run(enrolment.enrol, office, PEOPLE, MORNING)


@pytest.fixture
def run(made, tmp_path):
    """Return what runs a command where two contact persons work."""
    shutil.copytree(made, tmp_path / "house")
    config = ("--config", tmp_path / "house" / "config.toml")

    async def run(*words):
        return await command(*words, *config)

    return run


async def caseload(run, worker):
    ended = await run("handover", worker, "jonas", "--preview")
    return [line.split()[0] for line in ended.out.splitlines()]


async def test_the_preview_prints_a_line_for_each_and_changes_nothing(run):
    ended = await run("handover", "mette", "jonas", "--preview")

    assert ended.code == 0
    assert ended.out.splitlines() == [
        "alma  K1  0 without an answer",
        "bo  K2  0 without an answer",
    ]
    assert "jonas cannot be reached yet" in ended.err
    assert "jonas has no key to read the record" in ended.err
    assert "2 could be handed over to jonas; nothing was changed" in ended.err
    assert await caseload(run, "mette") == ["alma", "bo"]


async def test_one_client_or_the_whole_caseload_is_handed_over(run):
    one = await run("handover", "mette", "jonas", "--client", "bo")
    assert one.out == "bo  K2  0 without an answer\n"
    assert await caseload(run, "mette") == ["alma"]

    rest = await run("handover", "mette", "jonas")

    assert (rest.code, rest.out) == (0, "alma  K1  0 without an answer\n")
    assert "1 handed over to jonas" in rest.err
    assert await caseload(run, "mette") == []


async def test_who_has_nobody_is_assigned(run):
    ended = await run("assign", "eva", "mette")

    assert (ended.code, ended.out) == (0, "")
    assert "mette is the contact person of eva now" in ended.err
    assert await caseload(run, "mette") == ["alma", "bo", "eva"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("assign", "alma", "jonas"), "use fastkontakt handover"),
        (("assign", "eva", "sanne"), "nobody who can be a contact person"),
        (("assign", "mette", "jonas"), "the first ref is not a client's"),
        (("assign", "eva", "nobody"), "nobody has one of these refs"),
        (("handover", "mette", "mette"), "the same person's"),
        (("handover", "jonas", "mette"), "there is nobody to hand over"),
        (("handover", "mette", "sanne"), "nobody who can be a contact person"),
        (("handover", "mette", "jonas", "--client", "eva"), "nobody to hand over"),
        (("handover", "mette", "x"), "nobody has one of these refs"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_line_and_changes_nothing(
    run, words, sentence
):
    ended = await run(*words)

    assert ended.code == 1
    assert ended.out == ""
    assert sentence in ended.err
    assert len(ended.err.splitlines()) == 1
    assert await caseload(run, "mette") == ["alma", "bo"]
