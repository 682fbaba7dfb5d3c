"""What a person asks for in the chat or in a word, phone to phone."""

from dataclasses import replace

from casework.people import AssignmentState, Mandate
from storage import assignments, consents, people
from tests.flows.seeing import buttons_of, news, read

STOPPED = "There is a STOP on messages."


async def write_to(stage, alias, words):
    stage.phones["mette"].write(f"/to {alias} {words}")
    await stage.later(seconds=9)
    await stage.quiet()


async def person(stage, ref):
    return await stage.store.run(people.find_by_ref, ref)


async def words_on(stage, ref):
    """Return every word on somebody's phone."""
    return " ".join(read(stage.phones[ref]))


async def test_a_stop_in_a_sentence_is_a_cry_and_a_stop_alone_is_an_opt_out(stage):
    """Acceptance: STOP opts out; "stop jeg kan ikke mere" is relayed and flagged."""
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))

    cry = await news(stage, mette, lambda: bo.text("stop jeg kan ikke mere"))
    await write_to(stage, "K2", "I am here")
    heard = read(bo)[-1]
    await news(stage, mette, lambda: (bo.text("STOP"), alma.write("stop")))
    await write_to(stage, "K2", "are you there?")
    await write_to(stage, "K1", "are you there?")

    assert cry[0] == "K2 Bo\nstop jeg kan ikke mere"
    assert [words[:40] for words in cry[1:]] == [
        "READ NOW: a message from K2 Bo may be ab"
    ]
    assert heard == "Mette: I am here"
    assert "are you there?" not in await words_on(stage, "bo")
    assert "are you there?" not in await words_on(stage, "alma")
    assert sum(STOPPED in line for line in read(mette)) == 2
    for ref in ("alma", "bo"):
        rows = await stage.store.run(consents.of_person, (await person(stage, ref)).id)
        assert rows[-1].state == "withdrawn"


async def test_who_is_there_under_a_courts_condition_may_stop_the_messages(stage):
    """Acceptance: messages stop, the assignment stays, nobody speaks of a breach."""
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    known = await person(stage, "bo")
    current = await stage.store.run(assignments.current, known.id)
    await stage.store.run(under_a_condition, current.id)

    told = await news(stage, mette, lambda: bo.text("STOP"))
    await write_to(stage, "K2", "see you on Monday")
    await stage.later(days=2)

    details = await stage.store.run(assignments.details, current.id)
    assert "see you on Monday" not in await words_on(stage, "bo")
    assert (details.state, details.ends_at) == (AssignmentState.ACTIVE, None)
    assert details.mandate == "court_condition"
    assert len(told) == 1
    assert told[0].startswith("K2 Bo has sent STOP.")
    everything = (await words_on(stage, "bo") + await words_on(stage, "mette")).lower()
    for word in ("breach", "violat", "condition", "court", "refus", "sanction"):
        assert word not in everything


def under_a_condition(tx, assignment):
    known = assignments.details(tx, assignment)
    assignments.set_details(tx, replace(known, mandate=Mandate.COURT_CONDITION))


async def test_everything_can_be_asked_by_command_and_by_a_word(stage):
    alma, bo = stage.phones["alma"], stage.phones["bo"]

    for command in ("/who", "/mydata", "/notices", "/about", "/help"):
        alma.write(command)
        await stage.quiet()
    for word in ("WHO", "MYDATA", "SETTINGS", "OM"):
        bo.text(word)
        await stage.quiet()

    by_telegram, by_sms = read(alma), read(bo)
    assert [line.partition(" ")[0] for line in by_telegram[-5:]] == [
        *("You", "We", "Messages:", "What", "You"),
    ]
    assert by_sms[-5].startswith("You write with Mette")
    assert by_sms[-4].startswith("We keep your name")
    assert "Send ACCESS" in by_sms[-3]
    assert by_sms[-2].startswith("Messages: yes.")
    assert by_sms[-1].startswith("What you write is saved.")


async def test_a_break_is_had_for_days_and_ended_with_start(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    told = await news(stage, mette, lambda: alma.write("/pause"))
    await write_to(stage, "K1", "rest well")
    during = (await person(stage, "alma")).paused_until
    offered = next(each for each in alma.chat if "a break for 7 days" in each.text)
    told += await news(stage, mette, lambda: alma.write("/start"))

    assert read(alma)[-2:] == [
        "Mette: rest well",
        "Welcome back, Alma. You can write with Mette here again.",
    ]
    assert buttons_of(offered) == ["3 days", "14 days", "30 days"]
    assert during is not None
    assert (await person(stage, "alma")).paused_until is None
    assert [line.partition(" until")[0] for line in told] == [
        *("K1 Alma wants a break", "K1 Alma gets messages again."),
    ]


async def test_reminders_are_switched_off_alone_by_a_tap_and_by_a_word(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    alma.write("/notices")
    await stage.quiet()

    told = await news(stage, mette, lambda: alma.press(alma.chat[-1], "reminders: yes"))
    told += await news(stage, mette, lambda: bo.text("REMINDERS"))
    await write_to(stage, "K2", "hello")

    assert told == [
        "K1 Alma has switched off: reminders.",
        "K2 Bo has switched off: reminders.",
    ]
    assert read(bo)[-1] == "Mette: hello"
    assert (await person(stage, "alma")).declined_topics == {"reminders"}


async def renewal(stage, phone):
    """Wait until what else is asked was let go, one thing at a time."""
    for _ in range(5):
        await stage.later(days=4)
        for message in phone.chat:
            if "You said yes to messages" in message.text:
                return message
    raise LookupError


async def test_a_yes_to_messages_is_asked_anew_after_a_year(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    await stage.later(days=365)
    question = await renewal(stage, alma)
    told = await news(stage, mette, lambda: alma.press(question, "No"))
    await stage.later(days=4)
    await write_to(stage, "K1", "are you sure?")

    assert question.text.startswith("Hi Alma. You said yes to messages ")
    assert told == [
        "K1 Alma said no: messages. The help goes on. Please talk about it."
    ]
    assert read(alma)[-1].startswith("OK, we have stopped the messages.")
