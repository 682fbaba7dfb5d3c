import pytest

from casework.consents import Purpose
from casework.messages import Never
from casework.people import Agreement, Language
from casework.reasons import Reason
from casework.safe_contact import SafeContact
from handlers import consents
from storage import people, safe_contacts
from tests.handlers.test_consents import ask, said_by

CODE = "4711"
ASKED = "Please send your code word first."
WRONG = "That was not it. Please try again."
LOCKED = "Too many tries. Please wait one hour."
TOLD = (
    "K2 Bo: five wrong code words came from the number. Nothing was changed."
    " Please make sure that the phone is still theirs."
)


async def set_safe(house, ref="bo", **profile):
    def unit(tx, now):
        person = people.find_by_ref(tx, ref)
        given = {"confirm_by_code": True, "code_word": CODE} | profile
        safe = SafeContact(**given)
        safe_contacts.set_profile(tx, person.id, safe, person.id, now)

    await house.run(unit, house.now)


@pytest.fixture
async def careful(house):
    """Bo has asked for a code word before an SMS changes anything."""
    await set_safe(house)
    return house


async def language(house, ref="bo"):
    return (await house.person(ref)).language


async def test_a_change_by_sms_waits_for_the_code_word(careful):
    await careful.talk("bo", "sprog dansk")

    assert careful.texts("bo")[-1] == ASKED
    assert await language(careful) is Language.ENGLISH

    await careful.talk("bo", CODE)

    assert await language(careful) is Language.DANISH
    assert not any(CODE in text for text in careful.texts("mette"))
    assert CODE not in await careful.said("bo")


@pytest.mark.parametrize(
    ("word", "said"), [("Rød Sommerfugl", "  rød   sommerfugl. "), ("4711", "4711")]
)
async def test_the_code_word_counts_however_it_is_typed(house, word, said):
    await set_safe(house, code_word=word)
    await house.talk("bo", "sprog dansk")

    await house.talk("bo", said)

    assert await language(house) is Language.DANISH


@pytest.mark.parametrize("wrong", ["0000", "1234", "47110"])
async def test_a_wrong_code_changes_nothing_and_is_shown_to_nobody(careful, wrong):
    await careful.talk("bo", "sprog dansk")
    before = careful.texts("mette")

    await careful.talk("bo", wrong)

    assert careful.texts("bo")[-1] == WRONG
    assert careful.texts("mette") == before
    assert await language(careful) is Language.ENGLISH


async def test_five_wrong_codes_lock_it_for_an_hour_and_a_human_is_told(careful):
    await careful.talk("bo", "sprog dansk")
    for guess in range(5):
        await careful.talk("bo", f"000{guess}")

    assert careful.texts("bo")[-1] == LOCKED
    assert careful.texts("mette").count(TOLD) == 1

    await careful.talk("bo", CODE)  # nothing is asked any more: words to the human
    await careful.talk("bo", "sprog dansk")
    assert careful.texts("bo")[-1] == LOCKED
    assert await language(careful) is Language.ENGLISH

    careful.move(hours=1, minutes=1)
    await careful.talk("bo", "sprog dansk")
    await careful.talk("bo", CODE)
    assert await language(careful) is Language.DANISH


async def test_a_start_lifts_a_stop_only_with_the_code_word(careful):
    await careful.talk("bo", "STOP")
    assert (await careful.address("bo")).frozen_for is Reason.OPTED_OUT

    await careful.talk("bo", "START")
    assert (await careful.address("bo")).frozen_for is Reason.OPTED_OUT
    assert careful.texts("bo")[-1] == ASKED

    await careful.talk("bo", CODE)
    assert (await careful.address("bo")).frozen_for is None


async def test_a_yes_to_messages_counts_with_the_code_word(careful):
    def ask(tx, now):
        person = people.find_by_ref(tx, "bo")
        people.set_agreement(tx, person.id, Agreement.ASKED, now)

    await careful.run(ask, careful.now)

    await careful.talk("bo", "OK")
    assert (await careful.person("bo")).agreement is Agreement.ASKED
    await careful.talk("bo", CODE)
    assert (await careful.person("bo")).agreement is Agreement.GIVEN


@pytest.mark.parametrize("word", ["STOP", "RING", "HELP"])
async def test_what_makes_us_quieter_or_calls_a_human_needs_no_word(careful, word):
    await careful.talk("bo", word)

    assert ASKED not in careful.texts("bo")


async def test_words_to_the_human_are_words_while_the_code_is_asked_for(careful):
    await careful.talk("bo", "sprog dansk")

    await careful.talk("bo", "I have forgotten it, can you come?")
    await careful.talk("bo", "please")

    assert careful.texts("mette")[-2:] == [
        "K2 Bo\nI have forgotten it, can you come?",
        "K2 Bo\nplease",
    ]
    assert await language(careful) is Language.ENGLISH


