"""Everybody is spoken to in their own language, on one and the same stage."""

from datetime import date

import pytest

from casework.people import Language, Role
from handlers.enrolment import NewPerson
from tests.flows.seeing import buttons_of, found, news, read

GROWN_UP = date(2000, 1, 1)
BO = "+4520123456"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def listed(ref, role, name, language, **more):
    given = {"line": 2, "profile": "dk_youth", "born_before": GROWN_UP} | more
    return NewPerson(ref=ref, role=role, name=name, language=language, **given)


MIXED = (
    listed("maj", Role.CONTACT_PERSON, "Maj", Language.SWEDISH),
    listed("sanne", Role.SUPERVISOR, "Sanne", Language.ENGLISH),
    listed("bo", Role.CLIENT, "Bo", Language.DANISH, phone=BO, contact_person="maj"),
    listed("eve", Role.CLIENT, "Eve", Language.ENGLISH, contact_person="maj"),
)


@pytest.fixture
async def mixed(empty_stage):
    await empty_stage.open()
    await empty_stage.enrol(MIXED)
    await empty_stage.start()
    await empty_stage.link("maj", "sanne", "bo", "eve")
    await empty_stage.quiet()
    return empty_stage


async def let_go(stage):
    await stage.later(seconds=9)
    await stage.quiet()


async def test_each_side_of_a_talk_reads_its_own_language(mixed):
    maj, bo, eve = (mixed.phones[ref] for ref in ("maj", "bo", "eve"))
    bo.text("JA")
    eve.press(eve.chat[-1], "Yes")
    await mixed.quiet()

    eve.sticker()
    sticker = await maj.wait_for(lambda message: message.kind == "sticker")
    maj.write("hej Bo", reply_to=(await found(maj, "K1 Bo")).id)
    held = await found(maj, "K1 Bo: skickas om 8 s.")
    await let_go(mixed)
    maj.photo(PNG)
    await mixed.quiet()
    maj.write("what is it?", reply_to=sticker.id)
    await let_go(mixed)

    assert read(bo)[0].startswith("Hej Bo! Her kan du skrive med Maj.")
    assert read(bo)[1].startswith("Tak! Du kan skrive her")
    assert read(bo)[-2:] == [
        "Maj: hej Bo",
        (
            "Maj har sendt noget, som en sms ikke kan vise (billede). "
            "Skriv, hvis du vil vide mere."
        ),
    ]
    assert read(eve)[0].startswith("Hi Eve! Here you can write with Maj.")
    assert read(maj)[0].startswith("Hej Maj")
    assert "K2 Eve: [klistermärke]" in read(maj)
    assert buttons_of(held) == ["Ångra", "Skicka nu"]
    assert any("K1 Bo har bara sms. Inte skickat: bild" in told for told in read(maj))


async def test_a_language_is_chosen_by_button_and_nobody_else_hears_of_it(mixed):
    maj, eve = mixed.phones["maj"], mixed.phones["eve"]
    eve.press(eve.chat[-1], "Yes")

    to_maj = await news(mixed, maj, lambda: eve.write("/language"))
    question = await found(eve, "Which language do you want?")
    eve.press(question, "Dansk")
    await mixed.quiet()
    eve.write("/about")
    await mixed.quiet()

    assert to_maj == []
    assert buttons_of(question) == ["Dansk", "Svenska", "English"]
    assert read(eve)[-2] == "OK, vi skriver på dansk fra nu af."
    assert read(eve)[-1].startswith("Det, du skriver, bliver gemt.")
    assert buttons_of(next(each for each in eve.chat if each.id == question.id)) == []


async def test_by_sms_two_words_change_it_and_one_is_said_to_the_human(mixed):
    maj, bo = mixed.phones["maj"], mixed.phones["bo"]
    bo.text("JA")
    await mixed.quiet()

    asked = await news(mixed, bo, lambda: bo.text("SPROG"))
    changed = await news(mixed, bo, lambda: bo.text("language english"))
    to_maj = await news(mixed, maj, lambda: bo.text("Dansk"))
    about = await news(mixed, bo, lambda: bo.text("ABOUT"))

    assert asked == [
        (
            "Dansk: send SPROG dansk. Svenska: skicka SPRÅK svenska. "
            "English: send LANGUAGE english."
        )
    ]
    assert changed == ["OK, we write in English from now on."]
    assert to_maj == ["K1 Bo\nDansk"]
    assert about[0].startswith("What you write is saved.")


async def test_somebody_who_works_here_chooses_as_well_and_their_menu_follows(mixed):
    maj = mixed.phones["maj"]
    before = menu_of(mixed, maj)

    maj.write("/language")
    maj.press(await found(maj, "Vilket språk vill du ha?"), "English")
    await found(maj, "OK, we write in English from now on.")
    maj.write("/help")
    await found(maj, "What you can do here")
    await mixed.quiet()

    assert before["to"] == "välj vem du skriver till"
    assert menu_of(mixed, maj)["to"] == "choose who to write to"
    assert {"to", "clients", "undo", "help", "about", "language"} <= set(before)
    assert menu_of(mixed, mixed.phones["eve"]) == {}


def menu_of(stage, phone):
    """Return the commands that are offered in this one chat."""
    for (what, scope), commands in stage.world.telegram.settings.items():
        if what == "commands" and str(phone.id) in str(scope):
            return {each["command"]: each["description"] for each in commands}
    return {}


async def test_by_sms_who_works_here_is_told_what_can_be_done(stage):
    kirsten = stage.phones["kirsten"]

    helped = await news(stage, kirsten, lambda: kirsten.text("hjælp"))
    about = await news(stage, kirsten, lambda: kirsten.text("om"))
    kirsten.text("sprog dansk")
    await stage.quiet()
    danish = await news(stage, kirsten, lambda: kirsten.text("om"))

    said = "\n".join(helped)
    assert said.startswith(
        "Begin with the short name, like this: K3 hello. Your people: K3, K4. "
        "Private details do not belong in SMS."
    )
    assert "CADENCE K3" in said
    assert about == [
        (
            "What is kept of your messages lies locked in their case. "
            "Only those with a key to it can read it. Nobody sees your number."
        )
    ]
    assert danish[0].startswith(
        "Det, der gemmes af jeres beskeder, ligger låst i sagen."
    )


async def test_a_stranger_is_answered_in_the_language_of_their_phone(mixed):
    chat = mixed.world.telegram_phone("Nobody", language_code="sv")
    chat.start()
    phone = mixed.world.sms_phone("+4520999999")
    phone.text("hello?")
    await mixed.quiet()

    assert read(chat)[0].startswith("Den här chatten svarar automatiskt.")
    assert read(phone)[0].startswith("This number answers by itself.")


async def test_a_question_in_the_wrong_language_is_asked_again_in_the_right_one(mixed):
    maj, eve = mixed.phones["maj"], mixed.phones["eve"]
    eve.write("/language")
    eve.press(await found(eve, "Which language"), "Svenska")
    again = await found(eve, "Får vi skriva?")

    told = await news(mixed, maj, lambda: eve.press(again, "Ja"))

    assert told == ["K2 Eve har sagt ja till meddelanden."]
    assert read(eve)[-1].startswith("Tack! Du kan skriva här")
