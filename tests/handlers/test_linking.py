from datetime import date, timedelta

import pytest

from casework.messages import Pressed
from casework.people import Address, AddressState, Agreement, Channel, Role
from handlers import enrolment
from handlers.enrolment import INVITATION_LASTS
from handlers.linking import LOCKED_FOR
from storage import addresses
from tests.handlers.house import EVERYBODY, listed

WRONG_CODE = (
    "That code did not work. Check the 6 digits and try again."
    " You can also ask for a new code."
)
LOCKED = "Too many tries. Wait one hour or ask for a new code. In danger? Call 112."
UNKNOWN_LINK = "That link does not work. Ask the person you got it from for a new one."
WELCOME = (
    "Hi Alma! Here you can write with Mette. We save what you write."
    " Not a 24-hour line: in danger, call 112. May we write to you? OK or NO."
    " To end: STOP"
)
CHAT = Address(Channel.TELEGRAM, "7001005001")
PHONE = Address(Channel.SMS, "+4520555555")


@pytest.fixture
async def alma_invited(new_house):
    """A house in which only Mette and Sanne are linked, and Alma is invited."""
    house = new_house
    house.addresses["alma"] = CHAT
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("sanne", Role.SUPERVISOR),
        listed("alma", contact_person="mette"),
    )
    await house.link("mette")
    await house.link("sanne")
    await house.deliver()
    return house


async def state(house, address):
    def unit(tx):
        found = addresses.find(tx, address)
        return None if found is None else (found.person_id, found.state)

    return await house.run(unit)


def shown_to(house, address):
    return [each.text for each in house.gateways[address.channel].chats[address.value]]


async def test_a_link_is_followed_by_one_message_and_one_question(alma_invited):
    house = alma_invited

    await house.link("alma")
    await house.deliver()

    alma = await house.person("alma")
    assert house.texts("alma") == [WELCOME]
    assert [button.label for row in house.last("alma").buttons for button in row] == [
        "Yes",
        "No",
    ]
    assert alma.agreement is Agreement.ASKED
    assert await state(house, CHAT) == (alma.id, AddressState.VERIFIED)
    assert house.texts("mette")[-1] == "You can write with K1 Alma now."
    assert [kind for kind, _ in await house.record("alma")] == ["linked"]


@pytest.mark.parametrize(
    "written", ["{code}", " {code}. ", "{first} {last}", "{first}-{last}"]
)
async def test_a_code_by_sms_is_followed_by_the_same_message(alma_invited, written):
    house = alma_invited
    code = house.secrets["alma"].code

    await house.talk(PHONE, written.format(code=code, first=code[:3], last=code[3:]))

    assert shown_to(house, PHONE) == [WELCOME]


async def test_a_yes_or_no_is_told_to_both_sides(alma_invited):
    house = alma_invited
    await house.link("alma")
    await house.deliver()

    await house.press("alma", "Yes")
    await house.deliver()

    assert (await house.person("alma")).agreement is Agreement.GIVEN
    assert house.texts("alma")[-1].startswith("Thank you! You can write here when you")
    assert house.texts("mette")[-1] == "K1 Alma said yes to messages."


async def test_a_no_by_sms_is_taken_as_a_no_and_the_help_stays(alma_invited):
    house = alma_invited
    await house.talk(PHONE, house.secrets["alma"].code)

    await house.talk(PHONE, "NEJ")

    assert (await house.person("alma")).agreement is Agreement.DECLINED
    assert shown_to(house, PHONE)[-1].startswith("That is fine. We will not write")
    assert house.texts("mette")[-1] == (
        "K1 Alma said no to messages from us. You may still answer what they write."
    )


async def test_silence_is_not_a_no(alma_invited):
    house = alma_invited
    await house.link("alma")
    await house.deliver()
    house.move(days=30)
    await house.deliver()

    assert (await house.person("alma")).agreement is Agreement.ASKED
    assert house.texts("alma") == [WELCOME]


async def test_a_used_link_links_nobody_else(alma_invited):
    house = alma_invited
    await house.link("alma")

    await house.talk(
        Address(Channel.TELEGRAM, "7001006666"),
        f"/start {house.secrets['alma'].token}",
    )

    assert await state(house, Address(Channel.TELEGRAM, "7001006666")) is None
    assert shown_to(house, Address(Channel.TELEGRAM, "7001006666")) == [
        "That link has been used. Is it not you? Ask for a new one."
    ]


