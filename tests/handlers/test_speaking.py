"""What stands on a phone that somebody else may look at."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from casework.messages import Kind
from casework.people import Language, Role
from casework.safe_contact import Discreet, SafeContact
from casework.wording import WORDINGS, Audience, Way
from handlers import calls, speaking
from handlers.speaking import DISCREET, GIVES_AWAY, UNSAID
from storage import people, safe_contacts

TELLING = {
    "name": "Almavera Lind",
    "worker": "Mettelise Holm",
    "substitute": "Jonasine Berg",
    "new_worker": "Karlotta Krog",
    "child": "Bobinette Ravn",
    "guardian": "Gudruna Ravn",
    "org": "Testby Kommune",
    "place": "Ungehuset Nord",
    "phone": "70101010",
    "authority": "Statsforvaltningen",
    "dpo": "dpo Testby",
}
SAID_TO_THEM = [
    key
    for key, wording in WORDINGS.items()
    if wording.audience is Audience.CLIENT
    and wording.way in (Way.SMS, Way.TELEGRAM, Way.SPOKEN)
]


def samples(key):
    return dict.fromkeys(WORDINGS[key].placeholders, "7") | TELLING


async def set_safe(house, who, **safe):
    client, mette = await house.person(who), await house.person("mette")
    profile = SafeContact(**safe)
    await house.run(safe_contacts.set_profile, client.id, profile, mette.id, house.now)


def say_all(tx, office, person, keys):
    """Return each text in each language, as it is said to this person."""
    return [
        (key, speaking.say(tx, office, replace(person, language=spoken), key, **given))
        for key in keys
        for given in [samples(key)]
        for spoken in Language
    ]


async def test_no_text_tells_a_discreet_person_a_name_an_organisation_or_a_place(house):
    await set_safe(house, "alma", discreet=Discreet.DISCREET)
    office = replace(house.office, phone=TELLING["phone"])
    alma = await house.person("alma")

    said = await house.run(say_all, office, alma, SAID_TO_THEM)

    parts = [part for value in TELLING.values() for part in value.split()]
    telling = [
        (key, part)
        for key, text in said
        # A caller needs the number of the office, which names nobody.
        for part in parts
        if part in text and not (key.startswith("voice_") and part.isdigit())
    ]
    assert telling == []


async def test_every_text_that_would_name_something_has_a_discreet_one(house):
    await set_safe(house, "alma", discreet=Discreet.DISCREET)
    alma = await house.person("alma")

    said = await house.run(say_all, house.office, alma, SAID_TO_THEM)

    assert [key for key, text in said if UNSAID in text] == []


def test_a_discreet_text_asks_for_nothing_that_the_plain_one_was_not_given():
    for plain in DISCREET.keys() & set(SAID_TO_THEM):
        discreet, given = DISCREET[plain], WORDINGS[plain].placeholders
        assert WORDINGS[discreet].placeholders <= given | {"phone"}, plain
        assert GIVES_AWAY.isdisjoint(WORDINGS[discreet].placeholders - {"phone"})


async def test_neutral_texts_hold_first_names_only_and_open_ones_the_whole(house):
    alma = await house.person("alma")
    given = {"name": "Almavera Lind", "worker": "Mettelise Holm"}

    neutral = await house.run(speaking.say, house.office, alma, "link_code_ok", **given)
    await set_safe(house, "alma", discreet=Discreet.OPEN)
    plain = await house.run(speaking.say, house.office, alma, "link_code_ok", **given)

    assert neutral == "Thanks Almavera. You can now write with Mettelise here."
    assert plain == (
        "Thanks Almavera Lind. You can now write with Mettelise Holm here."
    )


async def test_who_may_not_be_named_is_not_and_the_rest_is_said_as_ever(house):
    await set_safe(house, "alma", may_name_worker=False)
    alma = await house.person("alma")

    named = await house.run(
        speaking.say, house.office, alma, "call_asked", worker="Mettelise"
    )
    unnamed = await house.run(speaking.say, house.office, alma, "help_menu")

    assert "Mettelise" not in named
    assert unnamed.startswith("You can write freely")


@pytest.mark.parametrize("asked", [True, False])
async def test_a_place_is_named_unless_somebody_said_no(house, asked):
    checked = {"checked_on": house.now.date()} if asked else {}
    await set_safe(house, "alma", **checked)
    alma = await house.person("alma")

    said = await house.run(
        speaking.say,
        house.office,
        alma,
        "appt_reminder_2h",
        worker="Mette",
        time="14.00",
        place="Ungehuset",
    )

    assert ("Ungehuset" in said) is not asked


def _rename(tx, who, name):
    person = people.find_by_ref(tx, who)
    assert person.role is Role.CONTACT_PERSON
    place = tx.seal("person", "sealed_name", person.id, name)
    tx.run(
        "UPDATE person SET sealed_name = :name WHERE id = :id", name=place, id=person.id
    )
    tx.forget()


async def test_a_label_is_a_first_name_and_nothing_at_all_where_that_was_asked(house):
    await house.run(_rename, "mette", "Mettelise Holm")
    await house.talk("alma", "hello")
    got = house.last("mette")

    await house.talk("mette", "one", reply_to=got)
    await set_safe(house, "alma", discreet=Discreet.OPEN)
    await house.talk("mette", "two", reply_to=got)
    await set_safe(house, "alma", discreet=Discreet.DISCREET)
    await house.talk("mette", "three", reply_to=got)

    assert house.texts("alma")[-3:] == [
        "Mettelise: one",
        "Mettelise Holm: two",
        "three",
    ]


async def test_pictures_to_a_discreet_person_come_without_a_name_either_way(house):
    for who in ("alma", "bo"):
        await set_safe(house, who, discreet=Discreet.DISCREET)
        await house.talk(who, "hello")
    to_alma, to_bo = (
        next(each for each in house.chat("mette") if name in each.text)
        for name in ("Alma", "Bo")
    )
    for reply_to in (to_alma, to_bo):
        for words in ("the map", ""):
            await house.talk("mette", words, kind=Kind.PHOTO, reply_to=reply_to)
            house.move(minutes=1)
            await house.deliver()

    assert house.texts("alma")[-2:] == ["the map", ""]
    assert house.texts("bo")[-2:] == [
        "the map (photo: cannot be shown here)",
        "There was something that cannot be shown here (photo)",
    ]


async def test_an_album_in_answer_to_a_discreet_person_names_nobody(house):
    await set_safe(house, "alma", discreet=Discreet.DISCREET)
    await house.talk("alma", "hello")
    got = house.last("mette")

    for _ in range(2):
        await house.write("mette", kind=Kind.PHOTO, album="a", reply_to=got)
    house.move(seconds=10)
    await house.deliver()

    assert not any("Mette" in text for text in house.texts("alma")[-3:])


async def test_a_correction_to_a_discreet_person_names_nobody(house):
    await set_safe(house, "bo", discreet=Discreet.DISCREET)
    await house.talk("bo", "hello")
    got = house.last("mette")
    own = await house.talk("mette", "at two", reply_to=got)
    house.move(seconds=9)
    await house.deliver()

    await house.talk("mette", "at three", edit_of=own, reply_to=got)

    assert house.texts("bo")[-2:] == ["at two", "Correction: at three"]


async def test_a_discreet_caller_hears_no_name(house):
    number = house.addresses["bo"].value
    caller = (calls.what_the_caller_hears, house.office, number, house.now)
    named = await house.run(*caller)
    await set_safe(house, "bo", discreet=Discreet.DISCREET)

    heard = await house.run(*caller)

    assert "Mette" in named
    assert "Mette" not in heard
    assert "112" in heard


def test_no_handler_says_past_us_what_has_a_discreet_variant():
    past_us = {
        (path.name, node.args[0].value)
        for path in Path(speaking.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) == "office.say"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value in DISCREET
    }

    # A label is a part of words that the relay knows how to leave out, and whoever
    # calls without being known hears no names anyway.
    assert past_us <= {
        ("labels.py", "relay_to_client"),
        ("labels.py", "relay_to_client_substitute"),
    }