async def test_after_an_hour_the_code_word_is_words_again(careful):
    await careful.talk("bo", "sprog dansk")
    careful.move(hours=1)
    await careful.look_after()

    await careful.talk("bo", CODE)

    assert await language(careful) is Language.ENGLISH
    assert careful.texts("mette")[-1] == f"K2 Bo\n{CODE}"


async def test_an_old_code_word_changes_nothing(careful):
    await careful.talk("bo", "sprog dansk")
    await set_safe(careful, code_word="2222")

    await careful.talk("bo", CODE)
    assert await language(careful) is Language.ENGLISH
    await careful.talk("bo", "2222")
    assert await language(careful) is Language.DANISH


async def test_on_telegram_and_without_the_wish_nothing_is_asked(house):
    await set_safe(house, "alma")
    await house.talk("alma", "sprog dansk")
    await house.talk("bo", "sprog dansk")

    assert await language(house, "alma") is Language.DANISH
    assert await language(house, "bo") is Language.DANISH


async def test_a_code_that_was_asked_for_but_never_arrived_harms_nobody(careful):
    careful.sms.will(Never(Reason.PROVIDER), to=careful.addresses["bo"].value)

    await careful.talk("bo", "sprog dansk")
    await careful.talk("bo", CODE)

    assert await language(careful) is Language.DANISH


async def test_the_same_word_twice_asks_anew_and_is_done_once(careful):
    await careful.talk("bo", "sprog dansk")
    await careful.talk("bo", "sprog svenska")
    await careful.talk("bo", CODE)

    assert careful.texts("bo")[:-1].count(ASKED) == 2
    assert await language(careful) is Language.SWEDISH


async def test_a_number_is_theirs_again_with_the_code_word_alone(careful):
    careful.move(days=61)
    await careful.talk("mette", "/to K2 the key is under the mat")
    careful.move(seconds=9)
    await careful.deliver()

    await careful.talk("bo", "JA")
    asked = careful.texts("bo")
    await careful.talk("bo", CODE)

    assert asked[-1] == ASKED
    assert not any("under the mat" in text for text in asked)
    assert "Mette: the key is under the mat" in careful.texts("bo")


async def test_the_next_owner_who_says_yes_by_mistake_reads_nothing(careful):
    careful.move(days=61)
    await careful.talk("mette", "/to K2 the key is under the mat")
    careful.move(seconds=9)
    await careful.deliver()

    await careful.talk("bo", "JA")
    await careful.talk("bo", "1234")
    await careful.talk("bo", "FORKERT")

    assert not any("under the mat" in text for text in careful.texts("bo"))
    assert await careful.address("bo") is None


@pytest.mark.parametrize("yes", ["OK", "1"])
async def test_a_consent_by_sms_is_given_with_the_code_word(careful, yes):
    await ask(careful, "bo", Purpose.MEASURE)

    await careful.talk("bo", yes)
    before = await said_by(careful, "bo")
    await careful.talk("bo", CODE)

    assert before[-1][:2] == ("measure", "asked")
    assert (await said_by(careful, "bo"))[-1][:2] == ("measure", "given")


async def test_a_yes_to_a_consent_that_is_over_or_not_yet_asked_is_words(careful):
    bo = await careful.person("bo")
    await careful.run(consents.ask, careful.office, bo.id, Purpose.MEASURE, careful.now)
    await careful.talk("bo", "OK")
    before = careful.texts("bo")
    careful.move(days=40)

    await careful.talk("bo", "ok tak")

    assert [ASKED in before, ASKED in careful.texts("bo")] == [False, False]
    assert careful.texts("mette")[-2:] == ["K2 Bo\nOK", "K2 Bo\nok tak"]


async def test_a_no_to_a_consent_needs_no_word(careful):
    await ask(careful, "bo", Purpose.MEASURE)

    await careful.talk("bo", "NEJ")

    assert ASKED not in careful.texts("bo")
    assert (await said_by(careful, "bo"))[-1][:2] == ("measure", "declined")


async def test_a_consent_whose_code_word_never_came_is_asked_for_again(careful):
    await ask(careful, "bo", Purpose.MEASURE)
    question = careful.texts("bo")[-1]
    await careful.talk("bo", "OK")
    careful.move(hours=1, minutes=1)

    await careful.look_after()
    await careful.deliver()

    assert careful.texts("bo")[-1] == question
    assert (await said_by(careful, "bo"))[-1][:2] == ("measure", "asked")
