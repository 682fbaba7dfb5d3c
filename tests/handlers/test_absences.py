"""Being away: mette (Telegram) is, kirsten (SMS) stands in, sanne supervises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.absences import AbsenceState
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import absences, old_messages, questions
from storage import absences as rows
from storage import assignments, safe_contacts

DAY = timedelta(days=1)
ASKS = (
    "Mette is away Mon 23 Nov to Mon 30 Nov. Kirsten answers you here "
    "meanwhile. Reply 1: fine. 2: I wait for Mette."
)


async def away(house, who="mette", substitute="kirsten", *, starts=0, lasts=7, **lines):
    """Plan an absence that begins in so many days, or has begun just now."""
    await were_asked(house)
    worker = await house.person(who)
    other = None if substitute is None else (await house.person(substitute)).id
    matters = {(await house.person(name)).id: line for name, line in lines.items()}
    begins = house.now + starts * DAY
    found = await house.run(
        absences.plan,
        house.office,
        worker,
        other,
        begins,
        begins + lasts * DAY,
        matters,
        house.now,
    )
    await house.deliver()
    return found


async def were_asked(house):
    """Let everybody have said when to write, so that nothing else is asked of them."""
    for who in ("alma", "bo", "cleo", "dan"):
        person = await house.person(who)
        if await house.run(safe_contacts.find, person.id) is None:
            await set_safe(house, who, SafeContact())


async def set_safe(house, who, safe):
    person = await house.person(who)
    checked = replace(safe, checked_on=house.now.date())
    await house.run(safe_contacts.set_profile, person.id, checked, person.id, house.now)


async def look(house, **by):
    """Let some time pass and look after what is due."""
    house.move(**by)
    changed = await house.run(absences.look_after, house.office, house.now)
    await house.look_after()
    await house.deliver()
    return changed


async def answering(house, client):
    person = await house.person(client)
    found = await house.run(assignments.current, person.id)
    for name in ("mette", "kirsten", "sanne"):
        if (await house.person(name)).id == found.answering:
            return name
    return None


async def news(house, who, deed):
    """Return what came on somebody's phone of it."""
    before = len(house.texts(who))
    await deed
    return house.texts(who)[before:]


async def test_the_substitute_answers_from_the_beginning_and_all_are_told(house):
    await away(house, alma="court on Thursday")

    assert await answering(house, "alma") == await answering(house, "bo") == "kirsten"
    assert house.texts("alma")[-1] == house.texts("bo")[-1] == ASKS
    assert house.texts("kirsten")[-1] == (
        "Mette is away up to and including Mon 30 Nov. You answer now:\n"
        "K1 Alma: court on Thursday\n"
        "K2 Bo"
    )
    assert house.texts("mette")[-1].startswith(
        "You are away up to and including Mon 30 Nov."
    )


async def test_what_the_client_writes_goes_to_the_substitute_and_back(house):
    await away(house, substitute="sanne")
    before = len(house.texts("mette"))

    await house.talk("alma", "are you there?")
    await house.talk("sanne", "yes, I am Sanne", reply_to=house.last("sanne"))
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("sanne")[-1] == "K1 Alma\nare you there?"
    assert house.texts("alma")[-1] == "Sanne (for Mette): yes, I am Sanne"
    assert house.texts("mette")[before:] == []


async def test_the_contact_person_may_still_write(house):
    await away(house)

    await house.talk("mette", "/to K1 good luck on Thursday")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma")[-1] == "Mette: good luck on Thursday"


async def test_old_messages_are_not_shown_to_the_substitute(house):
    await house.talk("alma", "an old secret")

    await away(house, substitute="sanne")
    await house.talk("alma", "something new")

    assert not any("secret" in text for text in house.texts("sanne"))
    assert house.texts("sanne")[-1] == "K1 Alma\nsomething new"


async def test_they_are_told_two_days_ahead_and_nobody_answers_before(house):
    await away(house, starts=3)
    assert ASKS not in house.texts("alma")

    told = await news(house, "alma", look(house, days=1))

    assert told == [
        (
            "Mette is away Thu 26 Nov to Thu 3 Dec. Kirsten answers you here "
            "meanwhile. Reply 1: fine. 2: I wait for Mette."
        )
    ]
    assert await answering(house, "alma") == "mette"
    assert await news(house, "alma", look(house, hours=1)) == []
    await house.press("alma", "Yes")
    await house.deliver()
    assert await news(house, "alma", look(house, days=2)) == [
        (
            "Mette is away up to and including Thu 3 Dec. Kirsten reads your messages "
            "and is glad to help."
        ),
    ]
    assert await answering(house, "alma") == "kirsten"


async def test_who_is_asked_something_else_just_then_is_told_at_once(house):
    alma = await house.person("alma")
    await away(house, starts=3)
    await house.run(
        questions.put,
        house.office,
        alma.id,
        old_messages.KIND,
        house.now,
        subject=(await house.person("mette")).id,
    )
    await house.deliver()

    told = await news(house, "alma", look(house, days=1))
    await house.press("alma", "No")
    await house.deliver()

    assert told == [
        (
            "Mette is away Thu 26 Nov to Thu 3 Dec. Kirsten answers you here "
            "meanwhile. You write here as before."
        )
    ]
    assert house.texts("alma")[-1] == (
        "May Kirsten answer you here up to and including Thu 3 Dec? Reply 1: yes. "
        "2: I would rather wait for Mette."
    )


