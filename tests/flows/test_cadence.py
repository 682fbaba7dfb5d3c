"""Silence, tries, reviews and agreements, from phone to phone."""

from tests.flows.reading import record
from tests.flows.seeing import found, news, read
from tests.flows.test_absences import press, reply, were_asked


async def days_pass(stage, days):
    """Let days pass one by one, as they do."""
    for _ in range(days):
        await stage.later(days=1)
    await stage.quiet()


def about(texts, *words):
    return [each for each in texts if all(word in each for word in words)]


async def test_nothing_heard_climbs_from_the_contact_person_to_the_supervisor(stage):
    await stage.link("sanne")
    await were_asked(stage, "alma", "bo", "cleo")
    alma, mette, sanne = (stage.phones[ref] for ref in ("alma", "mette", "sanne"))

    # A try without an answer is noted, and is no contact.
    await days_pass(stage, 7)
    mette.write("/tried K1 knocked, no answer")
    await found(mette, "Noted for K1 Alma: knocked at the door.")

    # After two weeks Mette hears of it, once; after two more the supervisor.
    await days_pass(stage, 8)
    assert len(about(read(mette), "heard from K1 Alma", "Promised by")) == 1
    assert about(read(sanne), "K1 Alma") == []
    await days_pass(stage, 14)
    told = about(read(sanne), "K1 Alma: nothing heard in either direction")
    assert len(told) == 1
    mette.write("/cadence K1")
    await found(mette, "Tries without an answer: 1. Less than planned.")

    # Alma writes, and it is over.
    await news(stage, mette, lambda: alma.write("here I am"))
    await days_pass(stage, 3)
    mette.write("/tasks")
    await stage.quiet()
    assert "K1 Alma" not in read(mette)[-1]
    kinds = [each.kind for each in await record(stage, "alma")]
    assert "attempt" in kinds


async def test_a_review_is_reminded_of_and_noted_step_by_step(stage):
    await were_asked(stage, "alma", "bo", "cleo")
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    for _ in range(8):
        alma.write("hello")
        await stage.later(days=10)
    await stage.quiet()

    shown = await found(mette, "Follow-up with K1 Alma")
    mette.press(shown, "Note the review")
    await found(mette, "Review with K1 Alma: on which day was it?")
    reply(mette, "11/2")
    await found(mette, "Who took part?")
    await press(stage, mette, "Guardians")
    await press(stage, mette, "Go on")
    reply(mette, "yes, for school")
    await found(mette, "how does it work?")
    reply(mette, "it works")
    await found(mette, "What came of it?")
    await press(stage, mette, "It changes")

    assert read(mette)[-1] == (
        "The review with K1 Alma is noted. The next one is due Tue 11 May."
    )
    entry = next(
        each for each in await record(stage, "alma") if each.kind == "follow_up"
    )
    assert "yes, for school" in entry.text


async def test_what_was_agreed_on_is_reminded_of_and_done(stage):
    await were_asked(stage, "alma", "bo", "cleo")
    bo, mette = stage.phones["bo"], stage.phones["mette"]

    mette.write("/agree K2 bring the form by friday")
    await found(mette, "Who does it?")
    await press(stage, mette, "K2 Bo")
    assert read(mette)[-1].endswith("K2 Bo: bring the form, by Fri 27 Nov")

    # The service is down in between, and comes back on the morning of the day.
    await stage.stop()
    stage.clock.move(days=3, hours=23)
    await stage.start()
    await found(bo, "Today is the day for: bring the form.")
    bo.text("AGREEMENTS")
    await found(bo, "you: bring the form, by Fri 27 Nov")

    # Nobody says that it is done: Mette has a task, and does it with one tap.
    await stage.later(days=1)
    await found(mette, "bring the form. Promised by")
    mette.write("/agreements")
    await found(mette, "1. K2 Bo: bring the form")
    await press(stage, mette, "Done 1")
    bo.text("AGREEMENTS")
    await found(bo, "Nothing is open just now.")
    mette.write("/tasks")
    await found(mette, "You have no open tasks.")
