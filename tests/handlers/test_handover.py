"""Handing over: mette (Telegram) has alma and bo, and they go to jonas or kirsten."""

import pytest

from casework.messages import Form
from casework.people import Address, Channel, Role
from handlers import handover
from handlers.handover import Note, Plan, Refusal
from storage import assignments, cases, choices, people, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.house import listed
from tests.handlers.test_absences import answering, away, look

CHANGED = (
    "Hi {}. From Mon 23 Nov you write with Jonas. Mette says thank you for the time "
    "together. You write here as before."
)


@pytest.fixture
async def jonas(house):
    """Somebody new, who writes by Telegram."""
    house.addresses["jonas"] = Address(Channel.TELEGRAM, "7001002009")
    await house.enrol(listed("jonas", Role.CONTACT_PERSON))
    await house.link("jonas")
    await house.deliver()
    return await house.person("jonas")


async def planned(house, worker="mette", to="jonas", clients=None):
    ids = None
    if clients is not None:
        ids = [(await house.person(each)).id for each in clients]
    return await house.run(
        handover.plan,
        await house.person(worker),
        await house.person(to),
        house.now,
        ids,
    )


async def hand_over(house, *clients, to="jonas"):
    found = await planned(house, to=to, clients=clients or None)
    done = await house.run(handover.hand_over, house.office, found, None, house.now)
    await house.deliver()
    return done


async def contact_person(house, client):
    person = await house.person(client)
    return (await house.run(assignments.current, person.id)).contact_person


async def enrol_key(house, who):
    person = await house.person(who)
    key = generate_key_pair().public_key()
    return await house.run(readers.add, f"r-{who}", person.id, key, house.now)


async def test_the_preview_says_who_goes_and_what_is_unanswered(house, jonas):
    await house.talk("alma", "hello?")
    await house.talk("alma", "anybody?")

    found = await planned(house)

    assert isinstance(found, Plan)
    assert [(each.client.alias, each.unanswered) for each in found.going] == [
        ("K1", 2),
        ("K2", 0),
    ]
    assert found.notes == (Note.NO_KEY,)
    assert await contact_person(house, "alma") != jonas.id


async def test_one_client_goes_and_the_other_stays(house, jonas):
    done = await hand_over(house, "alma")

    assert done == 1
    assert await contact_person(house, "alma") == jonas.id
    assert await contact_person(house, "bo") == (await house.person("mette")).id
    assert house.texts("alma")[-1] == CHANGED.format("Alma")
    assert not any("Jonas" in text for text in house.texts("bo"))
    assert house.texts("mette")[-1] == (
        "Handed over: K1 Alma. Jonas is the contact person from now on."
    )
    assert house.texts("jonas")[-1] == (
        "From Mette to you: K1 Alma. You are the contact person from now on."
    )


async def test_a_whole_caseload_goes_at_once(house, jonas):
    assert await hand_over(house) == 2

    assert house.texts("bo")[-1] == CHANGED.format("Bo")
    assert await planned(house) is Refusal.NOTHING
    mette = await house.person("mette")
    assert await house.run(handover.clients_without, mette) == []


async def test_what_is_unanswered_travels_out_of_the_clients_chat(house, jonas):
    await house.talk("alma", "old and answered")
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()
    await house.talk("alma", "unanswered")
    await house.talk("bo", "by text message")

    await hand_over(house)

    copies = [each for each in house.chat("jonas") if each.form is Form.COPY]
    assert [each.text for each in copies] == [
        "K1 Alma wrote this before, from today at 10:00 on:"
    ]
    assert any(
        text.startswith("K2 Bo wrote this by text message, which cannot be copied.")
        for text in house.texts("jonas")
    )
    await house.talk("jonas", "here I am", reply_to=copies[0])
    house.move(seconds=8)
    await house.deliver()
    assert house.texts("alma")[-1] == "Jonas: here I am"


async def test_what_had_not_reached_the_old_one_reaches_the_new_one(house, jonas):
    await house.write("alma", "still on its way")

    await hand_over(house)

    assert "K1 Alma\nstill on its way" in house.texts("jonas")
    assert not any("on its way" in text for text in house.texts("mette"))
    assert not any(each.form is Form.COPY for each in house.chat("jonas"))


async def test_from_then_on_words_go_to_the_new_one_alone(house, jonas):
    await house.talk("alma", "hello Mette")
    old = house.last("mette")
    await house.talk("mette", "/to K1")
    await hand_over(house)
    mette = await house.person("mette")
    assert await house.run(choices.find, mette.id) is None
    before = len(house.texts("alma"))

    await house.talk("alma", "hello Jonas")
    await house.talk("mette", "one more thing", reply_to=old)
    await house.talk("mette", "and this?")
    house.move(minutes=1)
    await house.deliver()

    assert house.texts("jonas")[-1] == "K1 Alma\nhello Jonas"
    assert house.texts("alma")[before:] == []


