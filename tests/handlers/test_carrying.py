from datetime import UTC, datetime

import pytest

from casework.drafts import DeliveryKind, Draft, Target
from casework.made_files import MadeFile, drawn
from casework.messages import Copy, Form, Kind, Later
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from handlers.carrying import LONGEST_SMS
from storage import addresses, outbox, people

CALENDAR = MadeFile("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR")
HINT = "(A file belongs to this. A text message cannot carry it.)"
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)


async def carried(house, who, **draft):
    """Return what leaves of a draft to somebody, if anything does."""
    person = await house.person(who)
    given = {"kind": DeliveryKind.ANSWER, "text": "hello"} | draft
    await house.run(outbox.add, Draft(person.id, **given), house.now)
    gateway = house.gateway_of(who)
    before = len(gateway.sent)
    await house.deliver()
    return next(iter(gateway.sent[before:]), None)


async def test_words_leave_as_they_are_on_telegram(house):
    look = ({"type": "bold", "offset": 0, "length": 5},)

    sent = await carried(house, "alma", entities=look)

    assert (sent.form, sent.text, sent.entities) == (Form.TEXT, "hello", look)


async def test_words_leave_plain_by_sms(house):
    sent = await carried(
        house,
        "bo",
        text="\N{LEFT DOUBLE QUOTATION MARK}hello\N{RIGHT DOUBLE QUOTATION MARK}",
        entities=({"type": "bold", "offset": 0, "length": 5},),
    )

    assert (sent.text, sent.entities, sent.buttons) == ('"hello"', (), ())


async def test_what_stands_in_for_the_words_goes_by_sms_only(house):
    by_sms = await carried(house, "bo", sms_text="by sms")
    on_telegram = await carried(house, "alma", sms_text="by sms")

    assert (by_sms.text, on_telegram.text) == ("by sms", "hello")


@pytest.mark.parametrize("words", ["", "   "])
async def test_nothing_is_not_sent_as_an_sms(house, words):
    assert await carried(house, "bo", sms_text=words) is None

    (settled,) = (
        await house.deliveries("bo")[-1:]
        if False
        else [(await house.deliveries("bo"))[-1]]
    )
    assert settled.state == "skipped"


@pytest.mark.parametrize("form", [Form.REACTION, Form.DELETE])
async def test_a_phone_shows_no_sign_and_takes_nothing_back(house, form):
    address = await house.address("bo")

    sent = await carried(
        house, "bo", form=form, target=Target(external=(address.id, "SM1"))
    )

    assert sent is None


async def test_a_copy_goes_by_sms_as_its_words(house):
    chat = Address(Channel.TELEGRAM, "7001002001")

    sent = await carried(
        house, "bo", form=Form.COPY, copy=Copy(chat, ("1",)), sms_text="[photo]"
    )

    assert (sent.form, sent.text, sent.copy) == (Form.TEXT, "[photo]", None)


async def test_what_came_by_sms_is_no_copy_on_telegram(house):
    sent = await carried(house, "alma", form=Form.COPY, copy=None, sms_text="in words")

    assert (sent.form, sent.text) == (Form.TEXT, "in words")


async def test_a_text_of_ten_segments_is_one_message_and_a_longer_one_is_two(house):
    one = await carried(house, "bo", text="a" * LONGEST_SMS)
    assert len(one.text) == LONGEST_SMS
    assert len(house.chat("bo")) == 1

    await carried(house, "bo", text="a" * (LONGEST_SMS + 1))

    assert [len(text) for text in house.texts("bo")] == [LONGEST_SMS, LONGEST_SMS, 1]


async def test_a_change_of_what_stands_nowhere_is_said_anew(house):
    sent = await carried(
        house, "alma", form=Form.EDIT, target=Target(message=99), sms_text="Correction"
    )

    assert (sent.form, sent.text, sent.target) == (Form.TEXT, "Correction", None)


async def test_words_of_people_come_silently_at_night(house):
    house.now = NIGHT
    case = await house.case_of("alma")

    by_day = {"kind": DeliveryKind.RELAY, "case_id": case}
    assert (await carried(house, "alma", **by_day)).silent
    assert not (await carried(house, "alma", kind=DeliveryKind.ANSWER)).silent


