"""Old messages go to whoever answers now only after a yes; copied, never kept."""

from datetime import date

import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from casework.messages import Form
from casework.people import Address, Channel
from handlers import old_messages
from storage import cases, consents
from tests.handlers.house import listed
from tests.handlers.test_absences import away, look
from tests.handlers.test_handover import enrol_key

QUESTION = "May Sanne read your old messages here? Reply OK or NO. Both are OK."


@pytest.fixture
async def substituted(house):
    """Alma and Bo wrote to Mette; now Sanne stands in, and they agree to that."""
    await house.talk("alma", "an old secret")
    await house.talk("alma", "and another")
    await house.talk("bo", "something old")
    await away(house, substitute="sanne")
    await house.press("alma", "Yes")
    await house.talk("bo", "1")
    await house.deliver()
    return house


async def test_it_is_asked_after_the_first_question_is_answered(substituted):
    house = substituted

    assert house.texts("alma")[-1] == house.texts("bo")[-1] == QUESTION
    assert not any(each.form is Form.COPY for each in house.chat("sanne"))


async def test_a_yes_copies_what_was_written_from_the_clients_chat(substituted):
    house = substituted

    await house.press("alma", "Yes")
    await house.deliver()

    assert house.texts("alma")[-1] == "Thank you. That is noted."
    told, *copies = house.chat("sanne")[-3:]
    assert told.text == "K1 Alma lets you read what was written before."
    assert [each.form for each in copies] == [Form.COPY, Form.COPY]
    assert copies[0].text.startswith("K1 Alma wrote this before, from today at 10:00")


async def test_by_sms_only_the_record_has_the_words(substituted):
    house = substituted

    await house.talk("bo", "JA")

    assert house.texts("sanne")[-1] == (
        "K2 Bo wrote this by text message, which cannot be copied. Only the record has "
        "the words:\ntoday at 10:00"
    )


async def test_a_no_shows_nothing(substituted):
    house = substituted

    await house.press("alma", "No")
    await house.talk("bo", "nej")

    assert house.texts("alma")[-1].startswith("That is fine.")
    assert "K1 Alma does not want you to read" in "\n".join(house.texts("sanne"))
    assert not any(each.form is Form.COPY for each in house.chat("sanne"))


async def test_the_answer_is_kept_with_the_words_that_were_shown(substituted):
    house = substituted
    alma, bo = await house.person("alma"), await house.person("bo")

    await house.press("alma", "Yes")
    await house.talk("bo", "nej")

    given = (await house.run(consents.of_person, alma.id))[-1]
    declined = (await house.run(consents.of_person, bo.id))[-1]
    assert (given.purpose, given.state, given.how, given.giver) == (
        Purpose.HISTORY,
        ConsentState.GIVEN,
        How.TELEGRAM,
        alma.id,
    )
    assert (declined.state, declined.how) == (ConsentState.DECLINED, How.SMS)
    assert given.text_key == old_messages.KIND
    assert given.text_version.startswith("en:")


async def test_who_never_wrote_is_not_asked(house):
    await house.enrol(listed("eva", contact_person="mette"))

    await away(house, substitute="sanne")

    assert QUESTION not in house.texts("alma")


async def test_a_question_that_lost_its_meaning_is_not_asked(house):
    await house.talk("alma", "an old secret")
    await away(house, substitute="sanne")

    await house.press("alma", "I would rather wait")
    await house.deliver()

    assert QUESTION not in house.texts("alma")


async def test_a_yes_that_comes_too_late_shows_nothing(substituted):
    house = substituted
    await look(house, days=7)

    await house.press("alma", "Yes")
    await house.deliver()

    assert not any(each.form is Form.COPY for each in house.chat("sanne"))


@pytest.mark.parametrize(("born", "is_owed"), [(2005, False), (2015, True)])
async def test_below_15_a_guardian_has_to_say_yes_as_well(house, born, is_owed):
    child = listed("eva", born_before=date(born, 12, 31), contact_person="kirsten")
    await house.enrol(child)
    eva = await house.person("eva")
    yes = Consent(
        eva.id,
        eva.id,
        Purpose.HISTORY,
        ConsentState.GIVEN,
        How.SMS,
        house.now,
    )
    await house.run(consents.add, yes)

    found = await house.run(old_messages.is_owed, house.office, eva, house.now)

    assert found is is_owed


async def test_what_waits_for_an_answer_is_copied_without_asking(house):
    await house.talk("alma", "answered already")
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()
    await house.talk("alma", "not answered")
    alma, sanne = await house.person("alma"), await house.person("sanne")

    count = await house.run(
        old_messages.copy_unanswered, house.office, alma, sanne, house.now
    )
    await house.deliver()

    assert count == 1
    (copy,) = [each for each in house.chat("sanne") if each.form is Form.COPY]
    assert copy.copied is not None


async def opens_for(house, client, who):
    """Tell whether somebody's key opens what is written into a case now."""
    case = await house.case_of(client)
    return f"r-{who}" in await house.run(cases.readers_of, case)


async def test_a_substitute_reads_only_while_they_stand_in_and_after_a_yes(substituted):
    house = substituted
    await enrol_key(house, "sanne")

    before = await opens_for(house, "alma", "sanne")
    await house.press("alma", "Yes")
    await house.talk("bo", "nej")
    given = await opens_for(house, "alma", "sanne")
    declined = await opens_for(house, "bo", "sanne")
    await look(house, days=7)
    afterwards = await opens_for(house, "alma", "sanne")

    assert (before, given, declined, afterwards) == (False, True, False, False)


async def test_a_childs_yes_alone_shows_nothing(house):
    house.addresses["eva"] = Address(Channel.SMS, "+4520505050")
    child = listed("eva", born_before=date(2014, 12, 31), contact_person="mette")
    await house.enrol(child)
    await house.link("eva")
    await house.deliver()
    await house.talk("eva", "OK")
    await house.talk("eva", "an old secret")
    await away(house, substitute="sanne")
    await house.talk("eva", "1")

    await house.talk("eva", "ja")

    told = [text for text in house.texts("sanne") if text.startswith("K5 Eva")]
    assert told[-1] == (
        "K5 Eva says yes to you reading what was written before. A guardian's yes is "
        "missing."
    )