async def test_old_messages_are_shown_after_a_yes_only(house, jonas):
    await house.talk("alma", "answered long ago")
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()
    await hand_over(house)
    assert not any(each.form is Form.COPY for each in house.chat("jonas"))
    assert house.texts("alma")[-1].startswith("May Jonas read your old messages here?")

    await house.press("alma", "Yes")
    await house.deliver()

    assert [each.form for each in house.chat("jonas")][-1] is Form.COPY


async def test_a_yes_to_one_reader_brings_nothing_to_the_next(house, jonas):
    await house.talk("alma", "answered long ago")
    await house.talk("mette", "yes", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()
    await hand_over(house, "alma")
    await house.press("alma", "Yes")  # and before anything of it leaves:

    found = await planned(house, worker="jonas", to="mette", clients=["alma"])
    await house.run(handover.hand_over, house.office, found, None, house.now)
    await house.deliver()

    for who in ("jonas", "mette"):
        assert not any(each.form is Form.COPY for each in house.chat(who))


async def test_the_old_key_opens_nothing_that_comes(house, jonas):
    old, new = await enrol_key(house, "mette"), await enrol_key(house, "jonas")
    case = await house.case_of("alma")
    await house.run(cases.begin_epoch, case, [old], house.now)

    await hand_over(house)

    assert await house.run(cases.readers_of, case) == [new.id]
    said = [
        words["text"]
        for kind, words in await house.record("alma")
        if kind == "assignment"
    ]
    assert said[-2:] == ["handed over by Mette to Jonas"] * 2


async def test_a_crash_in_the_middle_leaves_everything_as_it_was(
    house, jonas, monkeypatch
):
    tell = handover._tell
    told = []

    def broken(*args):
        tell(*args)
        told.append(args)
        if len(told) == 2:
            raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(handover, "_tell", broken)
        with pytest.raises(RuntimeError):
            await hand_over(house)
    await house.deliver()

    mette = await house.person("mette")
    assert await house.run(assignments.own_clients, mette.id) == [
        (await house.person(who)).id for who in ("alma", "bo")
    ]
    assert not any("Jonas" in text for text in house.texts("alma"))
    assert house.texts("jonas") == [house.texts("jonas")[0]]
    assert await hand_over(house) == 2


async def test_who_went_elsewhere_meanwhile_stays_there(house, jonas):
    found = await planned(house)
    await hand_over(house, "alma", to="kirsten")

    done = await house.run(handover.hand_over, house.office, found, None, house.now)

    assert done == 1
    assert await contact_person(house, "alma") == (await house.person("kirsten")).id
    again = await house.run(handover.hand_over, house.office, found, None, house.now)
    assert again == 0


@pytest.mark.parametrize(
    ("to", "clients", "refusal"),
    [
        ("mette", None, Refusal.SAME),
        ("sanne", None, Refusal.NOBODY),
        ("alma", None, Refusal.NOBODY),
        ("kirsten", ["cleo"], Refusal.NOTHING),
    ],
)
async def test_what_makes_no_sense_is_refused(house, to, clients, refusal):
    assert await planned(house, to=to, clients=clients) is refusal


async def test_who_left_takes_nobody_over(house, jonas):
    await house.run(people.set_left, jonas.id, house.now)

    assert await planned(house) is Refusal.NOBODY


async def test_a_leavers_clients_are_named(house):
    mette = await house.person("mette")

    found = await house.run(handover.clients_without, mette)

    assert [each.alias for each in found] == ["K1", "K2"]


async def test_who_takes_over_while_away_is_stood_in_for(house, jonas):
    await away(house, "jonas", "sanne")
    found = await planned(house)
    assert Note.AWAY in found.notes

    await hand_over(house)

    assert await answering(house, "alma") == "sanne"
    assert house.texts("alma")[-1].startswith("Jonas is away Mon 23 Nov to")


async def test_a_substitute_of_before_stands_in_no_more(house, jonas):
    await away(house, substitute="sanne")

    await hand_over(house)
    await house.talk("alma", "who is there?")
    await look(house, days=7)

    assert "K1 Alma\nwho is there?" in house.texts("jonas")
    assert not any("who is there?" in text for text in house.texts("sanne"))
    assert house.texts("alma")[-1] != "Mette is back. You write with Mette again."


async def test_somebody_out_of_reach_is_noted(house):
    await house.enrol(listed("new", Role.CONTACT_PERSON))

    found = await planned(house, to="new")

    assert found.notes == (Note.NOT_REACHED, Note.NO_KEY)
