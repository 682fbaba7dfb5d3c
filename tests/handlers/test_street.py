"""Taking somebody in where one meets them."""

import re
from dataclasses import replace

import pytest

from casework.messages import Never
from casework.people import Address, AddressState, Channel, Role
from casework.reasons import Reason
from handlers import pictures
from sms_gateway.numbers import parse_number
from storage import addresses, assignments, cases, dialogs, invitations, people
from tests.handlers.house import listed

ALI = Address(Channel.SMS, "+4521212121")


@pytest.fixture
async def street(house):
    """A house in which Sofie does outreach work, and has nobody yet."""
    house.office = replace(
        house.office, number_of=lambda typed: parse_number(typed, "DK")
    )
    house.addresses |= {"sofie": Address(Channel.TELEGRAM, "7001009009"), "ali": ALI}
    await house.enrol(listed("sofie", Role.CONTACT_PERSON, profile="dk_skp"))
    await house.link("sofie")
    await house.deliver()
    return house


async def reply(house, text, who="sofie"):
    """Type into the reply that the newest question opened."""
    return await house.talk(who, text, reply_to=question_of(house, who))


def question_of(house, who="sofie"):
    asked = [each for each in house.gateway_of(who).sent if each.asks]
    return next(
        each for each in reversed(house.chat(who)) if each.text == asked[-1].text
    )


def digits_sent(house, number=ALI.value):
    return [each.text for each in house.sms.chats[number] if each.text.isdecimal()]


async def alias_of(house, name="Ali"):
    everybody = await house.run(lambda tx: list(people.everybody(tx)))
    return next(each for each in everybody if each.name == name)


async def he_is_here(house, name="Ali"):
    """Take somebody in up to the question for the digits."""
    await house.talk("sofie", f"/new {name}")
    await house.press("sofie", "They are here")
    await house.deliver()
    await reply(house, "21 21 21 21")


async def test_a_nickname_is_enough_and_shows_a_picture_a_link_and_digits(street):
    await street.talk("sofie", "/new")
    assert street.last("sofie").text.startswith("What do you call them?")
    await reply(street, "  Ali  B ")

    shown = street.telegram.sent[-1]
    ali = await alias_of(street, "Ali B")
    link = re.search(r"https://t\.me/kontakt_bot\?start=(\S+)", shown.text)
    assert shown.text.startswith(f"{ali.alias} Ali B is in.")
    assert shown.picture.startswith(b"\x89PNG")
    assert shown.picture == pictures.scannable(link[0])
    code = re.search(r"text (\d{6}) to \+4591000000", shown.text)[1]
    for find, secret in (
        (invitations.find_by_token, link[1]),
        (invitations.find_by_code, code),
    ):
        assert (await street.run(find, secret)).person == ali.id
    assert (await street.run(assignments.current, ali.id)) is not None
    case = await street.run(cases.of_client, ali.id)
    assert await street.run(cases.policy_of, case) == "none"


async def test_who_is_here_reads_four_digits_aloud_and_gets_one_message(street):
    await he_is_here(street)

    (code,) = digits_sent(street)
    assert re.fullmatch(r"\d{4}", code)
    assert street.sms.chats[ALI.value][0].text == code

    await reply(street, f"{code[:2]} {code[2:]}")

    texts = [each.text for each in street.sms.chats[ALI.value]]
    assert len(texts) == 2
    assert texts[1].startswith("Hi Ali!")
    ali = await alias_of(street)
    address = (await street.run(addresses.of_person, ali.id))[0]
    assert (address.address, address.state) == (ALI, AddressState.VERIFIED)
    assert street.last("sofie").text == f"You can write with {ali.alias} Ali now."
    assert (
        await street.run(dialogs.find, (await street.person("sofie")).id, street.now)
        is None
    )


async def test_a_call_from_the_number_verifies_it_as_well(street):
    await he_is_here(street)

    await street.call(ALI)
    await street.deliver()

    ali = await alias_of(street)
    address = (await street.run(addresses.of_person, ali.id))[0]
    assert address.state is AddressState.VERIFIED
    assert street.last("sofie").text == f"You can write with {ali.alias} Ali now."
    await reply(street, digits_sent(street)[0])
    assert "over" in street.last("sofie").text