async def test_chats_of_staff_are_protected_and_those_of_clients_are_not(house):
    assert (await carried(house, "mette")).protected
    assert not (await carried(house, "alma")).protected


async def test_an_answer_points_at_nothing_in_a_chat_where_the_question_is_not(house):
    await house.talk("alma", "hello")

    def new_chat(tx, now):
        alma = people.find_by_ref(tx, "alma")
        for old in addresses.of_person(tx, alma.id):
            addresses.retire(tx, old)
        new = Address(Channel.TELEGRAM, "7001009999")
        addresses.add(tx, alma.id, new, AddressState.VERIFIED, now)

    await house.run(new_chat, house.now)
    house.addresses["alma"] = Address(Channel.TELEGRAM, "7001009999")
    await house.talk("mette", "hi", reply_to=house.chat("mette")[0])

    assert house.texts("alma") == ["Mette: hi"]
    assert house.last("alma").reply_to is None


async def test_an_answer_to_an_album_points_at_one_of_its_pictures(house):
    for _ in range(2):
        await house.write("alma", kind=Kind.PHOTO, album="a")
    house.move(seconds=2)
    await house.deliver()
    pictures = house.chat("mette")

    await house.talk("mette", "nice", reply_to=pictures[1])

    assert house.last("alma").reply_to == pictures[1].copied


async def test_many_messages_leave_a_chat_together(house):
    alma = await house.address("alma")
    rest = Copy(alma.address, ("8", "9"))

    sent = await carried(
        house,
        "alma",
        text="",
        form=Form.DELETE,
        target=Target(external=(alma.id, "7")),
        copy=rest,
    )

    assert (sent.target, sent.also, sent.copy) == ("7", ("8", "9"), None)


@pytest.mark.parametrize("file", [drawn(b"png"), CALENDAR])
async def test_a_file_and_an_open_reply_go_by_telegram_and_only_the_words_by_sms(
    house, file
):
    given = {"file": file, "asks": True}

    by_telegram = await carried(house, "alma", **given)
    by_sms = await carried(house, "bo", **given)

    assert (by_telegram.file, by_telegram.asks) == (file, True)
    assert (by_sms.file, by_sms.asks, by_sms.text) == (None, False, f"hello\n{HINT}")


async def test_by_sms_a_file_is_never_silently_nothing(house):
    alone = await carried(house, "bo", text="", file=CALENDAR)
    told = await carried(house, "bo", file=CALENDAR, sms_text="Friday at ten")

    assert (alone.text, told.text) == (HINT, "Friday at ten")


async def test_that_there_is_a_file_stands_once_at_the_end_of_a_long_sms(house):
    bo = await house.person("bo")
    words = "æøå " * 1000
    draft = Draft(bo.id, DeliveryKind.ANSWER, words, file=CALENDAR)
    await house.run(outbox.add, draft, house.now)

    await house.deliver()

    texts = [sent.text for sent in house.sms.sent]
    assert "".join(texts) == f"{words}\n{HINT}"
    assert len(texts) > 2
    assert max(map(len, texts)) <= LONGEST_SMS


async def test_staff_can_keep_a_document_and_only_look_at_a_picture(house):
    calendar = await carried(house, "mette", file=CALENDAR)
    picture = await carried(house, "mette", file=drawn(b"png"))

    assert (calendar.protected, picture.protected) == (False, True)


async def test_a_file_goes_out_again_whole_after_a_pause_and_a_restart(house):
    mette = await house.person("mette")
    house.telegram.will(Later(Reason.NETWORK))
    draft = Draft(mette.id, DeliveryKind.ANSWER, "here", file=CALENDAR)
    await house.run(outbox.add, draft, house.now)
    await house.deliver()

    await house.restart()
    house.move(minutes=5)
    await house.deliver()

    assert [sent.file for sent in house.telegram.sent] == [CALENDAR, CALENDAR]
    assert b"BEGIN:VCALENDAR" not in house.everything_on_disk()
