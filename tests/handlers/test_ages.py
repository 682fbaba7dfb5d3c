from datetime import UTC, date, datetime, timedelta

import pytest

from casework.consents import Purpose
from casework.people import Address, Agreement, Channel, Role
from casework.safe_contact import SafeContact
from handlers import ages, consents, families, questions
from handlers.families import Kin
from storage import assignments, people, safe_contacts
from tests.handlers.family import new, take_part, with_family
from tests.handlers.house import listed

BORN = date(2008, 11, 26)
OTTO = Address(Channel.SMS, "+4520606060")
EVE = datetime(2026, 11, 25, 22, 59, tzinfo=UTC)
"""One minute before Alma's eighteenth birthday, where she lives."""
AHEAD = "K1 Alma turns 18 on Thu 26 Nov. What changes then? Talk about it in time."
OF_AGE = (
    "K1 Alma is 18 now. We ask for their own yes to messages."
    " The yes to the help itself is for you to ask."
)
OWN = (
    "Happy birthday, Alma! You are 18 and decide for yourself now."
    " May we still write to you? OK or NO. Both are fine."
)
THANKS = (
    "Hi Karin. Alma is 18 and decides alone now, so our messages end today."
    " Thank you for your time. Questions? Call +4533112233."
)


async def born(house, who, day, profile="dk_child"):
    person = await house.person(who)
    await house.run(
        people.update,
        person.id,
        name=person.name,
        language=person.language,
        profile=profile,
        born_before=day,
    )
    await house.run(_of_kind, person.id, profile)


def _of_kind(tx, person, profile):
    tx.forget()
    tx.run(
        "UPDATE assignment SET profile = :profile WHERE client_id = :person",
        profile=profile,
        person=person,
    )


async def look(house):
    """Let the duty look until it has seen everybody, and deliver what comes of it."""
    while await house.look_after(ages.END_GUARDIANS, ages.LOOK):
        pass
    await house.look_after(questions.LET_GO, questions.ASK)
    await house.deliver()


@pytest.fixture
async def house(house):
    """Everybody said when it is safe to write, so that little else is being asked."""

    def ask_no_more(tx):
        for person in people.with_role(tx, Role.CLIENT):
            known = SafeContact(checked_on=house.now.date())
            safe_contacts.set_profile(tx, person.id, known, "w-1", house.now)

    await house.run(ask_no_more)
    return house


async def takes_part(house):
    alma = await house.person("alma")
    assignment = await house.run(assignments.current, alma.id)
    return {
        kind for _, kind in await house.run(assignments.participants, assignment.id)
    }


@pytest.fixture
async def family(house):
    """Alma is 17 for two more days; her mother and her brother take part."""
    await born(house, "alma", BORN)
    return await with_family(house)


async def test_a_birthday_is_told_ahead_and_once(family):
    await look(family)
    family.move(hours=4)
    await look(family)

    assert family.texts("mette").count(AHEAD) == 1
    assert family.texts("sanne").count(AHEAD) == 1
    assert not any("18" in text for text in family.texts("alma"))


async def test_at_midnight_where_they_live_the_guardian_takes_part_no_more(family):
    family.now = EVE
    await look(family)
    before = await takes_part(family)
    family.move(minutes=2)

    await look(family)

    assert before == {"guardian", "sibling"}
    assert await takes_part(family) == {"sibling"}
    assert family.texts("mette")[-1] == (
        "K5 Karin no longer takes part: K1 Alma is 18. They were thanked and told why."
    )
    assert THANKS not in family.texts("karin")
    assert OWN not in family.texts("alma")


async def test_in_the_morning_the_guardian_is_thanked_and_the_own_yes_is_asked(family):
    family.now = EVE + timedelta(minutes=2)
    await look(family)
    family.move(hours=8)
    await look(family)

    assert family.texts("karin")[-1] == THANKS
    assert family.texts("alma")[-1] == OWN
    assert family.texts("mette")[-1] == OF_AGE
    assert family.texts("sanne")[-1] == OF_AGE
    assert family.texts("karin").count(THANKS) == 1


@pytest.mark.parametrize(
    ("answer", "agreement"), [("Yes", Agreement.GIVEN), ("No", Agreement.DECLINED)]
)
async def test_the_own_answer_counts_and_the_help_stays(family, answer, agreement):
    family.now = EVE + timedelta(hours=9)
    await look(family)

    await family.press("alma", answer)
    await family.deliver()

    alma = await family.person("alma")
    assert alma.agreement is agreement
    assert await family.run(assignments.current, alma.id) is not None


async def test_the_own_yes_is_asked_before_all_else_that_is_being_asked(family):
    alma = await family.person("alma")
    family.now = EVE + timedelta(hours=9)
    media = Purpose.MEDIA
    await family.run(consents.ask, family.office, alma.id, media, family.now)
    await family.deliver()
    asked = family.texts("alma")[-1]

    await look(family)
    own = family.texts("alma")[-1]
    await family.press("alma", "Yes")
    await family.deliver()
    family.move(seconds=30)
    await look(family)

    assert asked != OWN
    assert own == OWN
    assert family.texts("alma")[-1] == asked


