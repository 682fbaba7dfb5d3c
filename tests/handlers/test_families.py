from datetime import date

import pytest

from casework.people import Agreement, Role
from handlers import families
from handlers.families import Kin, Obstacle
from storage import addresses, assignments, cases, people, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.family import KARIN, SVEN, new, take_part, with_family
from tests.handlers.house import OFFICE, maybe

WELCOME = (
    "Hi Karin! Here you can write with Mette about Alma. We save it. In danger? Call"
    " 112. May we write to you? OK or NO. End: STOP"
)


@pytest.fixture
async def young_house(house):
    """Alma is 16, so that she has guardians."""
    alma = await house.person("alma")
    await house.run(
        people.update,
        alma.id,
        name=alma.name,
        language=alma.language,
        profile="dk_child",
        born_before=date(2010, 6, 1),
    )
    return house


@pytest.fixture
async def family(young_house):
    return await with_family(young_house)


async def end(house, who):
    person = await house.person(who)
    done = await house.run(families.end, OFFICE, person, house.now)
    await house.deliver()
    return done


async def test_a_guardian_is_welcomed_as_what_they_are(young_house):
    house = await with_family(young_house, agreed=False)

    assert house.texts("karin") == [WELCOME]
    assert house.texts("sven")[0].startswith("Hi Sven! Here you can write with Mette.")
    assert house.texts("mette")[-2:] == [
        (
            "You can write with K5 Karin now: guardian of K1 Alma."
            " Each has a talk of their own."
        ),
        (
            "You can write with K6 Sven now: brother or sister of K1 Alma."
            " Each has a talk of their own."
        ),
    ]


async def test_each_has_a_role_an_agreement_a_language_and_a_case_file(young_house):
    house = await with_family(young_house, agreed=False)
    await house.talk("sven", "NEJ")
    await house.talk("karin", "/language")
    await house.press("karin", "Dansk")
    await house.deliver()

    karin, sven, alma = [await house.person(who) for who in ("karin", "sven", "alma")]
    assert (karin.role, sven.role) == (Role.GUARDIAN, Role.CLIENT)
    assert (karin.agreement, sven.agreement, alma.agreement) == (
        Agreement.ASKED,
        Agreement.DECLINED,
        Agreement.GIVEN,
    )
    assert (karin.language, alma.language) == ("da", "en")
    assert len({await house.case_of(who) for who in ("karin", "sven", "alma")}) == 3


async def test_words_go_both_ways_and_only_there(family):
    await family.talk("karin", "is she well?")
    shown = family.last("mette")
    await family.talk("mette", "ask her yourself", reply_to=shown)
    family.move(seconds=9)
    await family.deliver()

    assert shown.text == "K5 Karin\nis she well?"
    assert family.texts("karin")[-1] == "Mette: ask her yourself"
    for who in ("alma", "sven", "bo"):
        assert not any("yourself" in text for text in family.texts(who))


async def test_a_guardian_sees_nothing_of_what_the_child_writes(family):
    await family.talk("alma", "do not tell my mother")
    shown = family.last("mette")
    await family.talk("mette", "I will not", reply_to=shown)
    family.move(seconds=9)
    await family.deliver()

    assert family.texts("alma")[-1] == "Mette: I will not"
    for who in ("karin", "sven"):
        assert not any("not" in text.split() for text in family.texts(who)[2:])
        assert "do not tell my mother" not in await family.said(who)
    assert "do not tell my mother" in await family.said("alma")


async def test_a_guardians_words_are_in_no_file_but_their_own(family):
    await family.talk("karin", "I worry about her")

    assert "I worry about her" in await family.said("karin")
    assert "I worry about her" not in await family.said("alma")


async def test_a_plain_line_after_another_of_the_family_wrote_is_asked_about(family):
    await family.talk("karin", "call me")
    await family.talk("mette", "/to K5")
    await family.talk("alma", "please do not")

    await family.talk("mette", "I call you at two")

    assert not any("at two" in text for text in family.texts("karin"))
    assert not any("at two" in text for text in family.texts("alma"))
    assert family.last("mette").text.startswith("Who is this for?")


async def test_who_takes_part_no_more_is_thanked_and_reached_no_more(family):
    await family.talk("karin", "hello")
    shown = family.last("mette")

    assert await end(family, "karin") is True
    told = family.texts("mette")[-1]
    await family.talk("mette", "one more thing", reply_to=shown)
    family.move(minutes=1)
    await family.deliver()

    assert told == "K5 Karin: the contact is now ended."
    assert family.texts("karin")[-1].startswith("Hi Karin. The messages with Mette end")
    assert not any("one more thing" in text for text in family.texts("alma"))
    assert await end(family, "karin") is False


