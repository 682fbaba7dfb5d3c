from datetime import timedelta

import pytest

from casework.messages import Later, Never
from casework.people import AddressState
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import calls, daily_look, delivery, enrolment, notices
from storage import addresses, cases, people, questions, safe_contacts

BO_PHONE = "+4520303030"
QUESTION = "Hi. Is this still the right number? Reply OK or WRONG."
SORRY = "Sorry! We will not write to this number again. Please delete the message."
WAITS = (
    "K2 Bo: waits. The number is in doubt, so we ask first whether it is still theirs."
)
WRONG = (
    "K2 Bo: the answer from the number was WRONG."
    " Nothing more is sent there until the right number is known."
)
SILENT = (
    "K2 Bo: nobody has answered whether the number is still theirs."
    " What you wrote waits. Please try another way."
)
IS_IT_THEM = (
    "K2 Bo: we had asked whether the number is still theirs. Is it them who writes"
    " now? Until you know, what was to go there waits."
)
UNREACHABLE = (
    "K2 Bo: the phone could not be reached twice in a day. What you write waits"
    " until they say that the number is theirs."
)
NUMBER_CHECKS = "SELECT id, state FROM question WHERE kind = 'number_check' ORDER BY id"
SECRET = "the flat in Vestergade is yours"


async def write_to(house, words, alias="K2"):
    """Have Mette write to a client by name, up to the first try."""
    await house.talk("mette", f"/to {alias} {words}")
    house.move(seconds=9)
    await house.deliver()


def by_mette(house, who="bo"):
    """Return what Mette wrote, and of that only what arrived."""
    return [text for text in house.texts(who) if text.startswith("Mette: ")]


async def look_around(house):
    await house.look_after()
    await house.deliver()


@pytest.fixture
async def silent(house):
    """Bo has not been heard of for 61 days, and Mette writes to him."""
    house.move(days=61)
    await house.look_after(daily_look.DAILY_LOOK)  # Mette hears of the silence now
    await write_to(house, SECRET)
    return house


async def test_a_number_that_was_silent_for_long_is_asked_first_and_the_sender_told(
    silent,
):
    assert silent.texts("bo")[-1] == QUESTION
    assert not any(SECRET in text for text in silent.texts("bo"))
    assert WAITS in silent.texts("mette")
    assert (await silent.address("bo")).asked_at is not None


async def test_the_question_gives_nothing_away_and_is_asked_once(silent):
    await write_to(silent, "and the key is under the mat")
    silent.move(hours=30)
    await silent.deliver()
    await look_around(silent)

    new = silent.texts("bo")[-1:]
    assert new == [QUESTION]
    assert silent.texts("bo").count(QUESTION) == 1
    for word in ("Mette", "Bo", "kommune", "flat", "Testby"):
        assert word not in QUESTION


async def test_who_needs_to_be_discreet_is_asked_with_digits(house):
    def unit(tx, now):
        person = people.find_by_ref(tx, "bo")
        safe = SafeContact(discreet=Discreet.DISCREET)
        safe_contacts.set_profile(tx, person.id, safe, person.id, now)

    await house.run(unit, house.now)
    house.move(days=61)
    await write_to(house, SECRET)

    assert house.texts("bo")[-1] == "Hi! Same number? 1 = yes, 2 = no"


@pytest.mark.parametrize("yes", ["OK", "1", "ja", "Yes"])
async def test_a_yes_lets_everything_go_that_waited_in_its_order(silent, yes):
    await write_to(silent, "call me")

    await silent.talk("bo", yes)

    assert by_mette(silent) == [f"Mette: {SECRET}", "Mette: call me"]
    address = await silent.address("bo")
    assert (address.state_at(silent.now), address.asked_at) == (
        AddressState.VERIFIED,
        None,
    )
    assert WRONG not in silent.texts("mette")


