"""An agreement in words, for whoever reads it."""

from datetime import date

from casework.promises import Who
from handlers import promise_words
from storage import promises


async def test_each_reads_it_in_their_own_words(house):
    alma, mette = await house.person("alma"), await house.person("mette")

    def unit(tx):
        due = date(2026, 11, 27)
        promises.add(tx, alma.id, Who.CLIENT, "bring it", due, mette.id, house.now)
        promises.add(tx, alma.id, Who.WORKER, "call", None, mette.id, house.now)
        promises.add(tx, alma.id, Who.OTHER, "pay", None, mette.id, house.now)
        to_staff = [
            promise_words.line(tx, house.office, each, alma, "da")
            for each in promises.open_of(tx, alma.id)
        ]
        return to_staff, promise_words.to_client(tx, house.office, alma, mette)

    to_staff, to_alma = await house.run(unit)

    assert to_staff == [
        "K1 Alma: bring it, senest fre. 27/11",
        "Mette: call",
        "en anden: pay",
    ]
    assert to_alma.splitlines() == [
        "What you agreed on: you: bring it, by Fri 27 Nov",
        "Mette: call",
        "somebody else: pay",
    ]


async def test_the_case_has_the_words_only_where_words_are_kept(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    case = await house.case_of("alma")

    def unit(tx, policy):
        tx.run("UPDATE case_file SET record_policy = :policy", policy=policy)
        tx.forget()
        due = date(2026, 11, 27)
        one = promises.add(
            tx, alma.id, Who.CLIENT, "bring it", due, mette.id, house.now
        )
        return promise_words.for_case(tx, house.office, one, alma, case)

    assert "bring it" in await house.run(unit, "full")
    assert "bring it" in await house.run(unit, "summary")
    assert await house.run(unit, "log_only") == "K1 Alma: Fri 27 Nov"
