"""A message that matters for the case: a note is owed of it."""

from storage import owed_notes
from tests.handlers.outreach import question_of
from tests.handlers.test_contact_log import _with_policy
from tests.handlers.test_notes import heard, notes


async def marked(house):
    shown = await heard(house, "they want me out of the flat")
    await house.talk("mette", "/important", reply_to=shown)
    return shown


def reminders(house):
    return [text for text in house.texts("mette") if "has no note yet" in text]


async def test_a_message_marked_as_important_is_reminded_of_after_a_day(house):
    """Acceptance: flagged as important for the case, without a note after 24 hours."""
    await marked(house)

    house.move(hours=23)
    await house.deliver()
    assert reminders(house) == []
    house.move(hours=2)
    await house.deliver()
    await house.deliver()

    assert len(reminders(house)) == 1
    await house.press("mette", "Write a note")
    await house.deliver()
    await house.talk("mette", "needs a home", reply_to=question_of(house, "mette"))
    (words,) = await notes(house)
    assert words["text"] == "needs a home"
    assert await house.run(owed_notes.open_of, (await house.person("alma")).id) == []


async def test_who_wrote_the_note_is_not_reminded(house):
    shown = await marked(house)
    await house.talk("mette", "/note", reply_to=shown, answered_text=shown.text)

    house.move(days=2)
    await house.deliver()

    assert reminders(house) == []


async def test_any_note_or_logged_words_about_them_settle_it(house):
    await marked(house)
    await house.talk("mette", "/log K1 phone 10 min about the flat")

    house.move(days=2)
    await house.deliver()

    assert reminders(house) == []


async def test_marked_twice_it_is_owed_once(house):
    shown = await marked(house)
    await house.talk("mette", "/important", reply_to=shown)

    house.move(days=2)
    await house.deliver()

    assert len(reminders(house)) == 1
    kinds = [kind for kind, _ in await house.record("alma")]
    assert kinds.count("important") == 1


async def test_outside_working_hours_the_reminder_waits(house):
    house.move(days=4)  # Friday: a day later nobody works
    await marked(house)

    house.move(days=1)
    await house.deliver()
    assert reminders(house) == []
    house.move(days=2)
    await house.deliver()

    assert len(reminders(house)) == 1


async def test_where_no_words_are_kept_no_note_is_owed(house):
    alma = await house.person("alma")
    await house.run(_with_policy("log_only"), alma.id)
    await marked(house)

    house.move(days=2)
    await house.deliver()

    assert reminders(house) == []