async def test_a_used_code_is_only_a_wrong_one(alma_invited):
    house = alma_invited
    await house.link("alma")

    await house.talk(PHONE, house.secrets["alma"].code)

    assert shown_to(house, PHONE) == [WRONG_CODE]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (CHAT, "That link is too old. Just ask for a new one. It is quick."),
        (PHONE, "That code is too old. Just ask for a new one. It is quick."),
    ],
)
async def test_an_invitation_is_over_after_two_weeks(alma_invited, address, said):
    house = alma_invited
    house.addresses["alma"] = address
    house.move(seconds=INVITATION_LASTS.total_seconds())

    await house.link("alma")
    await house.deliver()

    assert shown_to(house, address) == [said]
    assert await state(house, address) is None


async def test_a_new_invitation_ends_the_one_before(alma_invited):
    house = alma_invited
    old = house.secrets["alma"]
    await house.run(enrolment.invite, "alma", house.now)

    await house.talk(CHAT, f"/start {old.token}")

    assert await state(house, CHAT) is None


async def test_after_five_wrong_codes_a_number_is_locked_for_an_hour(alma_invited):
    house = alma_invited
    right = house.secrets["alma"].code
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for _ in range(5):
        await house.talk(PHONE, wrong)
    await house.talk(PHONE, right)
    await house.talk(PHONE, right)

    assert shown_to(house, PHONE) == [WRONG_CODE] * 5 + [LOCKED]
    assert await state(house, PHONE) is None
    house.move(seconds=LOCKED_FOR.total_seconds())
    await house.talk(PHONE, right)
    assert shown_to(house, PHONE)[-1] == WELCOME


async def test_the_lock_holds_only_for_whoever_guessed(alma_invited):
    house = alma_invited
    right = house.secrets["alma"].code
    guesser = Address(Channel.SMS, "+4520666666")
    for guess in range(7):
        await house.talk(guesser, f"{(int(right) + 1 + guess) % 10**6:06}")

    await house.talk(PHONE, right)

    assert shown_to(house, PHONE) == [WELCOME]


async def test_a_wrong_code_is_forgiven_when_the_right_one_comes(alma_invited):
    house = alma_invited
    right = house.secrets["alma"].code
    for guess in range(4):
        await house.talk(PHONE, f"{(int(right) + 1 + guess) % 10**6:06}")

    await house.talk(PHONE, right)

    assert shown_to(house, PHONE)[-1] == WELCOME


async def test_a_right_code_that_links_nobody_forgives_no_guesses(new_house):
    """Who is too young for Telegram could try again and again for another's code."""
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", born_before=date(2014, 12, 31)),
    )
    right = house.secrets["alma"].code
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for said in (*[wrong] * 4, right, wrong, wrong):
        await house.talk(CHAT, said)

    assert shown_to(house, CHAT)[-2:] == [WRONG_CODE, LOCKED]


async def test_a_made_up_link_is_not_there(alma_invited):
    house = alma_invited

    await house.talk(CHAT, "/start abcdefgh")

    assert shown_to(house, CHAT) == [UNKNOWN_LINK]


@pytest.mark.parametrize(
    ("born", "may"),
    [
        (date(2010, 11, 23), True),  # sixteen today
        (date(2010, 11, 24), False),
        (date(2010, 12, 31), False),  # what a bare 2010 counts as
        (date(2009, 12, 31), True),
    ],
)
async def test_telegram_is_from_sixteen(new_house, born, may):
    house = new_house
    house.addresses["alma"] = CHAT
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", profile="dk_child", born_before=born),
    )

    await house.link("alma")
    await house.deliver()

    assert (await state(house, CHAT) is not None) is may
    if not may:
        assert shown_to(house, CHAT)[0].startswith("Telegram is from 16 years.")


async def test_who_is_too_young_for_telegram_links_by_sms_with_the_same_code(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", born_before=date(2014, 12, 31)),
    )
    await house.talk(CHAT, f"/start {house.secrets['alma'].token}")

    await house.talk(PHONE, house.secrets["alma"].code)

    assert shown_to(house, PHONE) == [WELCOME]


async def test_without_an_age_telegram_is_not_for_a_help_that_children_get(new_house):
    house = new_house
    house.addresses["alma"] = CHAT
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", profile="dk_child", born_before=None),
    )

    await house.link("alma")

    assert await state(house, CHAT) is None


async def test_a_second_person_cannot_take_over_a_chat(house):
    await house.enrol(listed("eva", contact_person="mette"))

    await house.talk("alma", f"/start {house.secrets['eva'].token}")

    alma = await house.person("alma")
    assert await state(house, house.addresses["alma"]) == (
        alma.id,
        AddressState.VERIFIED,
    )
    assert house.texts("alma") == [UNKNOWN_LINK]
    assert "Someone we do not know has written" in house.texts("sanne")[-1]


