from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind
from casework.messages import Form, Kind, Later, Never, NotThere, Sent, Unknown
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from casework.retries import PATIENCE, pause_after
from casework.safe_contact import SafeContact, Window, every_day
from handlers.outcomes import CALLBACK_WAIT
from storage import addresses, messages, outbox, people, safe_contacts
from tests.handlers.house import maybe

ALMA_CHAT = "7001002003"
BO_PHONE = "+4520303030"
NOT_SURE = (
    "K2 Bo: it is not certain that it arrived."
    " We are looking it up and do not send it again meanwhile."
)


async def write_to(house, client, words, outcome=None):
    """Have Mette answer a client, up to the first try."""
    await house.talk(client, "hello")
    shown = house.last("mette")
    if outcome is not None:
        gateway = house.gateway_of(client)
        gateway.will(outcome, to=house.addresses[client].value)
    await house.talk("mette", words, reply_to=shown)
    if client == "bo":
        house.move(seconds=8)
        await house.deliver()


async def delivery_to(house, who):
    """Return the newest delivery of somebody's words to a person."""
    found = await house.deliveries(who)
    return [each for each in found if each.draft.kind is DeliveryKind.RELAY][-1]


async def state_of(house, who):
    address = await house.address(who)
    return address.state, address.frozen_for


async def give_second_way(house, who, address):
    """Let a person be reached by another channel as well."""

    def unit(tx, now):
        person = people.find_by_ref(tx, who)
        addresses.add(tx, person.id, address, AddressState.VERIFIED, now)

    await house.run(unit, house.now - timedelta(days=1))


async def test_pauses_grow_until_it_is_out(house):
    await write_to(house, "alma", "one", Later(Reason.NETWORK))
    house.telegram.will(*[Later(Reason.NETWORK)] * 3, to=ALMA_CHAT)

    pauses = []
    for attempt in (1, 2, 3, 4):
        waiting = await delivery_to(house, "alma")
        pauses.append(waiting.not_before - house.now)
        assert waiting.attempts == attempt
        house.now = waiting.not_before
        await house.deliver()

    assert pauses == [pause_after(attempt) for attempt in (1, 2, 3, 4)]
    assert house.texts("alma") == ["Mette: one"]


async def test_after_three_days_it_is_given_up_and_the_worker_told_why(house):
    await write_to(house, "alma", "one", Later(Reason.NETWORK))
    house.move(hours=71, minutes=59)
    house.telegram.will(*[Later(Reason.NETWORK)] * 2, to=ALMA_CHAT)
    await house.deliver()
    assert (await delivery_to(house, "alma")).state == "ready"

    house.move(minutes=15)
    await house.deliver()

    given_up = await delivery_to(house, "alma")
    assert (given_up.state, given_up.reason) == ("skipped", Reason.TOO_OLD)
    assert house.texts("mette")[-1] == (
        "K1 Alma: not delivered. It became too old while it waited."
    )


async def test_after_many_tries_it_is_given_up_and_the_worker_told_why(house):
    await write_to(house, "alma", "one", Later(Reason.NETWORK))
    most = PATIENCE[DeliveryKind.RELAY].attempts
    await house.run(
        lambda tx: tx.run("UPDATE delivery SET attempts = :most", most=most)
    )
    house.move(seconds=5)
    house.telegram.will(Later(Reason.NETWORK), to=ALMA_CHAT)

    await house.deliver()

    given_up = await delivery_to(house, "alma")
    assert (given_up.state, given_up.reason) == ("failed", Reason.TRIED_TOO_OFTEN)
    assert (
        house.texts("mette")[-1] == "K1 Alma: not delivered. It was tried many times."
    )


async def test_a_client_and_the_supervisors_are_told_what_never_arrived(house):
    house.telegram.will(Never(Reason.PROVIDER), to=house.addresses["mette"].value)

    await house.talk("alma", "hello")

    assert house.texts("alma")[-1].startswith(
        "Sorry, your message did not get through to Mette."
    )
    assert "K1 Alma" in house.texts("sanne")[-1]
    assert "Mette" in house.texts("sanne")[-1]


async def test_a_slowed_down_chat_is_left_alone_and_no_try_is_counted(house):
    slow = Later(Reason.RATE_LIMITED, timedelta(seconds=40))
    await write_to(house, "alma", "one", slow)

    waiting = await delivery_to(house, "alma")
    address = await house.address("alma")
    assert waiting.attempts == 0
    assert waiting.not_before == address.not_before == house.now + slow.after

    await house.talk("alma", "still there?")
    assert house.chat("alma") == []
    house.move(seconds=40)
    await house.deliver()
    assert house.texts("alma") == ["Mette: one"]


async def test_a_refused_token_uses_up_no_try(house):
    await write_to(house, "alma", "one", Later(Reason.UNAUTHORISED, everywhere=True))

    assert (await delivery_to(house, "alma")).attempts == 0


