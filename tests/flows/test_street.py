"""Met in the street: a nickname, a phone, and somebody who cannot spell."""

import re
import time

import pytest

from casework.people import AddressState, Agreement, Role
from handlers import pictures
from storage import addresses, cases, people
from storage.status import read
from tests.flows.conftest import person

ALI = "+4520778899"


@pytest.fixture
async def street(stage):
    """Everybody there, and Sofie, who does outreach work."""
    await stage.enrol(
        (person("sofie", Role.CONTACT_PERSON, "Sofie", profile="dk_skp"),)
    )
    await stage.link("sofie")
    stage.phones["ali"] = stage.world.sms_phone(ALI, name="Ali")
    return stage


def asks(word):
    return lambda message: message.asks is not None and word in message.text


async def begin(street, name="Ali"):
    """Have Sofie take somebody in, and return what she is shown."""
    sofie = street.phones["sofie"]
    sofie.write("/new")
    await sofie.wait_for(asks("What do you call them?"))
    sofie.answer(name)
    return await sofie.wait_for(lambda message: message.kind == "photo")


async def he_is_here(street):
    """Go on until Ali reads four digits; return them."""
    sofie, ali = street.phones["sofie"], street.phones["ali"]
    shown = await begin(street)
    sofie.press(shown, "They are here now")
    await sofie.wait_for(asks("Their number?"))
    sofie.answer("20 77 88 99")
    digits = await ali.wait_for(lambda text: not text.from_me)
    await sofie.wait_for(asks("Four digits"))
    return digits.text


async def found(street, name="Ali"):
    def unit(tx):
        ali = next(each for each in people.everybody(tx) if each.name == name)
        case = cases.of_client(tx, ali.id)
        return ali, addresses.of_person(tx, ali.id), cases.policy_of(tx, case)

    return await street.store.run(unit)


async def test_with_a_nickname_alone_somebody_is_active_within_one_minute(street):
    """No decision, no consent to a measure, no name but the one that is used."""
    sofie, ali = street.phones["sofie"], street.phones["ali"]
    begun = time.monotonic()

    digits = await he_is_here(street)
    sofie.answer(f"{digits[:2]} {digits[2:]}")
    welcome = await ali.wait_for(lambda text: "Hi Ali" in text.text)
    ali.text("ok")
    await ali.wait_for(lambda text: "Thank you" in text.text)
    await sofie.wait_for(lambda message: "You can write with" in message.text)
    ali.text("are you coming tomorrow")
    his = await sofie.wait_for(lambda message: "tomorrow" in message.text)
    sofie.write("at ten", reply_to=his)
    await street.later(seconds=8)  # what leaves by SMS can be taken back so long
    await ali.wait_for(lambda text: text.text.endswith("at ten"))

    assert time.monotonic() - begun < 60
    assert re.fullmatch(r"\d{4}", digits)
    # Bare digits, then one message with one question, and no more before the answer.
    assert [text.from_me for text in ali.messages][:3] == [False, False, True]
    assert "May we write to you?" in welcome.text
    person_, (address,), policy = await found(street)
    assert (person_.agreement, person_.born_before) == (Agreement.GIVEN, None)
    assert (address.state, policy) == (AddressState.VERIFIED, "none")
    # Nothing of him is written down; only what is counted can be reported.
    counted = await street.store.run(read, street.clock())
    assert "Ali" not in repr(counted)
    assert ALI not in repr(counted)


async def test_a_picture_is_scanned_and_the_link_in_it_works(street):
    shown = await begin(street)
    link = re.search(r"https://t\.me/\w+\?start=(\S+)", shown.caption)

    assert shown.file == pictures.scannable(link[0])
    assert shown.protected
    phone = street.world.telegram_phone("Ali")
    phone.start(link[1])
    await phone.wait_for(lambda message: message.text.startswith("Hi Ali"))
    (address,) = (await found(street))[1]
    assert address.state is AddressState.VERIFIED


async def test_a_call_while_it_is_open_proves_the_number_as_well(street):
    await he_is_here(street)

    await street.phones["ali"].call()

    await street.phones["ali"].wait_for(lambda text: "Hi Ali" in text.text)
    await street.phones["sofie"].wait_for(lambda m: "You can write with" in m.text)


async def test_a_crash_between_the_digits_and_their_reading_loses_nothing(street):
    digits = await he_is_here(street)
    await street.restart()

    street.phones["sofie"].answer(digits)

    await street.phones["ali"].wait_for(lambda text: "Hi Ali" in text.text)


async def test_somebody_who_cannot_spell_gets_in_and_is_never_corrected(street):
    shown = await begin(street)
    code = re.search(r"text (\d{6}) to", shown.caption)[1]
    sofie, ali = street.phones["sofie"], street.phones["ali"]

    ali.text(f"koden er {' '.join(code)}")
    await ali.wait_for(lambda text: "Hi Ali" in text.text)
    ali.text("hvem er du")
    his = await sofie.wait_for(lambda message: "hvem er du" in message.text)
    sofie.write("Sofie, from the bus", reply_to=his)
    await street.later(seconds=8)
    await ali.wait_for(lambda text: "from the bus" in text.text)
    street.clock.move(minutes=1)
    ali.text("jaa")
    await ali.wait_for(lambda text: "Thank you" in text.text)
    ali.text("ok tak")
    await sofie.wait_for(lambda message: "ok tak" in message.text)
    ali.text("j")
    await sofie.wait_for(lambda message: message.text.endswith("j"))
    await street.quiet()

    told = [text.text for text in ali.messages if not text.from_me]
    assert len(told) == 3  # the one message, Sofie's words, and thanks
    assert (await found(street))[0].agreement is Agreement.GIVEN


async def test_a_wrong_code_is_answered_kindly_and_the_right_one_still_counts(street):
    shown = await begin(street)
    code = re.search(r"text (\d{6}) to", shown.caption)[1]
    ali = street.phones["ali"]

    ali.text(f"{(int(code) + 1) % 1_000_000:06}")
    await ali.wait_for(lambda text: "code" in text.text and not text.from_me)
    ali.text(f"{code[:3]}  {code[3:]}")

    await ali.wait_for(lambda text: "Hi Ali" in text.text)


async def test_nobody_waits_longer_than_ten_minutes_for_digits(street):
    digits = await he_is_here(street)
    await street.later(minutes=10)

    street.phones["sofie"].answer(digits)

    await street.phones["sofie"].wait_for(asks("These digits count no more"))
