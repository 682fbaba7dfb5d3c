from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.when import NotWhen
from handlers import later
from storage import assignments, scheduled
from storage.buttons import Meaning
from tests.handlers.house import MORNING, OFFICE

LATER = "/later K1 tomorrow 9 Good luck today!"


@pytest.fixture
async def talking(house):
    await house.talk("alma", "hello")
    return house


async def waiting(house, who="mette"):
    person = await house.person(who)
    return await house.run(scheduled.open_of, person.id)


async def test_words_leave_at_the_hour_that_their_author_chose(talking):
    await talking.talk("mette", LATER)
    assert talking.texts("mette")[-1].startswith("K1 Alma: this goes tomorrow at 9:00")
    before = talking.texts("alma")

    talking.move(hours=22)
    await talking.deliver()
    assert talking.texts("alma") == before

    talking.move(hours=1, minutes=1)
    await talking.deliver()
    await talking.deliver()

    assert talking.texts("alma") == [*before, "Mette: Good luck today!"]
    assert (await talking.said("alma"))[-1] == "Good luck today!"
    assert await waiting(talking) == []


async def test_they_leave_exactly_as_they_were_written(talking):
    words = "Good  luck\n  today: 9 o'clock, 1h, i morgen 🍀"

    await talking.talk("mette", f"/later K1 tomorrow 9 {words}")
    talking.move(days=1)
    await talking.deliver()

    assert talking.texts("alma")[-1] == f"Mette: {words}"


async def test_what_is_set_off_in_the_words_stays_set_off(talking):
    text = "/later K1 tomorrow 9 Good luck"
    bold = {"type": "bold", "offset": len(text) - 4, "length": 4}

    await talking.talk("mette", text, entities=(bold,))
    talking.move(days=1)
    await talking.deliver()

    left = next(
        each for each in talking.telegram.sent if each.text == "Mette: Good luck"
    )
    marks = [dict(each) for each in left.entities]
    assert {"type": "bold", "offset": len("Mette: Good "), "length": 4} in marks


async def test_changing_the_message_changes_the_words_and_the_hour(talking):
    sent = await talking.talk("mette", LATER)

    await talking.talk("mette", "/later K1 tomorrow 11 Good luck!", edit_of=sent)
    talking.move(days=1)
    await talking.deliver()
    assert "Mette: Good luck today!" not in talking.texts("alma")

    talking.move(hours=2)
    await talking.deliver()

    assert talking.texts("alma")[-1] == "Mette: Good luck!"
    assert "Mette: Good luck today!" not in talking.texts("alma")


async def test_changed_into_something_else_it_is_asked_how_it_was_meant(talking):
    sent = await talking.talk("mette", "/later K1 tomorrow 9 Good luck!")

    await talking.talk("mette", "Good luck, Alma!", edit_of=sent)

    assert talking.texts("mette")[-1].startswith("Write who, when, and then")


async def test_changing_it_after_it_left_is_an_edit_like_any_other(talking):
    sent = await talking.talk("mette", LATER)
    talking.move(days=1)
    await talking.deliver()

    await talking.talk("mette", "/later K1 tomorrow 9 Good luck, Alma!", edit_of=sent)

    assert talking.texts("alma")[-1] == "Mette: Good luck, Alma!"


async def test_a_change_that_cannot_be_read_changes_nothing(talking):
    sent = await talking.talk("mette", LATER)

    await talking.talk("mette", "/later K1 tomorrow 25:00 Oh", edit_of=sent)
    talking.move(days=1)
    await talking.deliver()

    assert talking.texts("alma")[-1] == "Mette: Good luck today!"


async def test_they_can_be_dropped(talking):
    await talking.talk("mette", LATER)
    before = talking.texts("alma")

    await talking.press("mette", "Drop")
    talking.move(days=1)
    await talking.deliver()

    assert talking.texts("alma") == before
    assert talking.texts("mette")[-1] == "It will not be sent."
    await talking.talk("mette", "/later")
    assert talking.texts("mette")[-1].startswith("Nothing waits")


