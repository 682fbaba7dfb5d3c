"""A number that is proved by digits read aloud, or by a call."""

import re

import pytest

from casework.messages import Never
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from storage import addresses, assignments, dialogs
from tests.handlers.outreach import (
    ALI,
    alias_of,
    digits_sent,
    he_is_here,
    reply,
)


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


async def test_who_texts_the_digits_back_has_proved_the_number_as_well(street):
    await he_is_here(street)
    (code,) = digits_sent(street)

    await street.talk(ALI, f"{(int(code) + 1) % 10_000:04}")
    assert (await street.run(addresses.find, ALI)) is None
    await street.talk(ALI, f" {code[:2]} {code[2:]}. ")

    assert (await street.run(addresses.find, ALI)).state is AddressState.VERIFIED
    assert street.last("sofie").text.startswith("You can write with")


async def test_a_number_typed_and_never_proved_is_forgotten_after_a_day(street):
    await he_is_here(street)
    street.move(days=1, minutes=11)

    await street.look_after()

    assert await street.run(lambda tx: tx.all("SELECT * FROM number_check")) == []
