"""Looking for somebody who does not answer, noted with one line."""

from casework.attempts import Form
from storage import attempts
from tests.handlers.house import MORNING
from tests.handlers.outreach import alias_of


async def tries(house, who="alma"):
    person = await house.person(who)
    return await house.run(attempts.since, person.id, MORNING)


async def test_a_try_is_noted_in_one_line_and_written_into_the_case(house):
    house.move(days=2)

    await house.talk("mette", "/tried K1 knocked, no answer")

    (noted,) = await tries(house)
    assert (noted.form, noted.note) == (Form.KNOCKED, "no answer")
    assert house.texts("mette")[-1] == (
        "Noted for K1 Alma: knocked at the door."
        " Tries without an answer since the last contact: 1."
    )
    kind, words = (await house.record("alma"))[-1]
    assert (kind, words["author"]) == ("attempt", "Mette")
    assert words["text"] == "knocked at the door: no answer"


async def test_a_try_is_noted_by_sms_in_three_languages(house):
    house.move(days=2)

    await house.talk("kirsten", "TRIED K3 called twice")
    await house.talk("kirsten", "Forsøgt K3: bankede på")
    await house.talk("kirsten", "försökt k3 på gatan")

    found = await tries(house, "cleo")
    assert [each.form for each in found] == [Form.CALLED, Form.KNOCKED, Form.STREET]
    assert house.texts("kirsten")[-1].endswith("since the last contact: 3.")


async def test_words_that_only_begin_so_are_no_try(house):
    await house.talk("kirsten", "Tried to call you K3")

    assert await tries(house, "cleo") == []


async def test_the_tries_are_counted_since_somebody_was_last_heard(house):
    house.move(days=1)
    await house.talk("mette", "/tried K1 called")
    house.move(days=1)
    await house.talk("alma", "here I am")
    house.move(days=1)

    await house.talk("mette", "/tried K1 wrote")
    await house.talk("mette", "/tried K1")

    assert "contact: 1." in house.texts("mette")[-2]
    assert house.texts("mette")[-1] == (
        "K1 Alma, tries without an answer since the last contact:\nThu 26 Nov wrote"
    )


async def test_nobody_notes_a_try_for_a_client_of_somebody_else(house):
    await house.talk("kirsten", "TRIED K1 knocked")

    assert await tries(house) == []
    assert "K1" in house.texts("kirsten")[-1]
    assert (await house.record("alma"))[-1][0] == "denied"


async def test_a_bare_command_says_how_it_is_written(house):
    await house.talk("mette", "/tried")
    await house.talk("mette", "/tried K99 knocked")

    assert "/tried K7 knocked" in house.texts("mette")[-2]
    assert await tries(house) == []


async def test_where_no_words_are_kept_the_try_is_kept_without_them(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)

    await street.talk("sofie", f"/tried {ali.alias} knocked, asked the neighbour")

    (noted,) = await street.run(attempts.since, ali.id, MORNING)
    assert (noted.form, noted.note) == (Form.KNOCKED, "")
