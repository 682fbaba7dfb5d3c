"""What somebody wants to reach."""

from storage import goals
from tests.handlers.test_contact_log import _with_policy


async def of(house, who="alma"):
    person = await house.person(who)
    return [each.words for each in await house.run(goals.open_of, person.id)]


async def entries(house, who="alma"):
    return [
        (kind, words["text"])
        for kind, words in await house.record(who)
        if kind.startswith("goal")
    ]


async def test_goals_are_added_in_a_line_from_the_list_or_in_own_words(house):
    await house.talk("mette", "/goals K1 bolig, skolarbete, learn to swim")
    await house.talk("mette", "/goals K1 läxor")

    assert await of(house) == ["housing", "skolarbete", "learn to swim", "schoolwork"]
    assert house.texts("mette")[-1].splitlines()[:3] == [
        "Goals of K1 Alma:",
        "1. a home",
        "2. skolarbete",
    ]
    assert (await entries(house))[0] == ("goal", "a home")


async def test_a_goal_is_tapped_from_the_list_and_ended(house):
    await house.talk("mette", "/goals K1")
    await house.press("mette", "Another goal")
    await house.deliver()
    await house.press("mette", "keeping contact")
    await house.deliver()
    assert await of(house) == ["keep_contact"]

    await house.press("mette", "End no. 1")
    await house.deliver()

    assert await of(house) == []
    assert await entries(house) == [
        ("goal", "keeping contact"),
        ("goal_ended", "keeping contact"),
    ]


async def test_goals_are_said_by_sms_and_ended_by_their_number(house):
    await house.talk("kirsten", "GOALS K3 a home")
    await house.talk("kirsten", "MÅL K3 familie kontakt; hund")
    await house.talk("kirsten", "mål k3 slut 1")

    assert await of(house, "cleo") == ["familie kontakt", "hund"]


async def test_own_words_lie_sealed_and_are_not_written_where_none_are_kept(house):
    alma = await house.person("alma")
    await house.run(_with_policy("log_only"), alma.id)

    await house.talk("mette", "/goals K1 svaneflugt, housing")

    assert await entries(house) == [("goal", ""), ("goal", "a home")]
    assert b"svaneflugt" not in house.everything_on_disk()


async def test_nobody_sees_the_goals_of_somebody_elses_client(house):
    await house.talk("kirsten", "GOALS K1 housing")

    assert await of(house) == []
    assert (await house.record("alma"))[-1][0] == "denied"
