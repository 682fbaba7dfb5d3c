"""Who gives a code or follows a link, rightly or not: nothing is done by half."""

from datetime import date

import pytest

from bot.cli_service import set_up
from casework.people import Role
from handlers import enrolment
from storage import addresses, people
from tests.flows.conftest import given_settings, person
from tests.flows.seeing import read

BO = "+4520123456"
STRANGE = "+4520999999"
WRONG = (
    "That code did not work. Check the 6 digits and try again."
    " You can also ask for a new code."
)
EXPIRED = "That code is too old. Just ask for a new one. It is quick."
LOCKED = "Too many tries. Wait one hour or ask for a new code. In danger? Call 112."
TOO_YOUNG = (
    "Telegram is from 16 years. You can write by text message instead: {}."
    " It is just as good."
)
UNKNOWN_LINK = "That link does not work. Ask the person you got it from for a new one."
USED_LINK = "That link has been used. Is it not you? Ask for a new one."

FAMILY = (
    person("mette", Role.CONTACT_PERSON, "Mette"),
    person("bo", Role.CLIENT, "Bo", phone=BO, contact_person="mette"),
    person(
        "ida",
        Role.CLIENT,
        "Ida",
        born_before=date(2012, 6, 1),
        contact_person="mette",
    ),
    person(
        "olga",
        Role.CLIENT,
        "Olga",
        born_before=date(2010, 6, 1),
        contact_person="mette",
    ),
)


async def opened(stage):
    await stage.open()
    await stage.enrol(FAMILY)
    await stage.start()
    await stage.link("mette")
    return stage


@pytest.fixture
async def invited(empty_stage):
    """Bo (who has a number), Ida (14) and Olga (16) are invited; nobody came yet."""
    return await opened(empty_stage)


async def texts(stage, phone, *said):
    """Text these one after the other, and return what was answered."""
    before = len(read(phone))
    for words in said:
        phone.text(words)
        await stage.quiet()
    return read(phone)[before:]


async def start(stage, name, token):
    phone = stage.world.telegram_phone(name)
    phone.start(token)
    await stage.quiet()
    return phone


async def reached(stage, ref):
    """Return by how many confirmed addresses somebody is reached."""
    return await stage.store.run(_reached, ref)


def _reached(tx, ref):
    found = addresses.of_person(tx, people.find_by_ref(tx, ref).id)
    return sum(each.state == "verified" for each in found)


def other_code(stage, number):
    """Return a code that nobody was given."""
    codes = {each.code for each in stage.invitations.values()}
    return next(f"{n:06}" for n in range(number, 10**6) if f"{n:06}" not in codes)