async def test_words_that_wait_for_them_do_not_go_and_their_author_is_told(family):
    await family.talk("mette", "/to K5 I have news")

    await end(family, "karin")
    family.move(minutes=1)
    await family.deliver()

    assert not any("I have news" in text for text in family.texts("karin"))
    assert "K5 Karin: not delivered. The contact has ended." in family.texts("mette")


async def test_words_of_which_nobody_knows_are_not_tried_again_afterwards(family):
    family.telegram.will(maybe(arrives=False), to=KARIN.value)
    await family.talk("mette", "/to K5 I have news")
    family.move(seconds=9)
    await family.deliver()

    await end(family, "karin")
    family.move(hours=1)
    await family.deliver()

    assert not any("I have news" in text for text in family.texts("karin"))


async def test_what_they_write_afterwards_reaches_nobody_of_the_family(family):
    await end(family, "karin")

    await family.talk("karin", "why?")

    assert family.texts("karin")[-1].startswith("Hi Karin. The messages here have")
    kept = [words["text"] for _, words in await family.record("intake")]
    assert kept == ["why?"]
    for who in ("alma", "sven", "mette"):
        assert not any("why?" in text for text in family.texts(who))


async def test_who_took_part_once_can_again_in_the_same_file(family):
    case = await family.case_of("karin")
    await end(family, "karin")

    found = await take_part(family, new("karin", Kin.RELATIVE))
    await family.talk("karin", "I am back")

    alma = await family.person("alma")
    assignment = await family.run(assignments.current, alma.id)
    taking_part = dict(await family.run(assignments.participants, assignment.id))
    assert taking_part[found.id] == "relative"
    assert await family.case_of("karin") == case
    assert family.texts("mette")[-1] == "K5 Karin\nI am back"


@pytest.mark.parametrize(
    ("participant", "client", "obstacle"),
    [
        (new("karin", Kin.GUARDIAN), "bo", Obstacle.OF_AGE),
        (new("kirsten", Kin.RELATIVE), "alma", Obstacle.IS_STAFF),
        (new("cleo", Kin.SIBLING), "alma", Obstacle.IS_HELPED),
        (
            new("karin", Kin.RELATIVE, phone="+4520303030"),
            "alma",
            Obstacle.NUMBER_TAKEN,
        ),
        (new("karin", Kin.RELATIVE), "sanne", Obstacle.NOBODY_ANSWERS),
    ],
)
async def test_who_cannot_take_part_is_said_why(
    young_house, participant, client, obstacle
):
    house = young_house

    assert await take_part(house, participant, client) is obstacle
    assert await house.person("karin") is None


async def test_nobody_takes_part_in_two_families(family):
    found = await take_part(family, new("karin", Kin.RELATIVE), "bo")

    assert found is Obstacle.TAKES_PART


async def test_it_is_written_into_both_files_who_takes_part(family):
    await end(family, "sven")

    for who in ("alma", "sven"):
        written = [w["text"] for k, w in await family.record(who) if k == "assignment"]
        assert "K6 Sven (brother or sister): active" in written
        assert written[-1] == "K6 Sven (brother or sister): ended"


async def test_a_number_that_was_typed_still_waits_for_its_code(young_house):
    house = young_house
    await take_part(house, new("sven", Kin.SIBLING, phone=SVEN.value), address=SVEN)

    await house.talk("mette", "/to K5 hello")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("sven") == []


async def test_a_mothers_chat_is_not_the_childs(family):
    """Both on Telegram: a press of her button answers for her alone."""
    karin = await family.address("karin")

    assert karin.address == KARIN
    assert karin.person_id == (await family.person("karin")).id


async def test_only_their_own_contact_person_reads_what_a_guardian_wrote(young_house):
    def with_readers(tx):
        for ref in ("mette", "kirsten", "sanne"):
            key = generate_key_pair().public_key()
            person = people.find_by_ref(tx, ref)
            readers.add(tx, f"r-{ref}", person.id, key, young_house.now)

    await young_house.run(with_readers)
    house = await with_family(young_house)

    found = await house.run(cases.readers_of, await house.case_of("karin"))

    assert found == ["r-mette"]


async def test_who_comes_back_with_another_number_has_that_one_alone(family):
    await end(family, "sven")
    again = new("sven", Kin.SIBLING, phone="+4520707070")

    person = await take_part(family, again)

    reached = await family.run(addresses.of_person, person.id)
    assert [(each.address.value, str(each.state)) for each in reached] == [
        ("+4520707070", "unverified")
    ]