async def test_who_would_rather_wait_keeps_their_contact_person(house):
    await away(house, starts=1)

    await house.press("alma", "I would rather wait")
    await house.talk("bo", "2")
    heard = await news(house, "alma", look(house, days=1))
    await house.talk("alma", "for you alone")

    assert await answering(house, "alma") == await answering(house, "bo") == "mette"
    assert house.texts("mette")[-1] == "K1 Alma\nfor you alone"
    assert heard == [
        (
            "OK. Mette reads what you write after Tue 1 Dec. If it cannot wait, call "
            "+4533112233. In danger? Call 112."
        )
    ]
    assert not any("for you alone" in text for text in house.texts("kirsten"))


async def test_somebody_is_told_that_they_wrote_once_and_not_a_word_of_it(house):
    await away(house, starts=1)
    await house.press("alma", "I would rather wait")
    await news(house, "kirsten", look(house, days=1))

    told = await news(house, "kirsten", house.talk("alma", "for you alone"))
    again = await news(house, "kirsten", house.talk("alma", "and this"))
    house.move(hours=1)
    later = await news(house, "kirsten", house.talk("alma", "still here"))

    assert told == later
    assert told == [
        (
            "K1 Alma wrote. They want to wait for Mette, so nobody reads it yet. Call "
            "them if you are worried."
        )
    ]
    assert again == []


async def test_who_changes_to_waiting_in_the_middle_gets_their_contact_person(house):
    await away(house)

    told = await news(house, "kirsten", house.talk("bo", "2"))

    assert await answering(house, "bo") == "mette"
    assert await answering(house, "alma") == "kirsten"
    assert told == [
        (
            "You stand in for Mette no more. K2: what they write goes to somebody else "
            "again."
        )
    ]
    assert house.texts("mette")[-1] == (
        "K2 Bo would rather wait for Mette, and writes to Mette alone."
    )


async def test_at_the_end_everybody_is_told_once(house):
    await away(house)
    await house.talk("alma", "hello?")

    to_bo = await news(house, "bo", look(house, days=7))

    assert to_bo == ["Mette is back. You write with Mette again."]
    assert house.texts("alma")[-1] == to_bo[0]
    assert await answering(house, "alma") == "mette"
    assert house.texts("mette")[-1] == (
        "Welcome back. Your people write to you again.\nK1 Alma: 1 without an answer"
    )
    assert house.texts("kirsten")[-1].startswith("You stand in for Mette no more. K1,")
    assert await look(house, days=1) == 0
    assert await news(house, "alma", look(house, days=1)) == []


async def test_what_the_substitute_wrote_is_an_answer(house):
    await away(house, substitute="sanne")
    await house.talk("alma", "hello?")
    await house.talk("sanne", "hello!", reply_to=house.last("sanne"))
    house.move(seconds=8)
    await house.deliver()

    await look(house, days=7)

    assert house.texts("mette")[-1] == "Welcome back. Your people write to you again."


async def test_the_substitute_has_no_more_to_do_with_them_afterwards(house):
    await away(house, substitute="sanne")
    await house.talk("alma", "hello?")
    message = house.last("sanne")
    await look(house, days=7)

    told = await news(house, "alma", house.talk("sanne", "late", reply_to=message))
    house.move(minutes=1)
    await house.deliver()

    assert told == []
    assert "late" not in " ".join(house.texts("alma"))


async def test_a_choice_of_before_leads_nowhere_afterwards(house):
    await house.talk("mette", "/to K1")

    await away(house)
    await house.talk("mette", "and this?")

    assert house.texts("mette")[-1].startswith("Who is this for?")


async def test_a_day_of_downtime_changes_only_when_it_is_noticed(house):
    await away(house, starts=3)

    told = await news(house, "alma", look(house, days=4))

    assert told == [
        (
            "Mette is away Thu 26 Nov to Thu 3 Dec. Kirsten answers you here "
            "meanwhile. Reply 1: fine. 2: I wait for Mette."
        )
    ]
    assert await answering(house, "alma") == "kirsten"


async def test_an_absence_that_passed_unnoticed_is_over_and_says_nothing(house):
    found = await away(house, starts=3)

    told = await news(house, "alma", look(house, days=30))

    assert told == []
    assert (await house.run(rows.find, found.id)).state is AbsenceState.OVER


async def test_looking_twice_changes_and_says_nothing_more(house):
    await away(house)
    before = [house.texts(who) for who in ("alma", "bo", "mette", "kirsten")]

    assert await look(house, minutes=1) == 0

    assert [house.texts(who) for who in ("alma", "bo", "mette", "kirsten")] == before