@pytest.mark.parametrize("no", ["WRONG", "forkert", "Fel", "nej", "2", "no"])
async def test_a_no_retires_the_number_at_once_with_an_excuse(silent, no):
    await silent.talk("bo", no)

    assert silent.texts("bo")[-1] == SORRY
    assert not any(SECRET in text for text in silent.texts("bo"))
    assert await silent.address("bo") is None
    assert WRONG in silent.texts("mette")
    assert any("K2 Bo: not delivered." in text for text in silent.texts("mette"))
    assert await silent.waiting() == {}


async def test_after_a_wrong_the_next_words_from_there_are_a_strangers(silent):
    await silent.talk("bo", "WRONG")
    told = len(silent.texts("mette"))

    await silent.talk("bo", "who are you?")
    await silent.call("bo")
    await silent.deliver()

    assert len(silent.texts("mette")) == told
    assert "who are you?" not in await silent.said("bo")
    intake = await silent.record("intake")
    assert [kind for kind, _ in intake] == ["intake", "call"]


async def test_nobody_answering_for_three_days_tells_a_human_to_find_another_way(
    silent,
):
    silent.move(days=3)
    await look_around(silent)

    assert silent.last("mette").text == SILENT
    address = await silent.address("bo")
    assert address.state_at(silent.now) is AddressState.SUSPECT
    assert silent.texts("bo").count(QUESTION) == 1

    await silent.press("mette", "I have seen them")
    await silent.deliver()

    assert by_mette(silent) == [f"Mette: {SECRET}"]
    address = await silent.address("bo")
    assert address.state_at(silent.now) is AddressState.VERIFIED


async def test_more_words_to_a_suspect_number_say_again_that_they_wait(silent):
    silent.move(days=4)
    await look_around(silent)
    told = silent.texts("mette").count(SILENT)

    await write_to(silent, "hello?")

    assert (
        silent.texts("mette").count(SILENT) == told
    )  # the first still waits before it
    assert silent.texts("bo")[-1] == QUESTION


async def test_words_wait_a_week_for_the_answer_and_then_their_author_is_told(silent):
    silent.move(days=10, hours=23)
    await silent.deliver()
    assert (await silent.waiting()).get("held") == 1

    silent.move(hours=3)
    await silent.deliver()

    assert silent.texts("mette")[-1] == (
        "K2 Bo: not delivered. It became too old while it waited."
    )


async def test_the_answer_counts_long_after_the_question_lapsed(silent):
    silent.move(days=5)
    await look_around(silent)

    await silent.talk("bo", "ja")

    assert by_mette(silent) == [f"Mette: {SECRET}"]


async def test_what_waited_for_the_answer_outlasts_tries_that_fail(silent):
    silent.move(days=5)
    await look_around(silent)
    silent.sms.will(*[Later(Reason.NETWORK)] * 2, to=BO_PHONE)

    await silent.talk("bo", "ja")
    for _ in range(3):
        silent.move(minutes=1)
        await silent.deliver()

    assert by_mette(silent) == [f"Mette: {SECRET}"]


async def test_other_words_are_read_by_a_human_who_says_whether_it_is_them(silent):
    await silent.talk("bo", "hvem er det?")
    await silent.talk("bo", "hallo?")

    texts = silent.texts("mette")
    assert [t for t in texts if "hvem er det?" in t] == ["K2 Bo\nhvem er det?"]
    assert texts.count(IS_IT_THEM) == 1
    assert not any(SECRET in text for text in silent.texts("bo"))

    await silent.press("mette", "It is them")
    await silent.deliver()

    assert by_mette(silent) == [f"Mette: {SECRET}"]


async def test_a_human_who_does_not_know_the_voice_retires_the_number(silent):
    await silent.talk("bo", "hvem er det?")

    await silent.press("mette", "Somebody else")
    await silent.deliver()

    assert silent.texts("bo")[-1] == SORRY
    assert await silent.address("bo") is None
    assert not any(SECRET in text for text in silent.texts("bo"))


async def test_nobody_who_is_not_known_yet_hears_a_name(silent):
    before = len(silent.texts("bo"))

    for word in ("INFO", "OM", "RING", "SPROG", "HJÆLP"):
        await silent.talk("bo", word)

    assert silent.texts("bo")[before:] == []


