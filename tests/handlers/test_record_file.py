"""A case as a file in the chat: who gets it, and what is written first."""

from dataclasses import replace

import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from casework.messages import Never
from casework.reasons import Reason
from handlers import handover, reading
from storage import consents, export, looks, people
from storage.key_pairs import generate_key_pair
from storage.reader_keys import ReaderPublic
from tests.handlers.house import listed
from tests.handlers.test_absences import away

KEY = ReaderPublic("r-mette000000", generate_key_pair().public_key())


@pytest.fixture
async def keyed(house):
    """A house in which Mette has a key."""
    await enrol(house, KEY, "mette")
    return house


async def enrol(house, public, ref, **how):
    reader = await house.run(reading.enrol_reader, public, ref, house.now, **how)
    cases = await house.run(reading.to_open_for, house.office, reader, house.now)
    await house.run(reading.renew, house.office, cases, house.now)


def handed_over(house, who="mette"):
    """Return which cases left for somebody's phone."""
    chat = house.addresses[who].value
    return [
        each.record_of
        for each in house.telegram.sent
        if each.to.value == chat and each.record_of is not None
    ]


async def taken_out(house, who="alma"):
    return [words for kind, words in await house.record(who) if kind == "taken_out"]


async def test_the_case_leaves_for_its_contact_person_and_says_so_first(keyed):
    await keyed.talk("mette", "/record K1 the review on Monday")

    case = await keyed.case_of("alma")
    assert handed_over(keyed) == [case]
    assert "K1 Alma: the record, locked." in keyed.texts("mette")[-1]
    (words,) = await taken_out(keyed)
    assert (words["author"], words["text"]) == ("Mette", "the review on Monday")
    (look,) = await keyed.run(looks.of_case, case)
    mette = await keyed.person("mette")
    assert (look.person, look.way, look.reason) == (
        *(mette.id, "telegram"),
        "the review on Monday",
    )


async def test_it_stands_in_the_case_before_anything_leaves(keyed):
    await keyed.write("mette", "/record K1 the review")
    await keyed.restart()  # as after a crash between the two

    assert handed_over(keyed) == []
    assert len(await taken_out(keyed)) == 1

    await keyed.deliver()
    assert len(handed_over(keyed)) == 1
    assert len(await taken_out(keyed)) == 1


async def test_whoever_gives_no_reason_is_asked_for_one(keyed):
    await keyed.talk("mette", "/record K1")
    assert (handed_over(keyed), await taken_out(keyed)) == ([], [])

    await keyed.press("mette", "To write notes")
    await keyed.deliver()

    assert len(handed_over(keyed)) == 1
    (words,) = await taken_out(keyed)
    assert words["text"] == "To write notes"


async def test_a_reason_may_be_typed_and_a_novel_is_not_kept(keyed):
    await keyed.talk("mette", "/record K1")
    await keyed.talk("mette", "x" * 201, reply_to=keyed.last("mette"))
    assert "at most" in keyed.texts("mette")[-1]
    await keyed.talk("mette", "/record K1")
    await keyed.talk("mette", "for the court", reply_to=keyed.last("mette"))

    assert [words["text"] for words in await taken_out(keyed)] == ["for the court"]
    assert len(handed_over(keyed)) == 1


async def test_nobody_gets_the_case_of_somebody_elses_client_and_the_try_is_kept(keyed):
    await keyed.talk("mette", "/record K3 curiosity")
    await keyed.talk("sanne", "/record K1 curiosity")

    assert handed_over(keyed) + handed_over(keyed, "sanne") == []
    for who in ("alma", "cleo"):
        assert await taken_out(keyed, who) == []
        kind, words = (await keyed.record(who))[-1]
        assert (kind, words["act"]) == ("denied", "export")
    assert await keyed.run(looks.of_case, await keyed.case_of("cleo")) == []


async def test_each_case_leaves_for_its_contact_person_and_for_nobody_else(keyed):
    """Everybody on Telegram asks for everybody; each has a key to something."""
    clients = {"K1": "alma", "K2": "bo", "K3": "cleo", "K4": "dan"}
    sanne = ReaderPublic("r-sanne00000", KEY.key)
    await enrol(keyed, sanne, "sanne")

    for who in ("mette", "sanne", "alma", "cleo"):
        for alias in clients:
            await keyed.talk(who, f"/record {alias} because")

    left = {who: handed_over(keyed, who) for who in ("mette", "sanne", "alma", "cleo")}
    own = [await keyed.case_of(who) for who in ("alma", "bo")]
    assert left == {"mette": own, "sanne": [], "alma": [], "cleo": []}


