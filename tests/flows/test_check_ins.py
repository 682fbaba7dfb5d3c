"""Somebody is asked how they are, phone to phone, and a human hears of no answer."""

from casework.safe_contact import Discreet, SafeContact
from storage import people, safe_contacts
from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

ASKS = (
    "Hi {}. How are you today? 1 fine, 2 want to talk, 3 need help, 4 not now. "
    "You can write more if you like."
)
ASKS_AGAIN = (
    "Hi {}. We think of you. How is it going? 1 fine, 2 want to talk, 3 need help, "
    "4 not now. All answers are fine."
)


async def were_asked(stage, *refs, **safe):
    """Let them have said when to write, so that nothing else is asked of them."""
    for ref in refs:
        person = await stage.store.run(people.find_by_ref, ref)
        said = SafeContact(checked_on=stage.clock().date(), **safe)
        await stage.store.run(
            safe_contacts.set_profile, person.id, said, person.id, stage.clock()
        )


async def hours(stage, count):
    """Let so many hours pass, one by one."""
    for _ in range(count):
        await stage.later(hours=1)
    await stage.quiet()


async def press(stage, phone, label):
    """Press the newest button with this label, and wait until all is quiet."""
    shown = next(
        each
        for each in reversed(phone.chat)
        if any(label in words for words in buttons_of(each))
    )
    phone.press(shown, next(each for each in buttons_of(shown) if label in each))
    await stage.quiet()


def asked(phone):
    """Return what was asked of how somebody is."""
    return [text for text in read(phone) if "How are you" in text or "How is" in text]


async def test_an_agreed_check_in_on_telegram_and_what_becomes_of_each_answer(stage):
    await were_asked(stage, "alma", "bo")
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    # Monday 10.00 there: Mette proposes, Alma would rather have it at another hour.
    mette.write("/checkins K1 tuesdays 15")
    await found(alma, "Mette would like to ask how you are Tue at 15:00.")
    await stage.quiet()
    await press(stage, alma, "New time")
    alma.write("daily 14:00")
    await found(alma, "We ask how you are every day at 14:00.")
    await found(mette, "K1 Alma would like to be asked how things are every day")

    # The same day at 14.00.
    await hours(stage, 4)
    assert asked(alma) == [ASKS.format("Alma")]
    told = await news(stage, mette, lambda: None)
    await press(stage, alma, "Fine")
    assert read(alma)[-1].startswith("Thank you for your answer. Mette sees it by")
    assert told == []

    # Tuesday: Mette reads it in the morning; Alma wants to talk.
    await hours(stage, 24)
    assert any("K1 Alma: Mon 23 Nov: Fine" in text for text in read(mette))
    await press(stage, alma, "Want to talk")
    assert read(alma)[-1].startswith("Good that you say so. Mette gets back to you by")
    assert any("K1 Alma wants to talk." in text for text in read(mette))

    # Wednesday: words are an answer, too.
    await hours(stage, 24)
    alma.write("a bit better")
    await found(mette, "a bit better")
    await hours(stage, 20)
    assert len(asked(alma)) == 3
    entries = [each for each in await record(stage, "alma") if each.kind == "check_in"]
    assert [each.text for each in entries] == ["Fine", "Want to talk"]


async def test_three_missed_check_ins_alert_the_worker_and_nothing_automatic_follows(
    stage,
):
    """Acceptance: three missed check-ins, then a human."""
    await stage.link("sanne")
    await were_asked(stage, "alma", "bo")
    bo, mette, sanne = (stage.phones[ref] for ref in ("bo", "mette", "sanne"))
    bo.text("CHECKINS daily 11:00")
    await found(bo, "We ask how you are every day at 11:00.")

    await hours(stage, 24 * 3 + 2)
    told = [text for text in read(mette) if "No answer to 3 questions." in text]
    before = len(read(bo))
    await hours(stage, 24 * 4)

    assert asked(bo)[:3] == [ASKS.format("Bo")] * 3
    assert len(told) == 1
    assert "Agreed next step: call or write." in told[0]
    assert read(bo)[before:] == []

    # Nobody takes it up: the supervisor hears of it, and still nothing goes to Bo.
    assert any("K2 Bo has not answered." in text for text in read(sanne))

    # Bo writes: it goes on the next day.
    bo.text("I was ill")
    await found(mette, "I was ill")
    await hours(stage, 24)
    assert asked(bo)[3:] == [ASKS.format("Bo")]


async def test_a_missed_weekly_check_in_climbs_and_an_answer_ends_it_at_once(stage):
    await were_asked(stage, "alma", "bo")
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("CHECKINS mondays 11:00")
    await found(bo, "We ask how you are Mon at 11:00.")

    await hours(stage, 26)
    reminded = asked(bo)
    bo.text("1")
    await found(bo, "Thank you for your answer.")
    await hours(stage, 24 * 3)

    assert reminded == [ASKS.format("Bo"), ASKS_AGAIN.format("Bo")]
    assert asked(bo) == reminded
    assert not any("has not answered" in text for text in read(mette))


async def test_a_service_that_stood_still_for_days_says_why_and_asks_nothing_stale(
    stage,
):
    await were_asked(stage, "alma", "bo")
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("CHECKINS mondays 11:00")
    await found(bo, "We ask how you are Mon at 11:00.")
    await stage.quiet()

    await stage.stop()
    stage.clock.move(days=3)
    await stage.start()
    await hours(stage, 26)

    assert asked(bo) == []
    assert not any("has not answered" in text for text in read(mette))
    shown = await news(stage, mette, lambda: mette.write("/checkins K2"))
    assert "Mon 23 Nov: not asked, not their silence: " in shown[0]


async def test_a_discreet_phone_shows_no_name_and_no_line(stage):
    await were_asked(stage, "alma")
    await were_asked(stage, "bo", discreet=Discreet.DISCREET)
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("CHECKINS daily 11:00")
    await stage.quiet()
    before = len(read(bo))

    await hours(stage, 1)
    bo.text("3")
    await stage.quiet()

    said = " ".join(read(bo)[before:])
    assert "1 fine, 2 talk, 3 not fine, 4 later" in said
    assert not any(word in said for word in ("Mette", "Testby", "Livslinien", "Bo."))
    assert any("K2 Bo needs help" in text for text in read(mette))
