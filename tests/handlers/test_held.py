"""Words that wait for a safe time: who is told, and what lets them go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.messages import Later
from casework.reasons import Reason
from casework.safe_contact import SafeContact, Window, every_day
from storage import lanes, outbox, safe_contacts
from storage.buttons import Meaning

EIGHT_TO_FOUR = SafeContact(hours=every_day(Window(8 * 60, 16 * 60)))
LATE = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)  # 22:30 there
WAITS = "waits until tomorrow at 8:00. That is outside their safe hours."


async def set_safe(house, who, safe=EIGHT_TO_FOUR):
    client, mette = await house.person(who), await house.person("mette")
    await house.run(safe_contacts.set_profile, client.id, safe, mette.id, house.now)


@pytest.fixture
async def late(house):
    """Half past ten in the evening; Alma and Bo may be written to from 8 to 16."""
    for who in ("alma", "bo", "dan"):
        await set_safe(house, who)
    house.now = LATE
    return house


async def write_to(house, alias, words):
    message = await house.talk("mette", f"/to {alias} {words}")
    house.move(seconds=9)
    await house.deliver()
    return message


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


async def test_words_outside_the_hours_wait_and_their_author_sees_until_when(late):
    before = late.texts("alma")

    await write_to(late, "K1", "good night")

    assert late.texts("alma") == before
    assert late.last("mette").text == f"K1 Alma: {WAITS}"
    assert labels(late.last("mette")) == ["Undo", "Send anyway"]


async def test_they_go_when_the_hours_begin_and_what_was_said_is_changed(late):
    await write_to(late, "K1", "good night")
    told = late.last("mette").id

    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()

    assert late.last("alma").text == "Mette: good night"
    (notice,) = [each for each in late.chat("mette") if each.id == told]
    assert notice.text == "K1 Alma: sent"
    assert labels(notice) == []


async def test_a_reply_that_waits_is_told_of_and_changed_as_well(late):
    late.now = LATE - timedelta(hours=4)
    await late.talk("alma", "hello")
    got = late.last("mette")
    late.now = LATE
    await late.talk("mette", "sleep well", reply_to=got)
    waits = late.last("mette")

    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()

    assert waits.versions == [f"K1 Alma: {WAITS}"]
    assert waits.text == "K1 Alma: sent"


async def test_several_lines_are_told_of_once_and_go_in_their_order(late):
    await write_to(late, "K1", "one")
    await late.talk("mette", "two")
    await late.talk("mette", "three")
    told = [text for text in late.texts("mette") if "waits until" in text]

    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()

    assert told == [f"K1 Alma: {WAITS}"]
    assert late.texts("alma")[-3:] == ["Mette: one", "Mette: two", "Mette: three"]


async def test_who_writes_by_sms_is_told_once_when_it_goes(late):
    await late.talk("kirsten", "K4 good night")
    late.move(seconds=9)
    await late.deliver()
    late.move(minutes=1)
    await late.deliver()

    assert late.texts("kirsten")[-1] == f"K4 Dan: {WAITS}"
    assert late.texts("kirsten").count(f"K4 Dan: {WAITS}") == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [("We agreed on it", "We agreed on it"), (None, "she asked me on the phone")],
)
async def test_send_anyway_asks_why_writes_it_down_and_sends_at_once(late, answer, why):
    await write_to(late, "K1", "one")
    await late.talk("mette", "two")

    await late.press("mette", "Send anyway")
    await late.deliver()
    asked = late.last("mette")
    if answer:
        await late.press("mette", answer)
    else:
        await late.write("mette", why, reply_to=asked)
    await late.deliver()

    assert "why must it go now" in (asked.versions or [asked.text])[0]
    assert late.texts("alma")[-2:] == ["Mette: one", "Mette: two"]
    assert "K1 Alma: it goes now, and your reason is written down." in (
        late.texts("mette")
    )
    (entry,) = [
        words for kind, words in await late.record("alma") if kind == "overridden"
    ]
    assert (entry["author"], entry["text"]) == ("Mette", why)


async def test_send_anyway_does_nothing_once_it_was_taken_back(late):
    await write_to(late, "K1", "one")
    waits = late.last("mette")
    await late.press("mette", "Send anyway")
    await late.deliver()
    await late.talk("mette", "/undo")

    await late.press("mette", "It is urgent")
    await late.deliver()

    assert waits.text == "Taken back. Nothing was sent."
    assert late.texts("mette")[-1].startswith("That button is no longer in use")
    assert "Mette: one" not in late.texts("alma")


async def test_nobody_else_may_send_it_anyway(late):
    await write_to(late, "K1", "one")

    refused = await late.run(_send_anyway_by, late, "kirsten")

    assert refused is False


def _send_anyway_by(tx, house, who):
    from handlers import held  # noqa: PLC0415 - only this test goes past the buttons
    from storage import people  # noqa: PLC0415 - as above

    worker = people.find_by_ref(tx, who)
    open_lanes, _ = lanes.due(tx, house.now + timedelta(days=9))
    (lane,) = (each for each in open_lanes if each.startswith("c-"))
    delivery = outbox.first_in_lane(tx, lane)
    meaning = Meaning("", worker.id, held.DIALOG, str(delivery.id), 0, None)
    return held.press(tx, house.office, worker, meaning, house.now)


async def test_a_live_talk_is_not_cut_off_and_lets_go_what_waited(late):
    await write_to(late, "K1", "good night")

    await late.talk("alma", "are you there?")

    assert late.texts("alma")[-1] == "Mette: good night"
    assert late.chat("mette")[-1].text.endswith("are you there?")


async def test_never_then_means_never_even_in_a_talk(late):
    await set_safe(late, "alma", replace(EIGHT_TO_FOUR, strict=True))
    before = late.texts("alma")
    await late.talk("alma", "are you there?")

    await write_to(late, "K1", "yes")

    assert late.texts("alma") == before
    assert late.last("mette").text == f"K1 Alma: {WAITS}"


async def test_what_somebody_asks_for_at_night_is_answered_past_what_waits(late):
    await set_safe(late, "bo", replace(EIGHT_TO_FOUR, strict=True))
    await write_to(late, "K2", "good night")

    await late.talk("bo", "ABOUT")

    assert late.texts("bo")[-1].startswith("What you write is saved")
    assert "Mette: good night" not in late.texts("bo")


async def test_an_edit_of_what_waits_goes_in_its_place(late):
    message = await write_to(late, "K1", "one")
    await late.talk("mette", "/to K1 two", edit_of=message)

    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()

    assert late.last("alma").text == "Mette: two"


async def test_words_taken_back_at_night_are_taken_off_the_phone_at_once(late):
    late.now = LATE - timedelta(hours=10)
    await write_to(late, "K1", "for somebody else")
    late.now = LATE

    await late.talk("mette", "/undo")

    assert "Mette: for somebody else" not in late.texts("alma")
    assert not any("waits until" in text for text in late.texts("mette"))


async def test_after_a_crash_it_still_waits_and_nobody_is_told_twice(late):
    await write_to(late, "K1", "good night")

    await late.restart()
    late.store.listener = late._woken.update
    late.move(minutes=5)
    await late.deliver()

    notices = [each for each in late.chat("mette") if "waits" in each.text]
    assert [each.text for each in notices] == [f"K1 Alma: {WAITS}"]
    assert "Mette: good night" not in late.texts("alma")


async def test_what_waited_for_days_is_tried_as_often_as_anything_else(late):
    mondays = SafeContact(hours=((Window(480, 960),), *[()] * 6))
    await set_safe(late, "alma", mondays)
    await write_to(late, "K1", "see you")
    late.telegram.will(Later(Reason.NETWORK), to=late.addresses["alma"].value)

    late.now = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # a week later, eight there
    await late.deliver()
    late.move(minutes=1)
    await late.deliver()

    assert late.texts("alma")[-1] == "Mette: see you"


async def test_what_was_to_start_from_us_does_not_hold_up_a_talk(late):
    alma, lane = await late.person("alma"), await late.lane_to("alma")
    case = await late.case_of("alma")
    ours = Draft(alma.id, DeliveryKind.NEWS, "Mette is away", case_id=case)
    await late.run(outbox.add, ours, late.now)
    await late.deliver()
    await late.talk("alma", "are you there?")
    got = late.last("mette")

    await late.talk("mette", "yes", reply_to=got)
    answered = late.texts("alma")
    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()

    assert answered[-1] == "Mette: yes"
    assert late.texts("alma")[-1] == "Mette is away"
    assert await late.run(outbox.first_in_lane, lane) is None


async def test_who_may_never_be_written_to_then_sets_off_nothing_by_writing(late):
    await set_safe(late, "alma", replace(EIGHT_TO_FOUR, strict=True))
    await write_to(late, "K1", "good night")
    told = late.last("mette")
    before = list(told.versions)

    await late.talk("alma", "I cannot sleep")
    await late.talk("alma", "still not")

    assert told.text == f"K1 Alma: {WAITS}"
    assert told.versions == before


async def put(house, kind, words):
    alma, case = await house.person("alma"), await house.case_of("alma")
    draft = Draft(alma.id, kind, words, case_id=case)
    return await house.run(outbox.add, draft, house.now)


async def test_nobody_looks_again_and_again_at_what_waits_behind_something(late):
    await put(late, DeliveryKind.NEWS, "one")
    await put(late, DeliveryKind.NEWS, "two")

    await late.deliver()

    assert await late.run(lanes.due, late.now) == ([], [])
    assert await late.waiting() == {"held": 2}
    late.now = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await late.deliver()
    assert late.texts("alma")[-2:] == ["one", "two"]


async def test_what_waited_behind_something_goes_as_soon_as_that_is_gone(late):
    await write_to(late, "K1", "not so")
    lane = await late.lane_to("alma")
    await put(late, DeliveryKind.AUTOMATIC, "a question")
    answers = late.texts("alma")
    await late.deliver()
    await set_safe(late, "alma", SafeContact())

    await late.press("mette", "Undo")
    await late.deliver()

    assert late.texts("alma") == [*answers, "a question"]
    assert await late.run(outbox.first_in_lane, lane) is None
