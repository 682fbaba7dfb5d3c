"""Notes of a message or behind a name, and corrections that stand beside."""

import pytest

from casework.profiles import RecordPolicy
from storage import assignments
from tests.handlers.outreach import question_of
from tests.handlers.test_contact_log import _with_policy


async def notes(house, who="alma", kind="note"):
    return [words for name, words in await house.record(who) if name == kind]


async def heard(house, text="I got the job"):
    """Let Alma write, and return how it stands in Mette's chat."""
    await house.talk("alma", text)
    return next(each for each in house.chat("mette") if text in each.text)


async def under(house, policy):
    """Let Alma's help keep so much of what is said."""
    alma = await house.person("alma")
    await house.run(_with_policy(policy), alma.id)


async def test_a_message_becomes_a_note_with_the_words_that_telegram_gives(house):
    shown = await heard(house)

    await house.talk("mette", "/note", reply_to=shown, answered_text=shown.text)

    (words,) = await notes(house)
    assert words["text"] == 'Alma: "I got the job"'
    assert words["own_words"] == "I got the job"
    assert house.texts("mette")[-1].startswith("Note written for K1 Alma (no. ")


async def test_the_workers_words_stand_apart_from_those_of_the_message(house):
    shown = await heard(house)

    await house.talk(
        "mette", "/note begins in May #housing", reply_to=shown, answered_text="the job"
    )

    (words,) = await notes(house)
    assert words["note"] == "begins in May"
    assert (words["own_words"], words["goals"]) == ("the job", ["housing"])


async def test_ones_own_message_becomes_a_note_in_ones_own_words(house):
    shown = await heard(house)
    own = await house.talk("mette", "see you at nine", reply_to=shown)

    await house.talk("mette", "/note", reply_to=own, answered_text="see you at nine")

    (words,) = await notes(house)
    assert words["text"] == words["note"] == "see you at nine"
    assert "own_words" not in words


async def test_the_words_are_asked_for_where_nobody_gives_them(house):
    shown = await heard(house)

    await house.talk("mette", "/note", reply_to=shown)
    await house.talk("mette", "a job", reply_to=question_of(house, "mette"))

    (words,) = await notes(house)
    assert words["text"] == "a job"


async def test_a_note_is_written_behind_a_name_and_by_sms(house):
    await house.talk("mette", "/note K1 seems calmer")
    await house.talk("kirsten", "NOTAT K3 ringer til skolen")
    await house.talk("kirsten", "Anteckning K3: klar")

    assert [each["text"] for each in await notes(house)] == ["seems calmer"]
    found = [each["text"] for each in await notes(house, "cleo")]
    assert found == ["ringer til skolen", "klar"]


async def test_nobody_notes_anything_about_somebody_elses_client(house):
    await house.talk("kirsten", "NOTE K1 hello")

    assert await notes(house) == []


async def test_one_tap_keeps_words_that_the_record_does_not_hold(house):
    await under(house, RecordPolicy.SUMMARY)
    shown = await heard(house)

    await house.press("mette", "Keep as a note")
    await house.deliver()

    assert not any(each.buttons for each in house.chat("mette"))
    assert shown.text in house.texts("mette")
    (words,) = await notes(house)
    assert words["own_words"] == "I got the job"
    assert house.texts("mette")[-1].startswith("Note written for K1 Alma (no. ")


@pytest.mark.parametrize("policy", sorted({*RecordPolicy} - {RecordPolicy.SUMMARY}))
async def test_no_button_stands_under_words_where_notes_are_not_what_keeps_them(
    house, policy
):
    await under(house, policy)

    shown = await heard(house)

    assert shown.buttons == ()


async def test_who_answers_them_no_more_keeps_nothing_of_them(house):
    await under(house, RecordPolicy.SUMMARY)
    await heard(house)
    alma = await house.person("alma")
    theirs = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, theirs.id, house.now)

    await house.press("mette", "Keep as a note")

    assert await notes(house) == []


async def test_a_note_is_not_kept_where_no_words_are(house):
    alma = await house.person("alma")
    await house.run(_with_policy("log_only"), alma.id)

    await house.talk("mette", "/note K1 hello")
    await house.talk("mette", "/correct K1 1 hello")

    assert await notes(house) == []
    assert "notes are not kept" in house.texts("mette")[-1]


async def test_a_correction_is_a_new_entry_that_points_at_the_old_one(house):
    await house.talk("mette", "/note K1 seen on Monday")
    before = await house.record("alma")

    await house.talk("mette", f"/correct K1 {len(before)} seen on Tuesday")
    await house.talk("mette", f"/correct K1 {len(before) + 100} nothing there")

    after = await house.record("alma")
    assert after[: len(before)] == before
    assert (after[-1][0], after[-1][1]["text"]) == ("correction", "seen on Tuesday")
    assert "no entry no." in house.texts("mette")[-1]


async def test_bare_commands_say_how_they_are_written(house):
    for command in ("/note", "/important", "/correct", "/correct K1"):
        await house.talk("mette", command)

    said = house.texts("mette")[-4:]
    assert "/note K7" in said[0]
    assert "/important" in said[1]
    assert "/correct K7 14" in said[2]
    assert said[2] == said[3]


async def test_by_sms_a_note_without_words_is_asked_for_in_the_same_text(house):
    await house.talk("kirsten", "NOTE K3")
    answer = house.texts("kirsten")[-1]

    await house.talk("kirsten", "NOTE K3 seems calmer")

    assert answer.startswith("Write the words in the same text: NOTE K3")
    notes = [words for kind, words in await house.record("cleo") if kind == "note"]
    assert [words["note"] for words in notes] == ["seems calmer"]


async def test_by_sms_the_last_message_of_somebody_is_marked_as_important(house):
    await house.talk("dan", "I have a place at the school")

    await house.talk("kirsten", "IMPORTANT K4")
    await house.talk("kirsten", "Important K4 you come on time")

    assert house.texts("kirsten")[-2].startswith("Important for K4 Dan.")
    marked = [kind for kind, _ in await house.record("dan") if kind == "important"]
    assert len(marked) == 1


async def test_by_sms_there_is_nothing_to_mark_of_who_never_wrote(house):
    await house.talk("kirsten", "VIGTIGT K4")

    assert "important" not in [kind for kind, _ in await house.record("dan")]
    assert house.texts("kirsten")[-1].startswith("K4 Dan has written nothing")
