"""A contact person is away: a week with a substitute, and one who falls ill."""

from casework.safe_contact import SafeContact
from storage import people, safe_contacts
from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

MAY_READ = "May Sanne read your old messages here? Reply OK or NO. Both are OK."


def reply(phone, words):
    """Answer the newest message of the bot, as the app does that opened a reply."""
    phone.write(words, reply_to=phone.chat[-1].id)


async def were_asked(stage, *refs):
    """Let them have said when to write, so that nothing else is asked of them."""
    for ref in refs:
        person = await stage.store.run(people.find_by_ref, ref)
        said = SafeContact(checked_on=stage.clock().date())
        await stage.store.run(
            safe_contacts.set_profile, person.id, said, person.id, stage.clock()
        )


async def press(stage, phone, label):
    """Press the newest button with this label, and wait until all is quiet."""
    shown = next(
        each
        for each in reversed(phone.chat)
        if any(label in words for words in buttons_of(each))
    )
    words = next(each for each in buttons_of(shown) if label in each)
    phone.press(shown, words)
    await stage.quiet()


async def test_a_week_with_a_substitute(stage):
    await stage.link("sanne")
    await were_asked(stage, "alma", "bo", "cleo")
    alma, bo, mette, sanne = (
        stage.phones[ref] for ref in ("alma", "bo", "mette", "sanne")
    )

    # Monday 23 November: Mette plans her week off.
    mette.write("/away")
    await found(mette, "From when to when")
    reply(mette, "30/11-6/12 Sanne")
    await found(mette, "You are away Mon 30 Nov to Sun 6 Dec, and Sanne answers:")
    await press(stage, mette, "K1 Alma")
    reply(mette, "court on Thursday")
    await found(mette, "K1 Alma: court on Thursday")
    await press(stage, mette, "Confirm")
    assert read(sanne)[-1].startswith("Mette is away Mon 30 Nov to Sun 6 Dec")

    # Saturday: they are told. Bo would rather wait.
    await stage.later(days=5)
    await stage.quiet()
    assert read(alma)[-1].startswith(
        "Mette is away Mon 30 Nov to Sun 6 Dec. Sanne answers you here meanwhile."
    )
    await press(stage, alma, "Yes")
    told = await news(stage, mette, lambda: bo.text("2"))
    assert told == ["K2 Bo would rather wait for Mette, and writes to Mette alone."]

    # Monday: Sanne answers Alma, and Mette Bo.
    await stage.later(days=2)
    await stage.quiet()
    assert read(sanne)[-1] == (
        "Mette is away up to and including Sun 6 Dec. You answer now:\n"
        "K1 Alma: court on Thursday"
    )
    to_mette = await news(
        stage, mette, lambda: (alma.write("I am scared"), bo.text("for Mette"))
    )
    got = await found(sanne, "I am scared")
    sanne.write("I am here, too", reply_to=got.id)
    await stage.later(seconds=9)
    await stage.quiet()
    assert to_mette == ["K2 Bo\nfor Mette"]
    assert read(alma)[-1] == "Sanne (for Mette): I am here, too"
    assert not any("court" in text for text in read(alma))

    # The service is down over the weekend in which it ends.
    await stage.stop()
    stage.clock.move(days=8)
    await stage.start()
    await stage.quiet()
    assert read(alma)[-1] == "Mette is back. You write with Mette again."
    assert read(bo)[-1] == "Mette is back. You write with Mette again."
    assert read(mette)[-1] == (
        "Welcome back. Your people write to you again.\nK2 Bo: 1 without an answer"
    )
    assert read(sanne)[-1].startswith("You stand in for Mette no more.")

    # What Sanne still has in hand leads nowhere.
    sanne.write("one more thing", reply_to=got.id)
    told = await news(stage, mette, lambda: alma.write("hello Mette"))
    await stage.later(minutes=1)
    await stage.quiet()
    assert told == ["K1 Alma\nhello Mette"]
    assert not any("one more thing" in text for text in read(alma))
    entries = await record(stage, "alma")
    assert [each.author for each in entries if each.kind == "answering"] == [
        "Sanne",
        "Mette",
    ]


async def test_when_a_worker_is_ill_old_messages_are_shown_only_after_a_yes(stage):
    await stage.link("sanne")
    alma, bo, mette, sanne = (
        stage.phones[ref] for ref in ("alma", "bo", "mette", "sanne")
    )
    alma.write("an old secret")
    bo.text("Bo's old secret")
    await found(mette, "an old secret")
    await stage.quiet()

    # Mette is ill: a supervisor says so for her, and stands in.
    sanne.write("/away Mette today-27/11")
    await found(sanne, "Who answers meanwhile?")
    await press(stage, sanne, "A supervisor")
    await press(stage, sanne, "Confirm")

    # New messages go to Sanne, old ones do not.
    alma.write("something new")
    await found(sanne, "something new")
    assert not any("secret" in text for text in read(sanne))
    await press(stage, alma, "Yes")
    assert read(alma)[-1] == MAY_READ
    bo.text("1")
    await stage.quiet()
    assert read(bo)[-1] == MAY_READ

    # Bo says no, Alma says yes.
    bo.text("NEJ")
    await stage.quiet()
    assert not any("secret" in text for text in read(sanne))
    await press(stage, alma, "Yes")
    copied = [text for text in read(sanne) if "secret" in text]
    assert copied == ["an old secret"]
