"""Contact that was elsewhere, noted from the phone."""

from datetime import UTC, datetime, timedelta

from casework.contacts import ContactForm, Party, Starter
from storage import contacts
from tests.handlers.house import MORNING
from tests.handlers.outreach import alias_of


async def kept(house, who="alma"):
    case = await house.case_of(who)
    return await house.run(contacts.of_case, case, MORNING)


async def logged(house, who="alma"):
    return [words for kind, words in await house.record(who) if kind == "contact"]


async def test_a_line_becomes_an_entry_with_form_minutes_parties_and_words(house):
    await house.talk(
        "mette",
        '/log K1 visit 45 min with mother: better at home "I sleep again" #housing',
    )

    (words,) = await logged(house)
    assert words["text"] == (
        "visit at home, 45 min, with parent or guardian, goal: a home: better at home"
        '\nAlma: "I sleep again"'
    )
    assert (words["note"], words["own_words"]) == ("better at home", "I sleep again")
    assert (words["form"], words["minutes"]) == ("home_visit", 45)
    assert (words["parties"], words["goals"]) == (["guardian"], ["housing"])
    (contact,) = await kept(house)
    assert contact.form is ContactForm.HOME_VISIT
    assert (contact.minutes, contact.parties) == (45, (Party.GUARDIAN,))
    assert house.texts("mette")[-1].startswith("Noted for K1 Alma (no. ")


async def test_no_word_of_it_lies_readable_on_disk(house):
    await house.talk("mette", '/log K1 phone kvalmefugl "hundehvalp" #egetmaal')

    on_disk = house.everything_on_disk()
    assert len(await logged(house)) == 1
    for word in (b"kvalmefugl", b"hundehvalp", b"egetmaal"):
        assert word not in on_disk


async def test_it_is_noted_by_sms_in_three_languages(house):
    await house.talk("kirsten", "LOG K3 walk 20 min quiet")
    await house.talk("kirsten", "Logfør K3: besøg 1,5 time snak om skole")
    await house.talk("kirsten", "LOGGA k3 ringde startat av honom")

    found = await kept(house, "cleo")
    assert [(each.form, each.minutes) for each in found] == [
        (ContactForm.PUBLIC_SPACE, 20),
        (ContactForm.HOME_VISIT, 90),
        (ContactForm.PHONE, None),
    ]
    assert found[2].started_by is Starter.CLIENT


async def test_words_that_only_begin_so_are_for_the_one_who_is_helped(house):
    await house.talk("kirsten", "K3 log in tomorrow")
    await house.talk("kirsten", "log K3x")

    assert await kept(house, "cleo") == []


async def test_several_are_noted_at_once_after_a_day_out(house):
    await house.talk(
        "mette", "/log\nK1 activity 2 h bowling\nlaughed a lot\nK2: phone 10 min"
    )
    await house.talk("mette", "/log K1, K2 activity 30 min drove home")

    alma, bo = await logged(house), await logged(house, "bo")
    assert [each["note"] for each in alma] == ["bowling laughed a lot", "drove home"]
    assert [each.get("note") for each in bo] == [None, "drove home"]
    first = house.texts("mette")[-2].splitlines()
    assert [line[:18] for line in first] == ["Noted for K1 Alma ", "Noted for K2 Bo (n"]


async def test_one_of_several_who_is_not_theirs_is_refused_and_the_rest_noted(house):
    await house.talk("mette", "/log\nK1 phone 5 min\nK3 phone 5 min")

    assert len(await kept(house)) == 1
    assert await kept(house, "cleo") == []
    assert (await house.record("cleo"))[-1][0] == "denied"


async def test_a_changed_command_notes_nothing_anew(house):
    line = await house.talk("mette", "/log K1 phone 5 min")

    await house.talk("mette", "/log K1 phone 50 min", edit_of=line)

    assert [each.minutes for each in await kept(house)] == [5]


async def test_a_line_without_a_form_is_asked_for_it_on_telegram(house):
    await house.talk("mette", "/log K1 we made pancakes")
    await house.press("mette", "visit at home")
    await house.deliver()
    await house.press("mette", "30 min")
    await house.deliver()

    (words,) = await logged(house)
    assert words["text"] == "visit at home, 30 min: we made pancakes"


async def test_where_nothing_is_written_down_it_is_said(street):
    await street.talk("sofie", "/new Ali")
    ali = await alias_of(street)
    await street.run(_with_policy("none"), ali.id)

    await street.talk("sofie", f"/log {ali.alias} walk 10 min")

    assert "nothing is written down" in street.texts("sofie")[-1]


async def test_where_no_words_are_kept_the_contact_is_kept_without_them(house):
    alma = await house.person("alma")
    await house.run(_with_policy("log_only"), alma.id)

    await house.talk("mette", '/log K1 visit 45 min pancakes "good"')

    (words,) = await logged(house)
    assert words["text"] == "visit at home, 45 min"
    assert "note" not in words
    assert house.texts("mette")[-1].endswith("Words are not kept in this kind of help.")


def _with_policy(policy):
    def change(tx, client):
        tx.run(
            "UPDATE case_file SET record_policy = :policy WHERE client_id = :client",
            policy=policy,
            client=client,
        )

    return change


async def test_what_was_yesterday_is_noted_with_its_day_and_hour(house):
    await house.talk("mette", "/log K1 yesterday 14:00 visit 45 min pancakes")
    await house.talk("kirsten", "LOGFØR K3 i går kl. 9.30 telefon 5 min")

    (words,) = await logged(house)
    assert words["text"] == "Sun 22 Nov 14:00: visit at home, 45 min: pancakes"
    assert words["happened_at"] == "2026-11-22T13:00:00+00:00"
    long_ago = MORNING - timedelta(days=30)
    for who, at in (("alma", (13, 0)), ("cleo", (8, 30))):
        case = await house.case_of(who)
        (contact,) = await house.run(contacts.of_case, case, long_ago)
        assert contact.at == datetime(2026, 11, 22, *at, tzinfo=UTC)
    assert "Sun 22 Nov 14:00: visit at home" in house.texts("mette")[-1]


async def test_nothing_is_noted_of_a_day_that_is_still_to_come(house):
    await house.talk("mette", "/log K1 24/11 visit 45 min")
    await house.talk("mette", "/log K1 today 23:00 visit 45 min")
    await house.talk("mette", "/log K1 visit 31/2")

    assert await logged(house) == []
    assert house.texts("mette")[-1].startswith("Nothing was noted for K1 Alma")


async def test_the_day_stays_known_while_the_rest_is_asked_for(house):
    await house.talk("mette", "/log K1 yesterday 14:00 45 min pancakes")
    await house.press("mette", "visit at home")
    await house.deliver()

    (words,) = await logged(house)
    assert words["text"] == "Sun 22 Nov 14:00: visit at home, 45 min: pancakes"