async def test_whoever_has_no_key_is_told_how_to_get_one(house):
    await house.talk("mette", "/record K1 the review")

    assert "fastkontakt reader keygen" in house.texts("mette")[-1]
    assert (handed_over(house), await taken_out(house)) == ([], [])


async def test_whose_client_it_is_is_asked_again_as_it_leaves(keyed):
    await keyed.write("mette", "/record K1 the review")
    await keyed.run(hand_over, keyed)

    await keyed.deliver()

    assert handed_over(keyed) == []


async def test_a_reason_that_comes_too_late_gets_nothing(keyed):
    await keyed.talk("mette", "/record K1")
    asked = keyed.last("mette")
    await keyed.run(hand_over, keyed)

    await keyed.press("mette", "To write notes", on=asked)
    await keyed.deliver()

    assert (handed_over(keyed), await taken_out(keyed)) == ([], [])


async def test_what_telegram_does_not_take_is_said_before_anything_is_written(
    keyed, monkeypatch
):
    monkeypatch.setattr(export, "AROUND_AN_ENTRY", 50_000_000)

    await keyed.talk("mette", "/record K1 the review")

    case = await keyed.case_of("alma")
    told = f"fastkontakt record export {case} --for mette"
    assert told in keyed.texts("mette")[-1]
    assert (handed_over(keyed), await taken_out(keyed)) == ([], [])


async def test_who_waits_for_a_case_that_cannot_be_sent_is_told_what_to_do(keyed):
    chat = keyed.addresses["mette"].value
    keyed.telegram.will(Never(Reason.TOO_LARGE), to=chat)

    await keyed.talk("mette", "/record K1 the review")

    case = await keyed.case_of("alma")
    assert keyed.texts("mette")[-1].endswith(f"record export {case} --for mette")
    assert len(await taken_out(keyed)) == 1


async def test_where_nothing_is_written_down_there_is_nothing_to_send(street):
    await street.enrol(listed("ali", contact_person="sofie", profile="dk_skp"))

    await street.talk("sofie", "/record ali why")

    assert "Nothing is written down" in street.texts("sofie")[-1]


@pytest.mark.parametrize("said", ["", "K99 why", "K1\x00 why", "/record", "'; DROP"])
async def test_what_makes_no_sense_takes_nothing_out(keyed, said):
    await keyed.talk("mette", f"/record {said}")

    assert (handed_over(keyed), await taken_out(keyed)) == ([], [])


async def test_a_case_whose_key_was_exchanged_is_not_sent(keyed):
    await keyed.run(exchange_keys)
    await keyed.restart()

    await keyed.talk("mette", "/record K1 the review")

    assert "has to be checked first" in keyed.texts("mette")[-1]
    assert handed_over(keyed) == []


def exchange_keys(tx):
    tx.run("UPDATE case_key SET public_key = zeroblob(1216)")


def hand_over(tx, house):
    """Let Kirsten answer all whom Mette answered."""
    mette, kirsten = (people.find_by_ref(tx, ref) for ref in ("mette", "kirsten"))
    agreed = handover.plan(tx, mette, kirsten, house.now)
    handover.hand_over(tx, house.office, agreed, None, house.now)


async def test_who_stands_in_gets_the_case_once_the_client_said_yes(house):
    house.office = replace(house.office, profiles={"dk_youth": {"duty_key": True}})
    await enrol(house, KEY, "kirsten", for_duty=True)
    await away(house, substitute="sanne")
    await house.talk("sanne", "/record K1 Mette is ill")
    assert (handed_over(house, "sanne"), await taken_out(house)) == ([], [])

    await says_yes(house, "alma")
    await house.talk("sanne", "/record K1 Mette is ill")

    assert len(handed_over(house, "sanne")) == 1
    assert [words["author"] for words in await taken_out(house)] == ["Sanne"]


async def says_yes(house, who):
    """Let somebody say that a substitute may see what was written before."""
    person = await house.person(who)
    said = (Purpose.HISTORY, ConsentState.GIVEN, How.TELEGRAM, house.now)
    await house.run(consents.add, Consent(person.id, person.id, *said))