async def test_a_stop_from_a_number_in_doubt_is_a_stop(silent):
    await silent.talk("bo", "STOP")

    assert (await silent.address("bo")).frozen_for is Reason.OPTED_OUT


async def test_only_whoever_answers_a_person_says_whose_the_number_is(silent):
    silent.move(days=3)
    await look_around(silent)
    button = silent.last("mette")

    def hand_over(tx, now):
        kirsten, bo = (people.find_by_ref(tx, ref) for ref in ("kirsten", "bo"))
        tx.run(
            "UPDATE assignment SET contact_person_id = :new WHERE client_id = :client",
            new=kirsten.id,
            client=bo.id,
        )
        tx.forget()

    await silent.run(hand_over, silent.now)
    await silent.press("mette", "I have seen them", on=button)
    await silent.deliver()

    assert (await silent.address("bo")).asked_at is not None
    assert not any(SECRET in text for text in silent.texts("bo"))


async def test_wrong_out_of_nowhere_stops_everything_at_once(house):
    house.move(days=4)

    await house.talk("bo", "FEL")

    assert house.texts("bo")[-1] == SORRY
    assert await house.address("bo") is None
    assert house.texts("mette") == [WRONG]
    assert await house.said("bo") == ["OK", "FEL"]


async def test_wrong_in_a_talk_is_said_to_the_human(house):
    await house.talk("bo", "is it at two?")
    house.move(hours=71)

    await house.talk("bo", "fel")

    assert house.texts("mette")[-1] == "K2 Bo\nfel"
    assert await house.address("bo") is not None


async def test_wrong_in_a_chat_on_telegram_is_said_to_the_human(house):
    house.move(days=30)

    await house.talk("alma", "wrong")

    assert house.texts("mette")[-1] == "K1 Alma\nwrong"


async def test_a_new_owner_who_is_invited_never_sees_what_was_meant_for_the_old_one(
    silent,
):
    await silent.talk("bo", "WRONG")
    invited = await silent.run(_invite, "dan", silent.now)
    silent.addresses["dan"] = silent.addresses["bo"]
    await silent.talk("bo", invited.code)

    await write_to(silent, "hello Bo?")
    before = silent.texts("dan")
    await silent.talk("bo", "hi Kirsten")

    assert not any("hello Bo?" in text or SECRET in text for text in before)
    assert "hi Kirsten" in await silent.said("dan")
    assert "hi Kirsten" not in await silent.said("bo")
    assert (
        await silent.run(_owner_of, silent.addresses["bo"])
        == (await silent.person("dan")).id
    )


def _invite(tx, ref, now):
    return enrolment.invite(tx, ref, now).secrets


def _owner_of(tx, address):
    return addresses.find(tx, address).person_id


BACK = (
    "K2 Bo: the first words from the number in over 60 days. Is it them?"
    " Until you know, only your own answers go there."
)


async def test_the_first_words_after_a_long_silence_are_a_humans_to_judge(house):
    house.move(days=61)

    await house.talk("bo", "are you still there?")
    await house.talk("bo", "hello?")

    assert house.texts("mette") == [
        "K2 Bo\nare you still there?",
        BACK,
        "K2 Bo\nhello?",
    ]
    assert QUESTION not in house.texts("bo")


async def test_a_human_answers_at_once_who_comes_back_after_a_long_silence(house):
    house.move(days=61)
    await house.talk("bo", "are you still there?")

    await write_to(house, "I am. Who is this?")

    assert by_mette(house) == ["Mette: I am. Who is this?"]


async def test_what_starts_from_us_waits_until_a_human_knows_who_came_back(house):
    house.move(days=61)
    await house.talk("bo", "are you still there?")

    await house.run(_say, "bo", "your key is at the desk", house.now)
    await house.deliver()
    before = house.texts("bo")
    await house.press("mette", "It is them")
    await house.deliver()

    assert "your key is at the desk" not in before
    assert "your key is at the desk" in house.texts("bo")