async def test_they_can_be_sent_at_once_and_only_once(talking):
    await talking.talk("mette", LATER)

    await talking.press("mette", "Send now")
    await talking.deliver()
    talking.move(days=1)
    await talking.deliver()

    assert talking.texts("alma").count("Mette: Good luck today!") == 1


async def test_all_that_waits_is_listed_and_dropped_from_there(talking):
    await talking.talk("mette", LATER)
    await talking.talk("mette", "/later K2 tomorrow 10 See you")

    await talking.talk("mette", "/later")
    shown = talking.last("mette")
    assert shown.text.splitlines() == [
        "This is sent later:",
        "1. K1, tomorrow at 9:00: Good luck today!",
        "2. K2, tomorrow at 10:00: See you",
    ]
    await talking.press("mette", "Drop 2", on=shown)

    assert [each.id for each in await waiting(talking)] == [1]


async def test_who_wants_to_be_asked_is_asked_where_the_other_one_wrote(talking):
    await talking.talk("mette", LATER)
    await talking.press("mette", "Ask me first")
    await talking.deliver()
    talking.move(hours=1)
    await talking.talk("alma", "I failed")

    talking.move(days=1)
    await talking.deliver()

    assert "Mette: Good luck today!" not in talking.texts("alma")
    asked = talking.last("mette")
    assert "K1 Alma has written since" in asked.text
    await talking.press("mette", "Let it wait", on=asked)
    await talking.deliver()
    assert len(await waiting(talking)) == 1


async def test_who_wants_to_be_asked_is_not_where_nobody_wrote(talking):
    await talking.talk("mette", LATER)
    await talking.press("mette", "Ask me first")

    talking.move(days=1)
    await talking.deliver()

    assert talking.texts("alma")[-1] == "Mette: Good luck today!"


@pytest.mark.parametrize(("pressed", "arrives"), [("Send now", 1), ("Drop", 0)])
async def test_an_answer_decides(talking, pressed, arrives):
    await talking.talk("mette", LATER)
    await talking.press("mette", "Ask me first")
    talking.move(hours=1)
    await talking.talk("alma", "I failed")
    talking.move(days=1)
    await talking.deliver()

    await talking.press("mette", pressed, on=talking.last("mette"))
    await talking.deliver()

    assert talking.texts("alma").count("Mette: Good luck today!") == arrives
    assert await waiting(talking) == []


async def test_words_whose_hour_went_by_wait_for_their_author(talking):
    await talking.talk("mette", LATER)

    talking.move(days=3)
    await talking.deliver()

    assert "Mette: Good luck today!" not in talking.texts("alma")
    assert "could not leave" in talking.texts("mette")[-1]
    await talking.press("mette", "Send now", on=talking.last("mette"))
    await talking.deliver()
    assert talking.texts("alma")[-1] == "Mette: Good luck today!"


async def test_nobody_writes_later_to_whom_they_do_not_answer_any_more(talking):
    await talking.talk("mette", LATER)
    alma = await talking.person("alma")
    current = await talking.run(assignments.current, alma.id)
    kirsten = await talking.person("kirsten")
    await talking.run(assignments.set_contact_person, current.id, kirsten.id)

    talking.move(days=1)
    await talking.deliver()

    assert "Mette: Good luck today!" not in talking.texts("alma")
    assert "was not sent" in talking.texts("mette")[-1] or (
        "were not sent" in talking.texts("mette")[-1]
    )


@pytest.mark.parametrize(
    "words",
    [
        "/later K1 yesterday 9 hello",
        "/later K1 tomorrow 25:00 hello",
        "/later K1 next Tuesdayish hello",
        "/later K1 tomorrow 9",
        "/later K1",
        "/later K9 tomorrow 9 hello",
    ],
)
async def test_what_cannot_be_read_is_asked_about_and_nothing_is_kept(talking, words):
    told = len(talking.texts("mette"))

    await talking.talk("mette", words)

    assert len(talking.texts("mette")) == told + 1
    assert await waiting(talking) == []