async def test_six_digits_in_a_talk_are_words_to_the_human(house):
    await house.talk("bo", "123456")

    assert house.texts("mette") == ["K2 Bo\n123456"]
    assert house.chat("bo") == []


async def test_who_gets_a_new_phone_links_it_and_leaves_the_old_one(house):
    invited = await house.run(enrolment.invite, "alma", house.now)
    old = house.addresses["alma"]
    house.addresses["alma"] = CHAT

    await house.talk(CHAT, f"/start {invited.secrets.token}")
    await house.talk(CHAT, "my new phone")

    assert house.texts("mette")[-1] == "K1 Alma\nmy new phone"
    assert await state(house, old) is None
    # Who agreed once is not asked again.
    assert shown_to(house, CHAT) == ["Thanks Alma. You can now write with Mette here."]


async def test_one_person_may_have_both_channels_and_is_answered_where_they_wrote(
    house,
):
    house.move(minutes=1)
    invited = await house.run(enrolment.invite, "alma", house.now)
    await house.talk(PHONE, invited.secrets.code)
    house.move(minutes=1)

    await house.talk("alma", "from telegram")
    await house.talk("mette", "one", reply_to=house.last("mette"))
    house.move(minutes=1)
    await house.talk(PHONE, "from the phone")
    await house.talk("mette", "two", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: one"]
    assert shown_to(house, PHONE)[-1] == "Mette: two"


async def test_staff_are_welcomed_as_their_channel_asks(alma_invited):
    house = alma_invited
    await house.enrol(listed("kirsten", Role.CONTACT_PERSON))

    await house.talk("kirsten", house.secrets["kirsten"].code)

    assert house.texts("mette")[0].startswith("Hi Mette. Here you write with the")
    assert "Begin with the short name" in house.texts("kirsten")[0]


async def test_a_button_of_the_question_belongs_to_the_one_who_was_asked(alma_invited):
    house = alma_invited
    await house.link("alma")
    await house.deliver()
    shown = house.last("alma")

    stolen = Pressed(
        "p-1", house.addresses["mette"], shown.id, shown.buttons[0][0].id, house.now
    )
    await house.receive(stolen)

    assert (await house.person("alma")).agreement is Agreement.ASKED


async def test_nothing_about_a_client_is_sent_to_a_number_that_nobody_confirmed(
    new_house,
):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("bo", contact_person="mette", phone=PHONE.value),
    )
    await house.link("mette")
    await house.deliver()

    await house.talk("mette", "/to K1")
    await house.talk("mette", "hello?")
    house.move(seconds=8)
    await house.deliver()

    assert shown_to(house, PHONE) == []
    assert "The number has not been confirmed." in house.texts("mette")[-1]


async def test_who_writes_from_an_imported_number_is_heard_and_answered(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("bo", contact_person="mette", phone=PHONE.value),
    )
    await house.link("mette")
    await house.deliver()

    await house.talk(PHONE, "it is me")
    await house.talk("mette", "good to hear", reply_to=house.last("mette"))
    assert shown_to(house, PHONE) == []  # in doubt: held
    house.move(seconds=8)
    await house.deliver()

    assert shown_to(house, PHONE) == ["Mette: good to hear"]
    house.now += timedelta(hours=73)
    await house.talk("mette", "/to K1")
    await house.talk("mette", "later")
    house.move(seconds=8)
    await house.deliver()
    assert shown_to(house, PHONE) == ["Mette: good to hear"]


@pytest.mark.parametrize(
    "spelled",
    [
        "{0} {1}",
        "koden er {0}{1}",
        "Hej min kode: {0}-{1}!",
        "kod är  {2}",
        "nr. {0}{1}",
    ],
)
async def test_a_code_counts_however_it_is_typed(new_house, spelled):
    await new_house.enrol(*EVERYBODY)
    code = new_house.secrets["bo"].code

    await new_house.talk("bo", spelled.format(code[:3], code[3:], " ".join(code)))

    assert (await new_house.address("bo")).person_id == (
        await new_house.person("bo")
    ).id


@pytest.mark.parametrize(
    "words", ["vi ses 12 10", "oil oil", "ring 20123456", "1" * 60]
)
async def test_words_with_digits_in_them_are_no_code(new_house, words):
    await new_house.talk("bo", words)

    assert "code" not in new_house.last("bo").text
