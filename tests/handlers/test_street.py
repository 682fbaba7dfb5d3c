"""Taking somebody in where one meets them."""

import re

import pytest

from casework.people import AddressState
from handlers import pictures
from storage import addresses, assignments, cases, invitations, people
from tests.handlers.outreach import (
    ALI,
    alias_of,
    reply,
)


async def test_a_nickname_is_enough_and_shows_a_picture_a_link_and_digits(street):
    await street.talk("sofie", "/new")
    assert street.last("sofie").text.startswith("What do you call them?")
    await reply(street, "  Ali  B ")

    shown = street.telegram.sent[-1]
    ali = await alias_of(street, "Ali B")
    link = re.search(r"https://t\.me/kontakt_bot\?start=(\S+)", shown.text)
    assert shown.text.startswith(f"{ali.alias} Ali B is in.")
    assert shown.file.is_picture
    assert shown.file.content == pictures.scannable(link[0])
    code = re.search(r"text (\d{6}) to \+4591000000", shown.text)[1]
    for find, secret in (
        (invitations.find_by_token, link[1]),
        (invitations.find_by_code, code),
    ):
        assert (await street.run(find, secret)).person == ali.id
    assert (await street.run(assignments.current, ali.id)) is not None
    case = await street.run(cases.of_client, ali.id)
    assert await street.run(cases.policy_of, case) == "none"


@pytest.mark.parametrize("name", ["", "x" * 41, "two\nlines"])
async def test_a_strange_name_is_asked_again(street, name):
    await street.talk("sofie", "/new")

    await reply(street, name)

    assert street.last("sofie").text.startswith("A name of at most 40 signs")


async def test_whose_help_needs_a_decision_is_asked_which_kind_it_is(street):
    await street.talk("mette", "/new Ida")
    labels = [row[0].label for row in street.last("mette").buttons]
    assert labels[0] == "Outreach, SKP"
    assert not any("SE" in label for label in labels)

    await street.press("mette", "Child (DK)")
    await street.deliver()

    ida = await alias_of(street, "Ida")
    shown = street.last("mette")
    assert ida.profile == "dk_child"
    assert "t.me" not in shown.text  # nobody knows that she is sixteen
    assert street.telegram.sent[-1].file is None


async def test_only_contact_persons_take_somebody_in(street):
    await street.talk("sanne", "/new Ali")

    assert street.last("sanne").text.startswith("That command does not exist here")


async def test_staff_invite_anew_and_the_old_digits_end(street):
    await street.talk("sofie", "/new Ali")
    old = re.search(r"text (\d{6})", street.last("sofie").text)[1]
    ali = await alias_of(street)

    await street.talk("sofie", f"/invite {ali.alias.lower()}")

    new = re.search(r"text (\d{6})", street.last("sofie").text)[1]
    await street.talk(ALI, old)
    assert await street.run(addresses.of_person, ali.id) == []
    await street.talk(ALI, new)
    assert (await street.run(addresses.of_person, ali.id))[0].address == ALI


async def test_nobody_invites_or_has_seen_a_client_of_somebody_else(street):
    bo = await street.person("bo")

    await street.talk("sofie", f"/invite {bo.alias}")
    await street.talk("sofie", f"/seen {bo.alias}")
    await street.talk("sofie", "/invite")
    await street.talk("sofie", "/seen")

    *_, first, second, third, fourth = street.texts("sofie")
    assert bo.alias in first
    assert bo.alias in second
    assert (third.split(".")[0], fourth.split("?")[0]) == (
        "Whom shall I invite? Write /invite and the short name, like /invite K7",
        "Whom did you see with their phone",
    )


async def test_having_seen_somebody_with_their_phone_makes_a_stale_number_sure(street):
    bo = await street.person("bo")
    street.move(days=61)
    address = await street.address("bo")
    assert address.state_at(street.now) is AddressState.STALE

    await street.talk("mette", f"/seen {bo.alias}")

    address = await street.address("bo")
    assert address.state_at(street.now) is AddressState.VERIFIED
    assert "the number is theirs" in street.last("mette").text
    await street.talk("mette", "/seen alma")
    assert street.last("mette").text.endswith("has no number here.")


async def test_staff_on_sms_take_somebody_in_with_one_line(street):
    await street.talk("kirsten", "NEW Ali")

    said = street.last("kirsten").text
    code = re.search(r"They text (\d{6}) to", said)[1]
    await street.talk(ALI, code)
    ali = await alias_of(street)
    assert said.startswith(f"{ali.alias} Ali is in.")
    assert (await street.run(addresses.of_person, ali.id))[0].address == ALI


@pytest.mark.parametrize("words", ["Ny tid", "NEW", "New shoes", "NEW time for you"])
async def test_words_that_only_begin_so_take_nobody_in(street, words):
    before = len(await street.run(lambda tx: list(people.everybody(tx))))

    await street.talk("kirsten", words)

    assert len(await street.run(lambda tx: list(people.everybody(tx)))) == before


async def test_a_supervisor_invites_anybody_and_a_denied_try_is_written_down(street):
    bo = await street.person("bo")

    await street.talk("sanne", f"/invite {bo.alias}")
    await street.talk("sofie", f"/invite {bo.alias}")

    assert street.last("sanne").text.startswith(f"For {bo.label}.")
    assert street.last("sanne").buttons == ()
    assert bo.name not in street.last("sofie").text
    denied = [words for kind, words in await street.record("bo") if kind == "denied"]
    assert [words["author"] for words in denied] == ["Sofie"]


async def test_words_typed_where_a_button_is_awaited_are_taken_for_none(street):
    press_one = street.office.say("dialog_press", "en")
    await street.talk("mette", "/new Ida")
    await street.talk("mette", "outreach", reply_to=street.last("mette"))
    assert street.last("mette").text == press_one
    await street.press("mette", "Outreach, SKP")
    await street.deliver()

    await street.talk("mette", "hello Ida", reply_to=street.last("mette"))

    assert street.last("mette").text == press_one
    assert not any("hello Ida" in text for text in street.texts("bo"))
