"""Numbers change hands: nothing that was meant for one reaches the next."""

import pytest

from casework.safe_contact import SafeContact
from handlers import enrolment
from storage import addresses, people, safe_contacts
from tests.flows.reading import record, words
from tests.flows.seeing import buttons_of, found, news, read

SECRET = "the flat in Vestergade is yours"
QUESTION = "Hi. Is this still the right number? Reply OK or WRONG."
SORRY = "Sorry! We will not write to this number again. Please delete the message."
WRONG = (
    "K2 Bo: the answer from the number was WRONG."
    " Nothing more is sent there until the right number is known."
)
WAITS = (
    "K2 Bo: waits. The number is in doubt, so we ask first whether it is still theirs."
)


async def write_to(stage, alias, text):
    stage.phones["mette"].write(f"/to {alias} {text}")
    await stage.later(seconds=9)
    await stage.quiet()


@pytest.fixture
async def silent(stage):
    """Bo has not been heard of for 61 days, and Mette writes to him."""
    await stage.later(days=61)
    await write_to(stage, "K2", SECRET)
    return stage


async def test_a_recycled_number_says_fel_and_nothing_more_is_sent_there(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.later(days=10)

    told = await news(stage, mette, lambda: bo.text("FEL"))
    sorry = read(bo)[-1]
    await write_to(stage, "K2", SECRET)

    assert told == [WRONG]
    assert sorry == SORRY
    assert read(bo)[-1] == SORRY
    assert read(mette)[-1] == (
        "K2 Bo: not delivered. There is no number or chat to send to yet."
    )


async def test_a_silent_number_is_asked_first_and_a_yes_lets_go_what_waited(silent):
    bo, mette = silent.phones["bo"], silent.phones["mette"]
    asked = read(bo)[-1]

    told = read(mette)[-1]
    bo.text("JA")
    await silent.quiet()

    assert (asked, told) == (QUESTION, WAITS)
    assert f"Mette: {SECRET}" in read(bo)


@pytest.mark.parametrize("answer", ["FORKERT", "nej", "2"])
async def test_a_no_lets_nothing_go_there(silent, answer):
    bo, mette = silent.phones["bo"], silent.phones["mette"]

    bo.text(answer)
    await silent.quiet()

    assert WRONG in read(mette)
    assert not any(SECRET in text for text in read(bo))
    assert read(bo)[-1] == SORRY


async def test_silence_for_three_days_sends_the_human_another_way(silent):
    mette = silent.phones["mette"]
    await silent.later(days=3)
    await silent.quiet()
    (button,) = buttons_of(await found(mette, "nobody has answered"))

    mette.press(await found(mette, "nobody has answered"), button)
    await silent.quiet()

    assert button == "I have seen them with it"
    assert f"Mette: {SECRET}" in read(silent.phones["bo"])


async def test_the_next_owner_is_a_stranger_whatever_they_do(silent):
    await silent.link("sanne")
    bo, mette = silent.phones["bo"], silent.phones["mette"]
    bo.text("WRONG")
    await silent.quiet()
    before = read(mette)

    for guess in ("hello?", "who is Mette", "000000", "999999", "STOP", "START", "OM"):
        bo.text(guess)
        await silent.quiet()
    call = await bo.call()
    await silent.quiet()

    assert read(mette) == before
    assert "Mette" not in call.text
    assert not any("Mette" in text for text in read(bo)[-3:])
    said = [text for _, text in await words(silent, "bo")]
    assert "hello?" not in said


async def test_the_next_owner_who_is_invited_reads_nothing_of_the_last(silent):
    bo, mette, kirsten = (silent.phones[ref] for ref in ("bo", "mette", "kirsten"))
    bo.text("WRONG")
    await silent.quiet()
    seen = len(read(bo))
    invited = await silent.store.run(enrolment.invite, "dan", silent.clock())
    bo.text(invited.secrets.code)
    await silent.quiet()

    await write_to(silent, "K2", "Bo, where are you?")
    told = await news(silent, kirsten, lambda: bo.text("hi, Dan here"))

    later = read(bo)[seen:]
    assert later[0].startswith("Hi Dan!")
    assert not any(SECRET in text or "Bo, where" in text for text in later)
    assert told == ["K4 Dan: hi, Dan here"]
    assert read(mette)[-1] == (
        "K2 Bo: not delivered. There is no number or chat to send to yet."
    )
    assert "hi, Dan here" not in [text for _, text in await words(silent, "bo")]


@pytest.mark.parametrize("code", [30005, 30006])
async def test_a_hard_bounce_freezes_the_number_and_is_told_at_once(stage, code):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.twilio.outcome(bo.number, "undelivered", code)

    await write_to(stage, "K2", "hello")
    await stage.quiet()
    await write_to(stage, "K2", "again")

    assert (
        "K2 Bo: the number cannot get texts. Nothing more is sent there."
        " Please try another way and ask for the right number." in read(mette)
    )
    assert read(mette)[-1] == "K2 Bo: not delivered. The number cannot get texts."
    assert not any("hello" in text or "again" in text for text in read(bo))


async def test_a_phone_out_of_reach_twice_in_a_day_is_doubted(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    for _ in range(2):
        stage.world.twilio.outcome(bo.number, "undelivered", 30003)
        await write_to(stage, "K2", "hello")
        await stage.quiet()

    await write_to(stage, "K2", SECRET)

    assert any("could not be reached twice" in text for text in read(mette))
    assert read(bo)[-1] == QUESTION


async def test_an_opt_out_that_only_the_provider_knows_of_is_mirrored(stage):
    """Its webhook was lost: the refusal of our next text is what tells us."""
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    stage.world.twilio.opted_out.add((stage.world.sms_number, bo.number))

    await write_to(stage, "K2", "hello")
    told = read(mette)
    await write_to(stage, "K2", "again")

    assert any("K2 Bo has sent STOP" in text for text in told)
    assert read(mette)[-1] == "K2 Bo: not delivered. There is a STOP on messages."
    address = await stage.store.run(_state, "bo")
    assert address == ("frozen", "opted_out")


def _state(tx, ref):
    (address,) = addresses.of_person(tx, people.find_by_ref(tx, ref).id)
    return address.state, address.frozen_for


async def test_what_was_answered_is_written_down(silent):
    bo = silent.phones["bo"]
    bo.text("ja")
    await silent.quiet()

    assert [each.text for each in await record(silent, "bo")][-1] == "ja"


async def test_a_forged_text_changes_nothing_where_a_code_word_is_asked_for(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await stage.store.run(_be_careful, "bo", stage.clock())

    bo.text("sprog dansk")
    await stage.quiet()
    asked = read(bo)[-1]
    for guess in range(5):
        bo.text(f"000{guess}")
        await stage.quiet()
    locked = read(bo)[-1]
    still = await stage.store.run(_language, "bo")
    await stage.later(hours=2)
    bo.text("sprog dansk")
    await stage.quiet()
    bo.text("4711")
    await stage.quiet()

    assert asked == "Please send your code word first."
    assert locked == "Too many tries. Please wait one hour."
    assert any("five wrong code words" in text for text in read(mette))
    assert (still, await stage.store.run(_language, "bo")) == ("en", "da")
    assert not any("4711" in text for text in read(mette))


def _be_careful(tx, ref, now):
    bo = people.find_by_ref(tx, ref).id
    safe = SafeContact(confirm_by_code=True, code_word="4711")
    safe_contacts.set_profile(tx, bo, safe, bo, now)


def _language(tx, ref):
    return people.find_by_ref(tx, ref).language