async def test_a_call_from_another_number_or_later_verifies_nothing(street):
    await he_is_here(street)

    await street.call(Address(Channel.SMS, "+4529292929"))
    street.move(minutes=10)
    await street.call(ALI)
    await street.deliver()

    ali = await alias_of(street)
    assert await street.run(addresses.of_person, ali.id) == []


async def test_five_wrong_codes_kill_it_and_new_digits_help(street):
    await he_is_here(street)
    (code,) = digits_sent(street)

    for _ in range(4):
        await reply(street, f"{(int(code) + 1) % 10_000:04}")
        assert street.last("sofie").text.startswith("Those are not the digits")
    await reply(street, "")
    assert street.last("sofie").text.startswith("These digits count no more")
    await reply(street, "21212121")
    await reply(street, code if digits_sent(street)[1] != code else "x")
    await reply(street, digits_sent(street)[1])

    assert street.last("sofie").text.startswith("You can write with")


async def test_a_number_typed_instead_of_the_digits_is_another_number(street):
    await he_is_here(street)

    await reply(street, "29 29 29 29")

    assert digits_sent(street, "+4529292929") != []


async def test_somebody_elses_number_goes_to_a_human_and_nothing_is_revealed(street):
    await street.talk("sofie", "/new Ali")
    await street.press("sofie", "They are here")
    await street.deliver()
    before = len(street.chat("bo"))

    await reply(street, street.addresses["bo"].value)

    said = street.last("sofie").text
    assert said.startswith("This number cannot be checked here.")
    assert "Bo" not in said
    assert len(street.chat("bo")) == before
    told = street.last("sanne").text
    assert "Sofie typed a number that we have for somebody else" in told
    assert "Bo" not in told


async def test_a_number_that_meanwhile_became_somebody_elses_stays_theirs(street):
    await he_is_here(street)
    bo = await street.person("bo")
    await street.run(addresses.add, bo.id, ALI, AddressState.VERIFIED, street.now)

    await reply(street, digits_sent(street)[0])

    assert street.last("sofie").text.startswith("This number cannot be checked here.")
    assert (await street.run(addresses.find, ALI)).person_id == bo.id


@pytest.mark.parametrize("typed", ["", "112", "hello", "+1 212 555 0100", "20123456 5"])
async def test_what_is_no_mobile_number_is_asked_again_and_nothing_leaves(
    street, typed
):
    await street.talk("sofie", "/new Ali")
    await street.press("sofie", "They are here")
    await street.deliver()
    sent = len(street.sms.sent)

    await reply(street, typed)

    assert street.last("sofie").text.startswith("I cannot text that number")
    assert len(street.sms.sent) == sent


async def test_a_number_gets_three_codes_an_hour_and_no_more(street):
    await he_is_here(street)
    for _ in range(3):
        await reply(street, "21212121")
    assert len(digits_sent(street)) == 3
    assert street.last("sofie").text.startswith("Enough codes for this hour")

    street.move(hours=1, minutes=1)
    await he_is_here(street, "Ali2")
    assert len(digits_sent(street)) == 4


async def test_digits_that_do_not_arrive_are_told_to_the_worker(street):
    street.sms.will(Never(Reason.BAD_NUMBER), to=ALI.value)

    await he_is_here(street)

    assert street.last("sofie").text.startswith("The four digits did not arrive: ")
    await reply(street, "29 29 29 29")
    assert len(digits_sent(street, "+4529292929")) == 1


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
    assert street.telegram.sent[-1].picture is None


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


async def test_a_client_who_was_handed_over_meanwhile_is_left_alone(street):
    await he_is_here(street)
    ali = await alias_of(street)
    assignment = await street.run(assignments.current, ali.id)
    kirsten = await street.person("kirsten")
    await street.run(assignments.set_contact_person, assignment.id, kirsten.id)

    await reply(street, digits_sent(street)[0])
    await street.call(ALI)
    await street.deliver()

    assert await street.run(addresses.of_person, ali.id) == []


async def test_a_question_that_nobody_went_on_with_is_over(street):
    await he_is_here(street)
    street.move(minutes=31)

    await reply(street, digits_sent(street)[0])

    assert street.last("sofie").text.startswith("That question is over")