async def test_by_sms_it_is_a_word(house):
    await house.talk("dan", "hello")
    await house.talk("kirsten", "LATER K4 tomorrow 9 Good luck")
    await house.talk("kirsten", "LATER")
    assert "1. K4, tomorrow at 9:00: Good luck" in house.texts("kirsten")[-1]

    await house.talk("kirsten", "LATER K4 tomorrow 10 And again")
    await house.talk("kirsten", "LATER DROP 2")
    house.move(days=1, minutes=30)
    await house.deliver()

    assert [t for t in house.texts("dan") if "Good luck" in t]
    assert not [t for t in house.texts("dan") if "again" in t]


async def test_by_sms_the_answer_names_the_words_for_what_buttons_do(house):
    await house.talk("kirsten", "LATER K4 tomorrow 9 Good luck")
    await house.talk("kirsten", "LATER")

    kept, listed = house.texts("kirsten")[-2:]
    assert "LATER DROP 1" in kept
    assert "LATER ASK 1" in kept
    assert listed.endswith("Now: LATER SEND 1. Never: LATER DROP 1")


async def test_by_sms_words_leave_at_once_where_their_author_was_asked_first(house):
    await house.talk("kirsten", "LATER K4 tomorrow 9 Good luck")
    await house.talk("kirsten", "LATER ASK 1")
    house.move(minutes=1)
    await house.talk("dan", "hello")
    house.move(days=1, minutes=30)
    await house.deliver()
    assert not [t for t in house.texts("dan") if "Good luck" in t]
    assert house.texts("kirsten")[-1].endswith("Never: LATER DROP 1")

    await house.talk("kirsten", "Senere send 1")
    house.move(seconds=9)
    await house.deliver()

    assert [t for t in house.texts("dan") if "Good luck" in t]


async def test_by_sms_nobody_sends_the_words_of_a_colleague(house):
    await house.talk("mette", "/later K1 tomorrow 9 Good luck")

    await house.talk("kirsten", "LATER SEND 1")

    assert house.texts("kirsten")[-1].startswith("There is nothing with that number")
    assert not [t for t in house.texts("alma") if "Good luck" in t]


async def test_another_ones_button_and_number_mean_nothing(talking):
    await talking.talk("mette", LATER)
    kirsten = await talking.person("kirsten")

    meaning = Meaning("", kirsten.id, later.SEND, "1", 0, None)
    done = await talking.run(later.press, talking.office, kirsten, meaning, talking.now)

    assert done is False
    assert len(await waiting(talking)) == 1


async def test_so_many_wait_and_no_more(talking, monkeypatch):
    monkeypatch.setattr(later, "MOST_WAITING", 1)
    await talking.talk("mette", LATER)

    await talking.talk("mette", LATER)

    assert len(await waiting(talking)) == 1
    assert "no more" in talking.texts("mette")[-1]


async def test_private_words_wait_for_their_author_before_they_leave_by_sms(house):
    house.office = replace(OFFICE, private_words=("metadon",))
    await house.talk("bo", "hello")
    await house.talk("mette", "/later K2 tomorrow 9 metadon at ten")

    house.move(days=1)
    await house.deliver()

    assert not [t for t in house.texts("bo") if "metadon" in t]
    assert "looks private" in house.texts("mette")[-1]


@given(st.text(max_size=80))
def test_any_text_is_a_time_and_words_or_a_question(text):
    found = later.split(text, MORNING, OFFICE)

    if isinstance(found, NotWhen):
        return
    at, words = found
    assert at > (MORNING - timedelta(days=1)).replace(tzinfo=None)
    assert words in text
