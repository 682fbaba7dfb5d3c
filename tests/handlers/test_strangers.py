from dataclasses import replace

import pytest

from casework.danger import Outside
from casework.messages import Kind
from casework.people import Address, Channel, Role
from handlers import enrolment
from handlers.strangers import ANSWERED_ONCE_IN
from storage import cases, lanes, people, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.house import listed

NUMBER = Address(Channel.SMS, "+4520777001")
CHAT = Address(Channel.TELEGRAM, "7001007001")
NEUTRAL_SMS = (
    "This number answers by itself. We do not know your number."
    " Need help? Call +4533112233. In danger? Call 112."
)
NEUTRAL_CHAT = (
    "This chat answers by itself. We do not know you here."
    " Need help? Call +4533112233. In danger? Call 112."
)


def shown_to(house, address):
    return [each.text for each in house.gateways[address.channel].chats[address.value]]


@pytest.mark.parametrize(
    ("address", "answer"), [(NUMBER, NEUTRAL_SMS), (CHAT, NEUTRAL_CHAT)]
)
async def test_a_stranger_gets_one_neutral_answer_a_day(house, address, answer):
    for _ in range(3):
        await house.talk(address, "who is there?")
    assert shown_to(house, address) == [answer]

    house.now += ANSWERED_ONCE_IN
    await house.talk(address, "still nobody?")

    assert shown_to(house, address) == [answer] * 2


async def test_the_answer_is_the_same_whatever_was_written(house):
    written = ("hello", "Is Alma there?", "K1 hello", "STOP", "/to K1", "mette", "JA")
    numbers = [Address(Channel.SMS, f"+45207770{n}") for n in range(10, 17)]

    for number, words in zip(numbers, written, strict=True):
        await house.talk(number, words)

    assert {tuple(shown_to(house, number)) for number in numbers} == {(NEUTRAL_SMS,)}


async def test_every_word_of_a_stranger_lies_sealed_in_the_intake(house):
    await house.talk(NUMBER, "first")
    await house.talk(CHAT, "second", kind=Kind.PHOTO)
    await house.talk(NUMBER, "third")

    intake = await house.record("intake")
    assert [(kind, words["text"], words["from"]) for kind, words in intake] == [
        ("intake", "first", NUMBER.value),
        ("intake", "second", CHAT.value),
        ("intake", "third", NUMBER.value),
    ]


async def test_supervisors_are_told_once_a_day_and_nobody_else(house):
    for _ in range(3):
        await house.talk(NUMBER, "hello")

    assert house.texts("sanne") == [
        (
            "Someone we do not know has written (SMS)."
            " The message lies sealed in the intake."
        )
    ]
    assert all(
        house.chat(who) == [] for who in ("mette", "kirsten", "alma", "bo", "cleo")
    )


async def test_a_stranger_leaves_no_trace_that_could_be_looked_up(house):
    await house.talk(NUMBER, "canary-words-5512")

    assert NUMBER.value.encode() not in house.everything_on_disk()
    assert b"canary-words-5512" not in house.everything_on_disk()


async def test_the_intake_is_readable_for_supervisors_and_recovery_only(house):
    def enrol_readers(tx, now):
        for ref in ("mette", "sanne"):
            person = people.find_by_ref(tx, ref)
            public = generate_key_pair().public_key()
            readers.add(tx, f"r-{ref}", person.id, public, now)

    await house.run(enrol_readers, house.now)
    await house.talk(NUMBER, "hello")

    assert await house.run(cases.readers_of, cases.INTAKE) == ["r-sanne"]


async def test_a_former_address_is_a_strangers(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette"),
    )
    await house.talk(NUMBER, house.secrets["alma"].code)
    invited = await house.run(_invite, house.now)
    await house.talk(Address(Channel.SMS, "+4520777002"), invited.secrets.code)

    await house.talk(NUMBER, "hello?")

    assert shown_to(house, NUMBER)[-1] == NEUTRAL_SMS
    assert await house.said("alma") == []


async def test_an_answer_to_a_stranger_names_no_person_in_the_outbox(house):
    await house.write(NUMBER, "hello")

    waiting, _ = await house.run(lanes.due, house.now)

    assert "stranger/" in waiting


def _invite(tx, now):
    return enrolment.invite(tx, "alma", now)


async def test_words_of_a_stranger_that_may_mean_danger_are_told_of_at_once(house):
    duty = Address(Channel.SMS, "+4599999999")
    plan = replace(house.office.danger, outside=Outside.DUTY)
    house.office = replace(house.office, danger=plan, duty=(duty,))
    await house.talk(NUMBER, "hello")
    before = len(house.texts("sanne"))

    house.now = house.now.replace(hour=22)
    for _ in range(3):
        await house.talk(NUMBER, "it is alma. help me, he hits me")

    told = house.texts("sanne")[before:]
    assert "\n".join(told) == (
        "READ NOW: someone we do not know wrote (SMS) what may be about danger. "
        "It lies in the intake. The system has not called anyone."
    )
    assert shown_to(house, duty) == told
    assert shown_to(house, NUMBER) == [NEUTRAL_SMS]
    house.move(hours=1)
    await house.talk(NUMBER, "he hits me")
    assert len(shown_to(house, duty)) == 2