async def test_words_that_wait_for_the_guardian_do_not_reach_them(family):
    family.now = EVE
    await family.write("mette", "/to K5 Alma told me that")
    family.move(minutes=2)

    await look(family)

    assert not any("told me" in text for text in family.texts("karin"))
    assert "K5 Karin: not delivered. The contact has ended." in family.texts("mette")


async def test_what_a_guardian_writes_after_midnight_reaches_nobody(family):
    family.now = EVE + timedelta(minutes=2)
    await look(family)

    await family.talk("karin", "and what did she say?")

    assert family.texts("karin")[-1].startswith(
        "Hi Karin. The messages here have ended"
    )
    assert not any("what did she say" in text for text in family.texts("mette"))


async def test_after_a_long_sleep_all_of_it_happens_at_the_first_look(family):
    family.now = EVE + timedelta(days=20, hours=12)

    await look(family)

    assert await takes_part(family) == {"sibling"}
    assert family.texts("karin")[-1] == THANKS
    assert family.texts("alma")[-1] == OWN
    assert AHEAD not in family.texts("mette")


async def test_a_clock_that_is_set_back_says_nothing_twice(family):
    family.now = EVE + timedelta(hours=10)
    await look(family)
    family.move(days=-1)
    await look(family)
    family.move(days=1)
    await look(family)

    assert family.texts("mette").count(OF_AGE) == 1
    assert family.texts("alma").count(OWN) == 1


async def test_a_look_that_dies_has_said_nothing(family, monkeypatch):
    family.now = EVE + timedelta(minutes=2)

    def dies(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(families, "end", dies)
    with pytest.raises(RuntimeError):
        await look(family)
    monkeypatch.undo()
    await look(family)

    assert await takes_part(family) == {"sibling"}
    family.move(hours=9)
    await look(family)
    assert family.texts("karin").count(THANKS) == 1


async def test_every_guardian_ends_and_whoever_else_takes_part_stays(family):
    await take_part(family, new("otto", Kin.GUARDIAN), address=OTTO)
    await take_part(family, new("tove", Kin.REPRESENTATIVE))
    await family.link("otto")
    await family.talk("otto", "OK")
    family.now = EVE + timedelta(hours=12)

    await look(family)

    assert await takes_part(family) == {"sibling", "representative"}
    assert family.texts("otto")[-1] == THANKS.replace("Karin", "Otto")
    assert family.texts("karin")[-1] == THANKS


async def test_in_outreach_thirty_is_where_another_unit_may_take_over(house):
    await born(house, "bo", date(1996, 11, 24), profile="dk_skp")
    await look(house)
    house.move(days=1)
    await look(house)

    assert house.texts("mette")[-2:] == [
        "K2 Bo turns 30 on Tue 24 Nov. What changes then? Talk about it in time.",
        (
            "K2 Bo is 30 now, and another unit may be the right one."
            " Nothing changes by itself: talk about it."
        ),
    ]
    assert house.texts("sanne")[-1] == house.texts("mette")[-1]


async def test_a_younger_birthday_is_told_to_staff_alone(house):
    await born(house, "bo", date(2011, 11, 24))
    before = house.texts("bo")
    house.move(days=1)

    await look(house)

    assert house.texts("mette")[-1] == (
        "K2 Bo is 15 now. Please look at what that changes."
    )
    assert house.texts("bo") == before


async def test_who_is_known_by_year_alone_turns_older_on_the_last_day(house):
    await born(house, "bo", date(2008, 12, 31))
    house.now = datetime(2026, 12, 30, 22, 0, tzinfo=UTC)
    await look(house)
    before = house.texts("mette")[-1]
    house.move(hours=10)
    await look(house)

    assert before.startswith("K2 Bo turns 18 on Thu 31 Dec.")
    assert house.texts("mette")[-1].startswith("K2 Bo is 18 now.")


async def test_nothing_is_said_of_who_is_of_unknown_age_or_gone(family):
    await born(family, "bo", None)
    alma = await family.person("alma")
    assignment = await family.run(assignments.current, alma.id)
    await family.run(assignments.end, assignment.id, family.now)
    family.now = EVE + timedelta(hours=12)

    await look(family)

    assert not any("18" in text for text in family.texts("mette"))
    assert OWN not in family.texts("alma")


async def test_a_guardian_who_is_named_too_late_stays_no_day(house):
    """The year of birth was corrected: she had been of age for long."""
    await born(house, "alma", BORN)
    await take_part(house, new("karin", Kin.GUARDIAN))
    await born(house, "alma", date(2000, 5, 5))

    await look(house)

    assert await takes_part(house) == set()


async def test_many_are_looked_through_piece_by_piece(new_house, monkeypatch):
    house = new_house
    monkeypatch.setattr(ages, "AT_ONCE", 2)
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        *(
            listed(
                f"c{n}", contact_person="mette", born_before=BORN, profile="dk_child"
            )
            for n in range(5)
        ),
    )

    looked = [await house.look_after(ages.END_GUARDIANS, ages.LOOK) for _ in range(5)]

    assert looked == [2, 2, 1, 0, 0]
