import pytest

from casework.messages import Form, Kind, Later, Sent
from casework.people import Agreement
from casework.reasons import Reason
from handlers.copies import NO_CAPTION
from storage import people


async def reply(house, to, words, **more):
    """Have Mette answer a client who just wrote."""
    await house.talk(to, "hello")
    return await house.talk("mette", words, reply_to=house.last("mette"), **more)


async def versions(house, who):
    """Return the words of a case in their order, with the entry each one changes."""
    return [
        (kind, words["text"])
        for kind, words in await house.record(who)
        if kind in ("message", "edit")
    ]


async def test_a_change_replaces_the_words_in_the_other_chat(house):
    written = await house.talk("alma", "helo")

    await house.talk("alma", "hello", edit_of=written)

    assert house.texts("mette") == ["K1 Alma\nhello"]
    assert house.last("mette").versions == ["K1 Alma\nhelo"]


async def test_a_workers_change_reaches_the_client_in_place(house):
    written = await reply(house, "alma", "tomorow")

    await house.talk("mette", "tomorrow", edit_of=written)

    assert house.texts("alma") == ["Mette: tomorrow"]


async def test_a_change_goes_to_a_phone_as_a_correction(house):
    written = await reply(house, "bo", "tomorow")
    house.move(seconds=8)
    await house.deliver()

    await house.talk("mette", "tomorrow", edit_of=written)

    assert house.texts("bo") == ["Mette: tomorow", "Correction: tomorrow"]


async def test_a_clients_change_goes_to_a_workers_phone_as_a_correction(house):
    written = await house.talk("cleo", "helo")

    await house.talk("cleo", "hello", edit_of=written)

    assert house.texts("kirsten") == ["K3 Cleo: helo", "K3 Cleo, correction: hello"]


async def test_words_that_have_not_left_are_replaced(house):
    written = await reply(house, "bo", "tomorow")

    await house.talk("mette", "tomorrow", edit_of=written)
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == ["Mette: tomorrow"]


async def test_a_long_text_that_left_in_part_is_corrected_not_begun_again(house):
    written = await reply(house, "bo", "a " * 1200)
    house.move(seconds=8)
    house.sms.will(Sent, Later(Reason.NETWORK))
    await house.deliver()
    assert len(house.chat("bo")) == 1

    await house.talk("mette", "short", edit_of=written)
    house.move(seconds=30)
    await house.deliver()

    assert house.texts("bo")[-1] == "Correction: short"
    assert len(house.chat("bo")) == 3


async def test_the_record_keeps_every_version(house):
    written = await house.talk("alma", "one")
    for words in ("two", "three"):
        await house.talk("alma", words, edit_of=written)

    assert await versions(house, "alma") == [
        ("message", "one"),
        ("edit", "two"),
        ("edit", "three"),
    ]


async def test_a_version_points_at_the_one_before(house):
    written = await house.talk("alma", "one")
    await house.talk("alma", "two", edit_of=written)
    await house.talk("alma", "three", edit_of=written)
    case = await house.case_of("alma")

    def pointers(tx):
        return [
            (row["sequence"], row["refers_to"])
            for row in tx.all(
                "SELECT sequence, refers_to FROM contact_entry"
                " WHERE case_id = :case ORDER BY sequence DESC LIMIT 3",
                case=case,
            )
        ]

    last, middle, first = await house.run(pointers)
    assert (last[1], middle[1], first[1]) == (middle[0], first[0], None)


async def test_a_change_finds_its_message_after_a_year_and_a_restart(house):
    written = await house.talk("alma", "helo")
    house.move(days=365)
    await house.restart()

    await house.talk("alma", "hello", edit_of=written)

    assert house.texts("mette") == ["K1 Alma\nhello"]


async def test_a_changed_caption_reaches_the_other_side(house):
    written = await house.talk("alma", "hre", kind=Kind.PHOTO)

    await house.talk("alma", "here", kind=Kind.PHOTO, edit_of=written)

    assert house.texts("mette") == ["K1 Alma\nhere"]
    forms = [
        each.form for each in house.telegram.sent if each.form is not Form.REACTION
    ]
    assert forms == [Form.COPY, Form.EDIT_CAPTION]


async def test_a_change_of_what_we_never_had_is_a_message(house):
    await house.talk("alma", "from before", edit_of="42")

    assert house.texts("mette") == ["K1 Alma\nfrom before"]
    assert await house.said("alma") == ["from before"]


async def test_several_changes_leave_as_the_last_one_while_the_line_is_down(house):
    written = await house.talk("alma", "one")
    house.telegram.will(Later(Reason.NETWORK), to=house.addresses["mette"].value)
    for words in ("two", "three", "four"):
        await house.talk("alma", words, edit_of=written)

    house.move(seconds=5)
    await house.deliver()

    assert house.texts("mette") == ["K1 Alma\nfour"]


@pytest.mark.parametrize("client", ["alma", "bo"])
async def test_what_could_not_be_delivered_is_not_changed_in_silence(house, client):
    """The correction is judged and told like any message."""
    written = await reply(house, client, "one")
    house.move(seconds=8)
    await house.deliver()
    house.move(days=4)

    def decline(tx, now):
        person = people.find_by_ref(tx, client)
        people.set_agreement(tx, person.id, Agreement.DECLINED, now)

    await house.run(decline, house.now)

    await house.talk("mette", "two", edit_of=written)

    assert house.texts(client) == ["Mette: one"]
    assert "There is no yes to messages yet." in house.texts("mette")[-1]


NOT_LEFT = Later(Reason.NETWORK)
DETAILS = {"latitude": 55.6, "longitude": 12.5, "phone_number": "+4520123456"}


@pytest.mark.parametrize("then", list(Kind))
@pytest.mark.parametrize("first", list(Kind))
async def test_whatever_becomes_of_a_message_that_waits_leaves_as_it_is_now(
    house, first, then
):
    """Telegram lets a picture take the place of words; we trust it with nothing."""
    house.telegram.will(NOT_LEFT, to=house.addresses["mette"].value)
    written = await house.talk("alma", "one", kind=first, details=DETAILS)

    await house.talk("alma", "two", kind=then, details=DETAILS, edit_of=written)
    house.telegram.will_no_more()
    house.move(seconds=5)
    await house.deliver()

    assert "two" in str(await house.record("alma"))
    if then not in NO_CAPTION:
        assert [each.form for each in house.telegram.sent if "two" in each.text] == [
            Form.TEXT if then is Kind.TEXT else Form.COPY
        ]