async def test_a_crash_in_the_middle_leaves_nothing_half_done(house, monkeypatch):
    await away(house, starts=3)
    house.move(days=3)
    begin = absences.standing_in.settle

    def broken(tx, office, now):
        begin(tx, office, now)
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(absences.standing_in, "settle", broken)
        with pytest.raises(RuntimeError):
            await house.run(absences.look_after, house.office, house.now)
    await house.deliver()
    assert await answering(house, "alma") == "mette"
    await house.restart()

    assert await look(house, minutes=1) == 2
    assert house.texts("kirsten")[-1].endswith("K1 Alma\nK2 Bo")


async def test_a_substitute_who_falls_ill_is_replaced_by_theirs(house):
    await away(house)

    await away(house, "kirsten", "sanne", lasts=2)

    assert await answering(house, "alma") == "sanne"
    assert house.texts("alma")[-1] == (
        "Mette is away up to and including Mon 30 Nov. Sanne reads your messages and "
        "is glad to help."
    )
    assert any(text.endswith("K1 Alma\nK2 Bo") for text in house.texts("sanne"))
    await look(house, days=2)
    assert await answering(house, "alma") == "kirsten"
    assert await answering(house, "cleo") == "kirsten"


async def test_two_who_stand_in_for_each_other_leave_it_to_the_supervisor(house):
    await away(house)

    await away(house, "kirsten", "mette")

    assert {await answering(house, who) for who in ("alma", "bo", "cleo", "dan")} == {
        "sanne"
    }


async def test_coming_back_early_ends_it_and_calling_off_a_plan_says_so(house):
    await away(house)
    worker = await house.person("mette")
    house.move(days=1)

    ended = await house.run(absences.come_back, house.office, worker, house.now)
    await house.deliver()
    back = house.texts("alma")[-1]
    await away(house, starts=1)
    off = await house.run(absences.come_back, house.office, worker, house.now)
    await house.deliver()
    nothing = await house.run(absences.come_back, house.office, worker, house.now)

    assert (ended, off, nothing) == (AbsenceState.OVER, AbsenceState.CANCELLED, None)
    assert back == "Mette is back. You write with Mette again."
    assert house.texts("alma")[-1] == (
        "Mette is not away after all. You write with Mette as before."
    )
    assert house.texts("kirsten")[-1] == (
        "Mette is not away after all: you need not stand in."
    )
    assert await look(house, days=9) == 0


async def test_safe_hours_are_kept(house):
    hours = every_day(Window(14 * 60, 16 * 60))
    await set_safe(house, "bo", SafeContact(hours=hours, strict=True))

    told = await news(house, "bo", away(house))
    house.move(hours=4, minutes=1)  # 14.01 there
    await house.deliver()

    assert told == []
    assert house.texts("bo")[-1] == ASKS


async def test_a_discreet_text_names_nobody(house):
    await set_safe(house, "alma", SafeContact(discreet=Discreet.DISCREET))
    await set_safe(house, "bo", SafeContact(may_name_worker=False))

    await away(house)
    await look(house, days=7)

    for who in ("alma", "bo"):
        asked, back = house.texts(who)[-2:]
        assert asked == (
            "From Mon 23 Nov to Mon 30 Nov somebody else answers you here. "
            "Reply 1: fine. 2: I would rather wait."
        )
        assert back == "From now on all is as before here again."


async def test_what_matters_lies_sealed_and_is_forgotten(house):
    found = await away(house, starts=3, alma="court on Thursday")
    assert b"court on Thursday" not in house.everything_on_disk()

    await look(house, days=3)
    await look(house, days=7)

    assert await house.run(rows.lines, found.id) != {}
    assert all(
        line.matters == "" for line in (await house.run(rows.lines, found.id)).values()
    )
    assert b"court on Thursday" not in house.everything_on_disk()


async def test_who_could_not_be_told_in_time_is_not_told_when_it_is_over(house):
    hours = every_day(Window(8 * 60, 9 * 60))
    await set_safe(house, "bo", SafeContact(hours=hours, strict=True))
    before = len(house.texts("bo"))

    await away(house, lasts=0.25)
    await look(house, hours=6)
    house.move(hours=16, minutes=30)  # 8.30 there
    await house.deliver()

    assert house.texts("bo")[before:] == ["Mette is back. You write with Mette again."]


async def test_who_falls_ill_in_the_night_wakes_nobody(house):
    house.move(hours=13)  # 23.00 there
    before = len(house.texts("alma"))

    await away(house, substitute="sanne")
    at_night = house.texts("alma")[before:]
    await house.talk("alma", "I cannot sleep")
    await house.talk("sanne", "I am here", reply_to=house.last("sanne"))
    await look(house, seconds=8)
    talk = house.texts("alma")[before:]
    in_the_morning = await news(house, "alma", look(house, hours=8))

    assert at_night == []
    assert talk == ["Sanne (for Mette): I am here"]
    assert [text.split(".")[0] for text in in_the_morning] == [
        "Mette is away up to and including Mon 30 Nov",
        "May Sanne answer you here up to and including Mon 30 Nov? Reply 1: yes",
    ]
