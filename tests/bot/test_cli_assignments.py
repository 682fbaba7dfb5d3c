"""Steering assignments, as it is typed."""

import json

import pytest

from bot.cli_service import set_up
from tests.flows.running import command

PEOPLE = """ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,da,,,,
kirsten,contact_person,Kirsten,da,,,,
alma,client,Alma,da,2012-05-04,,mette,dk_child
"""


@pytest.fixture
async def said(tmp_path):
    """Say a command to a house in which Alma has Mette."""
    house = tmp_path / "house"
    set_up(house, {"telegram": {"username": "kontakt_bot", "token": "1:AA"}})
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    config = ("--config", house / "config.toml")
    assert (await command("people", "import", people, *config)).code == 0

    async def said(*words):
        return await command(*words, *config)

    return said


async def shown(said):
    return json.loads((await said("assignment", "show", "alma", "--json")).out)


async def test_a_life_is_steered_and_shown(said):
    for step in ("pause", "resume", "end", "reopen"):
        ended = await said("assignment", step, "alma")
        assert ended.code == 0, ended.err

    first, second = await shown(said)
    assert (first["state"], second["state"]) == ("ended", "active")
    assert first["aftercare_until"] is not None
    assert second["contact_person"] == "mette"


async def test_a_step_that_does_not_follow_says_which_do(said):
    ended = await said("assignment", "resume", "alma")

    assert ended.code == 1
    assert ended.lines == [
        (
            "fastkontakt: the assignment is active: resume does not follow;"
            " what does: pause, end"
        )
    ]


async def test_on_what_it_rests_is_written_down_and_shown_in_lines(said):
    ended = await said(
        "assignment",
        "set",
        "K1",
        "--purpose=company",
        "--decision=2026-17",
        "--expected-end=2027-05-01",
        "--mandate=court_condition",
    )
    lines = (await said("assignment", "show", "K1")).out.splitlines()

    assert ended.code == 0
    assert lines[0].startswith("active since ")
    assert "  mandate          court_condition" in lines
    assert "  decision         2026-17" in lines
    assert "  expected end     2027-05-01" in lines
    assert lines[-1] == "  owed             consent"


async def test_it_ends_without_aftercare_where_that_is_said(said):
    await said("assignment", "end", "alma", "--aftercare-days=0")

    (only,) = await shown(said)
    assert (only["state"], only["aftercare_until"]) == ("ended", None)


async def test_another_may_answer_from_now_on(said):
    await said("assignment", "end", "alma")
    nobody = await said("assignment", "reopen", "alma", "--contact-person=bo")
    done = await said("assignment", "reopen", "alma", "--contact-person=kirsten")

    assert (nobody.code, done.code) == (1, 0)
    assert (await shown(said))[-1]["contact_person"] == "kirsten"


async def test_a_guardian_takes_part_is_invited_and_no_more(said):
    added = await said(
        "participant",
        "add",
        "alma",
        "karin",
        "--name=Karin",
        "--kind=guardian",
        "--phone=20 44 44 44",
    )
    invited = await said("people", "invite", "karin")
    (with_karin,) = await shown(said)
    ended = await said("participant", "end", "karin")
    again = await said("participant", "end", "karin")

    assert (added.code, invited.code, ended.code, again.code) == (0, 0, 0, 1)
    assert with_karin["takes_part"] == [{"ref": "karin", "kind": "guardian"}]
    assert invited.out.splitlines()[1].startswith("karin,https://t.me/kontakt_bot")
    assert again.lines == ["fastkontakt: this person takes part in nobody's assignment"]
    assert (await shown(said))[0]["takes_part"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("assignment", "end", "nobody"),
            "nobody is known as this client: see fastkontakt people list",
        ),
        (
            ("assignment", "end", "mette"),
            "nobody is known as this client: see fastkontakt people list",
        ),
        (
            ("participant", "add", "alma", "mette", "--name=M", "--kind=relative"),
            "this ref belongs to somebody who works here",
        ),
        (
            (
                *("participant", "add", "alma", "karin", "--name=K"),
                *("--kind=guardian", "--phone=12"),
            ),
            "--phone is no number that can be called",
        ),
    ],
)
async def test_what_cannot_be_is_one_line_and_nothing_is_done(said, words, sentence):
    ended = await said(*words)

    assert (ended.code, ended.out) == (1, "")
    assert ended.lines == [f"fastkontakt: {sentence}"]
    assert (await shown(said))[0]["takes_part"] == []


@pytest.mark.parametrize("words", [("pause",), ("set", "--purpose=company")])
async def test_the_ref_of_a_brother_changes_nothing_for_his_sister(said, words):
    await said("participant", "add", "alma", "sven", "--name=S", "--kind=sibling")

    ended = await said("assignment", words[0], "sven", *words[1:])

    (only,) = await shown(said)
    assert ended.lines == [
        "fastkontakt: this client never had a contact person: assign one first"
    ]
    assert (only["state"], only["purpose"]) == ("active", "")


async def test_it_opens_again_with_somebody_who_works_here(said):
    await said("assignment", "end", "alma")
    await said("people", "unlink", "mette")

    ended = await said("assignment", "reopen", "alma")

    assert (ended.code, ended.lines) == (
        1,
        [
            (
                "fastkontakt: their contact person has left:"
                " name another with --contact-person"
            )
        ],
    )


async def test_a_day_that_there_is_not_is_wrong_usage(said):
    ended = await said("assignment", "set", "alma", "--expected-end=2027-02-30")

    assert ended.code == 2


async def test_a_referral_becomes_help_step_by_step(said):
    await said("assignment", "end", "alma")
    begun = await said("assign", "alma", "kirsten", "--state=referred")
    (_, referred) = await shown(said)
    for step in ("establish", "activate"):
        ended = await said("assignment", step, "alma")
        assert ended.code == 0, ended.err
    (_, active) = await shown(said)

    assert begun.code == 0, begun.err
    assert (referred["state"], referred["contact_person"]) == ("referred", "kirsten")
    assert active["state"] == "active"