async def test_who_is_not_named_by_anybody_is_asked_once_something_is_to_go_there(
    house,
):
    house.move(days=61)
    await house.talk("bo", "are you still there?")
    house.move(days=4)

    await write_to(house, SECRET)

    assert house.texts("bo")[-1] == QUESTION
    assert WAITS in house.texts("mette")
    assert by_mette(house) == []


def _say(tx, ref, text, now):
    person = people.find_by_ref(tx, ref)
    notices.news(tx, person.id, text, now, case_id=cases.of_client(tx, person.id))


async def test_a_call_from_a_number_in_doubt_hears_no_name_and_ends_no_doubt(house):
    house.move(days=61)

    await house.call("bo")
    await house.deliver()
    heard = await house.run(
        calls.what_the_caller_hears, house.office, BO_PHONE, house.now
    )

    assert "Mette" not in heard
    assert any("would like a call" in text for text in house.texts("mette"))
    assert (await house.address("bo")).is_in_doubt(house.now)


async def test_a_phone_out_of_reach_twice_in_a_day_is_doubted_and_told(house):
    await house.talk("bo", "hello")
    house.sms.will(*[Never(Reason.UNREACHABLE)] * 2, to=BO_PHONE)

    await write_to(house, "one")
    assert UNREACHABLE not in house.texts("mette")
    house.move(hours=23)
    await write_to(house, "two")

    assert UNREACHABLE in house.texts("mette")
    assert (await house.address("bo")).is_in_doubt(house.now)
    assert house.texts("bo")[-1] == QUESTION


async def test_a_phone_that_is_off_now_and_then_is_not_doubted(house):
    await house.talk("bo", "hello")
    house.sms.will(Never(Reason.UNREACHABLE), to=BO_PHONE)
    await write_to(house, "one")
    house.move(hours=25)
    house.sms.will(Never(Reason.UNREACHABLE), to=BO_PHONE)
    await write_to(house, "two")

    assert UNREACHABLE not in house.texts("mette")
    assert not (await house.address("bo")).is_in_doubt(house.now)


async def test_a_number_that_is_gone_is_frozen_and_told(house):
    await house.talk("bo", "hello")
    house.sms.will(Never(Reason.BAD_NUMBER), to=BO_PHONE)

    await write_to(house, "one")

    assert (await house.address("bo")).frozen_for is Reason.BAD_NUMBER
    assert any("the number cannot get texts" in text for text in house.texts("mette"))


async def test_what_was_being_asked_is_asked_after_the_number(house):
    def open_question(tx, now):
        person = people.find_by_ref(tx, "bo")
        first = questions.add(tx, person.id, "number_check", "other", now, now)
        questions.set_open(
            tx, questions.find(tx, first), 0, now + timedelta(days=90), now
        )
        return first

    first = await house.run(open_question, house.now)
    house.move(days=61)

    await write_to(house, SECRET)
    states = await house.run(
        lambda tx: [(row["id"], row["state"]) for row in tx.all(NUMBER_CHECKS)]
    )

    assert [state for _, state in states] == ["waiting", "open"]
    assert states[0][0] == first


async def test_safe_hours_hold_the_question_back_as_well(house):
    def unit(tx, now):
        person = people.find_by_ref(tx, "bo")
        safe = SafeContact(hours=every_day(Window(12 * 60, 13 * 60)))
        safe_contacts.set_profile(tx, person.id, safe, person.id, now)

    await house.run(unit, house.now)
    house.move(days=61)
    await write_to(house, SECRET)
    assert QUESTION not in house.texts("bo")

    house.move(hours=2)
    await house.deliver()

    assert house.texts("bo")[-1] == QUESTION


async def test_nothing_is_half_done_if_the_process_dies_while_asking(house):
    house.move(days=61)
    await house.talk("mette", f"/to K2 {SECRET}")
    house.move(seconds=9)
    lane = await house.lane_to("bo")

    def dies(tx, now):
        delivery.claim_next(tx, house.office, lane, now, lambda *_: 0.0)
        raise LookupError

    with pytest.raises(LookupError):
        await house.run(dies, house.now)
    assert (await house.address("bo")).asked_at is None
    await house.deliver()

    assert house.texts("bo").count(QUESTION) == 1