@pytest.mark.parametrize(
    "reason", [Reason.BLOCKED, Reason.OPTED_OUT, Reason.BAD_NUMBER]
)
async def test_an_address_that_is_no_way_any_more_is_frozen_and_told(house, reason):
    await write_to(house, "bo", "one", Never(reason))

    assert (await state_of(house, "bo")) == (AddressState.FROZEN, reason)
    failed = await delivery_to(house, "bo")
    assert (failed.state, failed.reason) == ("failed", reason)
    assert any("K2 Bo: not delivered." in text for text in house.texts("mette"))


async def test_a_phone_that_is_off_is_not_given_up_for_good(house):
    await write_to(house, "bo", "one", Never(Reason.UNREACHABLE))
    assert (await state_of(house, "bo")) == (AddressState.VERIFIED, None)

    await house.talk("mette", "two")

    assert house.texts("bo") == ["Mette: two"]


async def test_an_account_that_is_gone_is_given_up_until_it_writes(house):
    await write_to(house, "alma", "one", Never(Reason.UNREACHABLE))
    assert (await state_of(house, "alma"))[0] is AddressState.FROZEN

    await house.talk("alma", "here I am")

    assert (await state_of(house, "alma")) == (AddressState.VERIFIED, None)


@pytest.mark.parametrize("reason", [Reason.BLOCKED, Reason.BAD_NUMBER])
async def test_another_way_to_the_same_person_is_taken_if_there_is_one(house, reason):
    await give_second_way(house, "alma", Address(Channel.SMS, "+4520777777"))

    await write_to(house, "alma", "one", Never(reason))

    assert house.chat("alma") == []
    assert [each.text for each in house.sms.chats["+4520777777"]] == ["Mette: one"]
    assert (await delivery_to(house, "alma")).state == "sent"


async def test_no_other_way_is_taken_to_somebody_whose_last_word_was_stop(house):
    await give_second_way(house, "bo", Address(Channel.TELEGRAM, "7001007777"))

    await write_to(house, "bo", "one", Never(Reason.OPTED_OUT))

    assert house.telegram.chats["7001007777"] == []
    assert (await delivery_to(house, "bo")).reason == Reason.OPTED_OUT


async def test_an_sms_whose_end_is_unknown_waits_for_the_providers_word(house):
    await write_to(house, "bo", "one", maybe(arrives=True))

    waiting = await delivery_to(house, "bo")
    assert waiting.state == "unknown"
    assert waiting.not_before == house.now + CALLBACK_WAIT
    assert house.texts("mette")[-1] == NOT_SURE
    await house.deliver()
    assert len(house.sms.sent) == 1


async def test_an_sms_that_the_look_up_finds_is_not_sent_again(house):
    await write_to(house, "bo", "one", maybe(arrives=True))

    house.move(seconds=90)
    await house.deliver()

    found = await delivery_to(house, "bo")
    assert (found.state, found.maybe_twice) == ("sent", False)
    assert found.provider_id == house.chat("bo")[0].id
    assert len(house.sms.sent) == 1
    assert house.texts("mette")[-1] == "K2 Bo: sent"


async def test_an_sms_that_was_never_there_is_sent_again_unmarked(house):
    await write_to(house, "bo", "one", maybe(arrives=False))

    house.move(seconds=90)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one"]
    assert await house.run(outbox.maybe_twice) == 0


async def test_an_sms_that_nobody_can_tell_of_is_sent_again_and_marked(house):
    await write_to(house, "bo", "one", maybe(arrives=True))
    house.sms.finds = [None] * 10

    for _ in range(6):
        house.move(seconds=90)
        await house.deliver()

    assert house.texts("bo") == ["Mette: one"] * 2
    assert await house.run(outbox.maybe_twice) == 1
    assert house.texts("mette")[-1] == (
        "K2 Bo: the line broke while it was being sent, so it may arrive twice."
    )


async def test_what_the_look_up_says_was_refused_has_failed(house):
    await write_to(house, "bo", "one", maybe(arrives=False))
    house.sms.finds = [Never(Reason.FILTERED)]

    house.move(seconds=90)
    await house.deliver()

    assert house.chat("bo") == []
    assert house.texts("mette")[-1] == (
        "K2 Bo: not delivered. The phone network stopped it as spam."
    )


async def test_a_client_learns_that_their_words_may_arrive_twice(house):
    house.telegram.will(maybe(arrives=True), to=house.addresses["mette"].value)
    await house.talk("bo", "hello")

    house.move(seconds=5)
    await house.deliver()

    assert house.texts("mette") == ["K2 Bo\nhello"] * 2
    assert house.texts("bo") == ["Mette may get that message twice. No harm done."]


