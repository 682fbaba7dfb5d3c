"""The record written from the phone: a contact, a note, a goal, and their own words."""

from tests.flows.reading import record
from tests.flows.seeing import found, read
from tests.flows.test_absences import press, were_asked


async def kept(stage, ref, *kinds):
    return [
        (each.kind, each.text)
        for each in await record(stage, ref)
        if each.kind in kinds
    ]


async def test_a_day_out_a_message_that_matters_and_words_of_their_own(stage):
    await were_asked(stage, "alma", "bo")
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))

    # Monday, 10 in the morning: what happened elsewhere, in two taps and a line.
    mette.write("/goals K1 bolig")
    await found(mette, "1. a home")
    mette.write("/log K1")
    await found(mette, "K1 Alma: what kind of contact?")
    await press(stage, mette, "visit at home")
    await press(stage, mette, "45 min")
    mette.answer('looked at flats #bolig "I want a room with light"')
    await found(mette, "Noted for K1 Alma (no. ")
    mette.write("/log\nK1 activity 2 h bowling\nK2 activity 2 h bowling, won")
    await found(mette, "Noted for K2 Bo (no. ")

    # Alma writes what matters: Telegram gives the words of the message replied to.
    alma.write("they throw me out on Friday")
    shown = await found(mette, "they throw me out")
    mette.write("/important", reply_to=shown.id)
    await found(mette, "Important for K1 Alma.")
    bo.text("GEM: jeg vandt!")
    await found(bo, "Saved in your own words.")
    await stage.quiet()

    # A day later nobody has written the note: it is reminded of, once.
    for _ in range(26):
        await stage.later(hours=1)
    await stage.quiet()
    owed = [text for text in read(mette) if "has no note yet" in text]
    assert len(owed) == 1
    mette.write("/note call the housing office", reply_to=shown.id)
    await found(mette, "Note written for K1 Alma (no. ")
    await stage.later(days=2)
    await stage.quiet()
    assert len([text for text in read(mette) if "has no note yet" in text]) == 1

    assert await kept(
        stage, "alma", "goal", "contact", "important", "note", "chat"
    ) == [
        ("goal", "a home"),
        (
            "contact",
            (
                "visit at home, 45 min, goal: a home: looked at flats"
                '\nAlma: "I want a room with light"'
            ),
        ),
        ("contact", "activity, 120 min: bowling"),
        ("important", ""),
        ("chat", "10:00 to 10:00, messages: 1 from the client, 0 to the client"),
        ("note", 'call the housing office\nAlma: "they throw me out on Friday"'),
    ]
    assert await kept(stage, "bo", "contact", "own_words") == [
        ("contact", "activity, 120 min: bowling, won"),
        ("own_words", "jeg vandt!"),
    ]