@pytest.mark.parametrize(
    "written", ["{}", " {} ", "{}.", "({})", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"]
)
async def test_a_code_counts_however_it_is_set_apart(invited, written):
    bo = invited.world.sms_phone(BO)
    code = invited.invitations["bo"].code

    (welcome,) = await texts(invited, bo, written.format(code))

    assert welcome.startswith("Hi Bo! Here you can write with Mette.")
    assert await reached(invited, "bo") == 1


@pytest.mark.parametrize("digits", ["12345", "1234567", "12345678"])
async def test_digits_that_are_no_code_are_a_strangers_words(invited, digits):
    phone = invited.world.sms_phone(STRANGE)

    (said,) = await texts(invited, phone, digits)

    assert said.startswith("This number answers by itself.")


async def test_a_wrong_code_says_so_and_the_right_one_still_works(invited):
    bo = invited.world.sms_phone(BO)

    said = await texts(
        invited, bo, other_code(invited, 0), invited.invitations["bo"].code
    )

    assert said[0] == WRONG
    assert said[1].startswith("Hi Bo!")


async def test_a_code_that_is_too_old_says_so_and_a_new_one_works(invited):
    bo = invited.world.sms_phone(BO)
    await invited.later(days=15)

    (said,) = await texts(invited, bo, invited.invitations["bo"].code)
    new = await invited.store.run(enrolment.invite, "bo", invited.clock())
    (welcome,) = await texts(invited, bo, new.secrets.code)

    assert said == EXPIRED
    assert welcome.startswith("Hi Bo!")


async def test_a_code_counts_once(invited):
    bo, thief = invited.world.sms_phone(BO), invited.world.sms_phone(STRANGE)
    code = invited.invitations["bo"].code
    await texts(invited, bo, code)

    (said,) = await texts(invited, thief, code)

    assert said == WRONG
    assert await reached(invited, "bo") == 1
    assert not any("Mette" in text for text in read(thief))


async def test_who_guesses_is_locked_out_after_five(invited):
    thief = invited.world.sms_phone(STRANGE)
    guesses = [other_code(invited, number) for number in range(1, 700, 100)]
    code = invited.invitations["bo"].code

    said = await texts(invited, thief, *guesses[:5])
    then = await texts(invited, thief, *guesses[5:], code)

    assert said == [WRONG] * 5
    assert then == [LOCKED]  # once, and silence; the right code does not help now
    assert await reached(invited, "bo") == 0


async def test_who_was_locked_out_may_try_again_after_an_hour(invited):
    bo = invited.world.sms_phone(BO)
    guesses = [other_code(invited, number) for number in range(1, 600, 100)]
    await texts(invited, bo, *guesses)

    await invited.later(hours=1, minutes=1)
    said = await texts(invited, bo, invited.invitations["bo"].code)

    assert said[-1].startswith("Hi Bo!")


async def test_a_guesser_does_not_lock_out_who_was_invited(invited):
    thief, bo = invited.world.sms_phone(STRANGE), invited.world.sms_phone(BO)
    guesses = [other_code(invited, number) for number in range(1, 700, 100)]
    await texts(invited, thief, *guesses)

    (welcome,) = await texts(invited, bo, invited.invitations["bo"].code)

    assert welcome.startswith("Hi Bo!")


async def test_a_link_that_nobody_was_given_or_was_used_says_so(invited):
    token = invited.invitations["olga"].token
    await start(invited, "Olga", token)

    guessed = await start(invited, "Mallory", "a" * 22)
    used = await start(invited, "Mallory", token)

    assert read(guessed)[-1] == UNKNOWN_LINK
    assert read(used)[-1] == USED_LINK
    assert await reached(invited, "olga") == 1


async def test_at_fourteen_telegram_is_too_early_and_a_text_is_just_as_good(invited):
    ida = invited.invitations["ida"]

    on_telegram = await start(invited, "Ida", ida.token)
    before = await reached(invited, "ida")
    (welcome,) = await texts(invited, invited.world.sms_phone(STRANGE), ida.code)

    assert read(on_telegram) == [TOO_YOUNG.format(invited.world.sms_number)]
    assert before == 0
    assert welcome.startswith("Hi Ida!")


async def test_at_fourteen_the_code_does_not_open_telegram_either(invited):
    phone = invited.world.telegram_phone("Ida")
    phone.write(invited.invitations["ida"].code)
    await invited.quiet()

    assert read(phone) == [TOO_YOUNG.format(invited.world.sms_number)]
    assert await reached(invited, "ida") == 0


async def test_at_sixteen_telegram_is_open(invited):
    phone = await start(invited, "Olga", invited.invitations["olga"].token)

    assert read(phone)[-1].startswith("Hi Olga!")
    assert await reached(invited, "olga") == 1


async def test_at_sixteen_it_stays_shut_where_the_organisation_says_so(
    tmp_path, empty_stage
):
    world = empty_stage.world
    empty_stage.directory = tmp_path / "strict"
    port = int(world.webhook_base.rpartition(":")[2])
    given = given_settings(world, port)
    set_up(
        empty_stage.directory,
        given | {"profiles.dk_youth": {"telegram_from": "none"}},
    )
    stage = await opened(empty_stage)

    phone = await start(stage, "Olga", stage.invitations["olga"].token)

    assert read(phone) == [TOO_YOUNG.format(world.sms_number)]
    assert await reached(stage, "olga") == 0