async def test_the_next_words_wait_while_an_outcome_is_unknown(house):
    await write_to(house, "bo", "one", maybe(arrives=False))
    await house.talk("mette", "two")
    assert house.chat("bo") == []

    house.move(seconds=90)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one", "Mette: two"]


async def test_a_correction_by_sms_is_looked_up_before_it_is_sent_again(house):
    """By SMS a change is a message of its own: doing it twice is not doing it once."""
    await write_to(house, "bo", "one")
    written = (await house.run(_last_of, "mette")).external_id
    house.sms.will(Unknown(Reason.NETWORK), to=BO_PHONE)

    await house.talk("mette", "won", edit_of=written)
    house.sms.finds = [NotThere()]
    house.move(seconds=90)
    await house.deliver()

    assert house.texts("bo") == ["Mette: one", "Correction: won"]
    assert len(house.sms.looked_up) == 1


def _last_of(tx, ref):
    return messages.last_by(tx, people.find_by_ref(tx, ref).id)


async def test_a_change_that_telegram_cannot_make_goes_as_a_correction(house):
    await write_to(house, "alma", "one")
    written = (await house.run(_last_of, "mette")).external_id
    house.telegram.will(Never(Reason.GONE), to=ALMA_CHAT)

    await house.talk("mette", "won", edit_of=written)

    assert house.texts("alma") == ["Mette: one", "Correction: won"]
    assert any("so it went as a correction" in text for text in house.texts("mette"))


async def test_a_receipt_whose_place_is_gone_is_said_anew(house):
    await write_to(house, "bo", "one", maybe(arrives=False))
    receipt = house.last("mette")
    receipt.is_deleted = True  # by its reader

    house.move(seconds=90)
    await house.deliver()

    assert house.texts("mette")[-1] == "K2 Bo: sent"


async def test_a_sign_that_cannot_be_set_is_nothing_to_speak_of(house):
    house.telegram.will(Never(Reason.NOT_CARRIED), to=ALMA_CHAT)

    await house.talk("alma", "hello")

    signs = [
        each
        for each in await house.deliveries("alma")
        if each.draft.form is Form.REACTION
    ]
    assert signs[-1].state == "failed"
    assert house.texts("mette") == ["K1 Alma\nhello"]
    assert house.chat("alma") == []


async def test_an_album_remembers_where_each_of_its_pictures_stands(house):
    for _ in range(2):
        await house.write("alma", kind=Kind.PHOTO, album="a")
    house.telegram.will(Sent, to=house.addresses["mette"].value)
    house.move(seconds=2)
    await house.deliver()

    for picture in house.chat("mette"):
        await house.talk("mette", f"to {picture.copied}", reply_to=picture)

    assert [each.reply_to for each in house.chat("alma")] == [
        picture.copied for picture in house.chat("mette")
    ]


async def close_hours(house, who):
    """Say that somebody may never be written to before noon, not even in a talk."""
    client = await house.person(who)
    from_noon = SafeContact(hours=every_day(Window(12 * 60, 16 * 60)), strict=True)
    unit = safe_contacts.set_profile
    await house.run(unit, client.id, from_noon, client.id, house.now)


async def test_an_unknown_sms_is_looked_up_although_nothing_may_go_there_now(house):
    await write_to(house, "bo", "one", maybe(arrives=True))
    await close_hours(house, "bo")

    house.now += CALLBACK_WAIT
    await house.deliver()

    assert (await delivery_to(house, "bo")).state == "sent"
    assert house.texts("bo") == ["Mette: one"]


async def test_an_sms_that_never_went_waits_for_the_hours_like_any_other(house):
    await write_to(house, "bo", "one", maybe(arrives=False))
    await close_hours(house, "bo")

    house.now += CALLBACK_WAIT
    await house.deliver()
    waiting = await delivery_to(house, "bo")
    told = house.texts("mette")[-1]
    house.move(hours=2)
    await house.deliver()

    assert (waiting.state, waiting.reason) == ("ready", Reason.SAFE_HOURS)
    assert told.startswith("K2 Bo: waits until today at 12:00.")
    assert house.texts("bo") == ["Mette: one"]
    assert await house.run(outbox.maybe_twice) == 0


async def test_what_may_have_gone_is_looked_up_where_it_went(house):
    await write_to(house, "bo", "one", maybe(arrives=True))
    await give_second_way(house, "bo", Address(Channel.TELEGRAM, "7001009009"))
    by_telegram = SafeContact(channels=(Channel.TELEGRAM,))
    bo = (await house.person("bo")).id
    await house.run(safe_contacts.set_profile, bo, by_telegram, bo, house.now)

    house.now += CALLBACK_WAIT
    await house.deliver()

    assert house.telegram.chats["7001009009"] == []
    assert house.texts("bo") == ["Mette: one"]
