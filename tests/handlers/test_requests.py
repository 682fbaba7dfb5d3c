"""What people ask about their own data is a row that waits until it is answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.people import Language
from casework.requests import Outcome, RequestKind
from handlers import digest, requests
from handlers.requests import Answer
from storage import people
from storage import requests as stored
from tests.handlers.test_own_data import discreet, house_of
from tests.storage.stores import read_case

__all__ = ["house_of"]

WRONG = "I was not late on Monday"


async def entries(house, who="alma"):
    """Return of each entry its kind, its words and where it points."""
    case = await house.case_of(who)
    found = await house.run(read_case, case, house.shares)
    return [(row["kind"], words.get("text"), row["refers_to"]) for row, words in found]


async def asked(house, who="alma", text=f"/correct {WRONG}"):
    """Let somebody ask, and return the row."""
    await house.talk(who, text)
    person = await house.person(who)
    return (await house.run(stored.of_client, person.id))[-1]


async def answered(house, request, outcome, reason="", *, entry=None, by="mette"):
    worker = await house.person(by)
    given = Answer(outcome, reason, entry)
    fault = await house.run(
        requests.answer, house.office, request, given, worker, house.now
    )
    await house.deliver()
    return fault


async def morning(house, who, days):
    """Return the digest that somebody gets so many days later."""
    await house.look_after(digest.DIGEST)
    house.move(days=days)
    before = len(house.texts(who))
    await house.look_after(digest.DIGEST)
    await house.deliver()
    return "\n".join(house.texts(who)[before:])


@pytest.mark.parametrize(
    ("who", "said", "kind"),
    [
        ("bo", "INDSIGT", RequestKind.ACCESS),
        ("bo", "RETTELSE: jeg er ikke 19", RequestKind.CORRECTION),
        ("bo", "RET: jeg kom ikke for sent", RequestKind.CORRECTION),
        ("bo", "RÄTTA: jag kom inte för sent", RequestKind.CORRECTION),
        ("bo", "correct: I was not late", RequestKind.CORRECTION),
        ("alma", "/correct I was not late", RequestKind.CORRECTION),
    ],
)
async def test_what_is_asked_by_a_word_is_a_row_with_its_days(house, who, said, kind):
    request = await asked(house, who, said)

    assert (request.kind, request.received_at) == (kind, house.now)
    assert request.term.due == house.now.date() + timedelta(days=30)
    assert "by Wed 23 Dec" in house.texts(who)[-1]
    assert (await entries(house, who))[-1][0] == f"{kind}_request"


async def test_correct_alone_under_a_message_says_that_it_is_right(house):
    await house.talk("bo", "correct")
    await house.talk("bo", "that is correct: yes")

    bo = await house.person("bo")
    assert await house.run(stored.of_client, bo.id) == []
    assert len(house.texts("mette")) == 2


async def test_a_button_asks_for_the_words_and_a_reply_points_at_the_entry(house):
    await house.talk("mette", "/to K1 You were late on Monday")
    house.move(seconds=10)
    await house.deliver()
    theirs = house.last("alma")
    number = len(await entries(house))

    await house.talk("alma", "/mydata")
    await house.press("alma", "Something is wrong")
    await house.deliver()
    how = house.texts("alma")[-1]
    await house.talk("alma", f"/correct {WRONG}", reply_to=theirs)

    assert how.startswith("Is something wrong in what is saved about you?")
    alma = await house.person("alma")
    (request,) = await house.run(stored.of_client, alma.id)
    assert request.entry == number
    assert await house.run(stored.words_of, request) == WRONG
    assert WRONG in "\n".join(house.texts("mette"))
    assert "says that something saved is wrong" in "\n".join(house.texts("mette"))


async def test_the_same_wish_twice_is_one_request_with_the_first_day(house):
    first = await asked(house, "bo", "INDSIGT")
    house.move(days=3)

    second = await asked(house, "bo", "INDSIGT")
    await asked(house, "bo", "RET: one thing")
    other = await asked(house, "bo", "RET: another thing")

    assert second == first
    bo = await house.person("bo")
    assert len(await house.run(stored.of_client, bo.id)) == 3
    assert await house.run(stored.words_of, other) == "another thing"


async def test_what_came_by_letter_counts_from_the_day_it_came(house):
    bo, came = await house.person("bo"), house.now - timedelta(days=10)

    request = await house.run(
        requests.note, house.office, bo, RequestKind.ERASURE, came, house.now
    )
    await house.deliver()

    assert request.term.due.isoformat() == "2026-12-13"
    assert "by Sun 13 Dec" in house.texts("bo")[-1]
    assert "K2 Bo wants something saved to be deleted" in house.texts("mette")[-1]
    assert (await entries(house, "bo"))[-1][0] == "erasure_request"


@pytest.mark.parametrize(
    ("is_extended", "due"), [(False, "2026-12-13"), (True, "2027-02-13")]
)
async def test_a_letter_that_came_before_what_waits_is_answered_by_its_day(
    house, is_extended, due
):
    request = await asked(house, "bo", "INDSIGT")
    bo, came = await house.person("bo"), house.now - timedelta(days=10)
    if is_extended:
        given = (house.office, request, "many files", None, house.now)
        await house.run(requests.extend, *given)

    given = (house.office, bo, RequestKind.ACCESS, came, house.now)
    noted = await house.run(requests.note, *given)

    (kept,) = await house.run(stored.of_client, bo.id)
    assert kept == noted
    assert (kept.id, kept.received_at) == (request.id, came)
    assert kept.term.due.isoformat() == due


async def test_words_that_do_not_open_keep_nobody_from_the_list(house):
    await asked(house, "bo", "RET: jeg var der")
    await house.run(lambda tx: tx.run("UPDATE request SET sealed_words = x'00'"))

    assert "2 Bo says that something is wrong" in await morning(house, "mette", 1)


async def test_what_waits_is_said_under_what_is_kept(house):
    await asked(house, "bo", "INDSIGT")

    await house.talk("bo", "MINEDATA")

    assert (
        "You asked to see what is saved. You get an answer by Wed 23 Dec."
        in house.texts("bo")
    )


async def test_what_is_put_right_stands_beside_the_old_entry(house):
    request = await asked(house)
    before = await entries(house)

    fault = await answered(house, request, Outcome.GRANTED, entry=1)

    assert fault is None
    after = await entries(house)
    assert after[: len(before)] == before
    assert after[-2:] == [("correction", WRONG, 1), ("request_answered", "", None)]
    assert house.texts("alma")[-1].startswith(
        "Thank you for telling us. It is put right"
    )


async def test_who_is_refused_hears_why_and_their_words_stand_beside(house):
    request = await asked(house)

    fault = await answered(house, request, Outcome.REFUSED, "two of us saw it", entry=1)

    assert fault is None
    assert (await entries(house))[-2:] == [
        ("objection", WRONG, 1),
        ("request_answered", "two of us saw it", None),
    ]
    told, where = house.texts("alma")[-2:]
    assert told.endswith("We keep what was there: two of us saw it")
    assert "ask Datatilsynet to look at it" in where


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", Language)
async def test_where_no_record_is_kept_nobody_is_told_that_words_stand_in_one(
    house_of, outcome, language
):
    house = await house_of("dk_skp")
    bo = await house.person("bo")
    await house.run(people.set_language, bo.id, language)

    request = await asked(house, "bo", f"RET: {WRONG}")
    asked_for = house.texts("mette")
    fault = await answered(house, request, outcome, "it was so")

    assert (fault, await entries(house, "bo")) == (None, [])
    assert any(WRONG in text for text in asked_for)
    assert await house.run(stored.words_of, request) == ""
    said = "\n".join(house.texts("bo")).lower()
    assert not {word for word in ("beside", "ved siden", "bredvid") if word in said}
    is_told = {"not saved", "gemmes ikke", "sparas inte"}
    assert any(w in said for w in is_told) is (outcome is Outcome.REFUSED)


async def test_a_yes_to_be_forgotten_does_not_say_that_it_happened(house):
    await house.talk("alma", "/mydata")
    await house.press("alma", "Have some deleted")
    alma = await house.person("alma")
    (request,) = await house.run(stored.of_client, alma.id)

    await answered(house, request, Outcome.GRANTED)

    assert house.texts("alma")[-1] == (
        "Yes, we will delete it. Two people look at it first, so it can take a while."
    )


async def test_in_sweden_another_authority_looks_at_it(house):
    house.office = replace(house.office, country="SE")
    request = await asked(house, "bo", "UTDRAG")

    await answered(house, request, Outcome.REFUSED, "it would harm somebody")

    assert "Integritetsskyddsmyndigheten" in house.texts("bo")[-1]


async def test_nothing_is_answered_twice_or_without_what_is_owed(house):
    request = await asked(house)

    refused = await answered(house, request, Outcome.REFUSED, " ")
    pointed = await answered(house, request, Outcome.GRANTED, entry=999)
    done = await answered(house, request, Outcome.GRANTED, entry=1)
    count = len(house.texts("alma"))
    again = await answered(
        house, await house.run(stored.find, request.id), Outcome.REFUSED, "no"
    )

    assert (refused, pointed, done, again) == (
        "no_reason",
        "no_entry",
        None,
        "answered",
    )
    assert len(house.texts("alma")) == count


async def test_more_time_is_told_with_the_reason(house):
    request = await asked(house, "bo", "INDSIGT")
    mette = await house.person("mette")
    why = "there are many files"

    await house.run(requests.extend, house.office, request, why, mette, house.now)
    await house.deliver()

    assert house.texts("bo")[-1] == (
        "Sorry, your answer takes longer. You get it by Tue 23 Feb."
        " Why: there are many files"
    )
    found = await house.run(stored.find, request.id)
    assert found.term.due.isoformat() == "2027-02-23"
    assert (await entries(house, "bo"))[-1][:2] == ("request_extended", why)


async def test_a_correction_is_reminded_every_morning_until_it_is_answered(house):
    request = await asked(house)

    first, second = await morning(house, "mette", 1), await morning(house, "mette", 1)
    others = house.texts("sanne")
    await answered(house, request, Outcome.GRANTED, entry=1)
    after = await morning(house, "mette", 1)

    line = "1. K1 Alma says that something is wrong: by Wed 23 Dec"
    assert line in first
    assert line in second
    assert others == []
    assert line not in after


async def test_near_its_day_and_past_it_supervisors_are_shown_it_too(house):
    await asked(house, "bo", "INDSIGT")

    early = await morning(house, "sanne", 1)
    aim = await morning(house, "sanne", 6)
    late = await morning(house, "sanne", 28)
    own = house.texts("mette")[-1]

    assert "K2 Bo" not in early
    assert "1. K2 Bo wants to read what is saved: by Wed 2 Dec" in aim
    assert "1. K2 Bo wants to read what is saved: overdue since Wed 23 Dec" in late
    assert "overdue since Wed 23 Dec" in own


async def test_of_a_discreet_person_the_answer_reveals_nothing(house):
    await discreet(house, "alma")
    request = await asked(house)

    await answered(house, request, Outcome.REFUSED, "Mette saw it")

    assert house.texts("alma")[-2:] == [
        "There is an answer for you. Write here when it suits you.",
        "You can also ask somebody else to look at it.",
    ]
    assert not any("Mette" in text for text in house.texts("alma"))


@pytest.mark.parametrize("language", Language)
async def test_every_answer_has_words_in_each_language(house, language):
    for kind in RequestKind:
        for said in ("done", "no"):
            text = house.office.say(f"request_{kind}_{said}", language, reason="så")
            assert text
            assert "request_" not in text
