"""Answers are read in the daily digest, not as a ping each."""

from handlers import check_in_digest
from tests.handlers.asking import agree, later
from tests.handlers.test_absences import away


async def said(house, who="mette"):
    worker = await house.person(who)
    return await house.run(check_in_digest.lines, house.office, worker, house.now)


async def test_each_answer_is_said_once_with_what_was_written(house):
    await agree(house, "bo")
    await agree(house, "alma")
    await later(house, hours=1)
    await house.talk("bo", "1")
    await house.talk("alma", "not so good")

    first, second = await said(house), await said(house)

    assert first == [
        "How people are:",
        "K1 Alma: Mon 23 Nov: answered in words - not so good",
        "K2 Bo: Mon 23 Nov: Fine",
    ]
    assert second == []


async def test_what_was_not_asked_is_said_with_its_reason(house):
    await agree(house, "bo", 0)
    house.move(days=2)
    await house.deliver()

    assert "not asked, not their silence: " in (await said(house))[1]


async def test_nobody_reads_of_people_who_are_not_theirs(house):
    await agree(house, "dan")
    await later(house, hours=1)
    await house.talk("dan", "1")

    assert await said(house) == []
    assert len(await said(house, "kirsten")) == 2


async def test_the_digest_of_the_next_morning_has_it(house):
    await agree(house, "bo", 0)
    await later(house, hours=1)
    await house.talk("bo", "1")

    await later(house, days=1)

    digest = next(text for text in house.texts("mette") if "How people are:" in text)
    assert "K2 Bo: Mon 23 Nov: Fine" in digest


async def test_a_substitute_without_a_yes_reads_no_answer_but_hears_of_none(house):
    await agree(house, "bo", 0, 2)
    await later(house, hours=1)
    await house.talk("bo", "1")
    await away(house, "mette", "kirsten", lasts=14)
    house.move(days=3)
    await house.deliver()

    told = await said(house, "kirsten")
    mine = await said(house, "mette")

    assert len(told) == 2
    assert "not asked, not their silence: " in told[1]
    assert not any("Fine" in line for line in told)
    assert any("Fine" in line for line in mine)
