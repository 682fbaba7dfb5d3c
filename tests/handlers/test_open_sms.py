from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.safe_contact import SafeContact, Window, every_day
from storage import safe_contacts
from tests.handlers.house import OFFICE


@pytest.fixture(params=["notice", "templates"])
def guarded(request, house):
    house.office = replace(OFFICE, profiles={"dk_youth": {"content": request.param}})
    return house


async def test_a_humans_words_stay_here_and_a_notice_of_them_goes(guarded):
    await guarded.talk("bo", "hello")

    await guarded.talk("mette", "about your doctor", reply_to=guarded.last("mette"))
    guarded.move(seconds=9)
    await guarded.deliver()

    assert guarded.texts("bo") == [
        "New message from Mette. Read it in the app, or reply CALL and we ring you."
    ]


async def test_their_author_learns_that_they_stayed(guarded):
    await guarded.talk("bo", "hello")

    await guarded.talk("mette", "about your doctor", reply_to=guarded.last("mette"))
    guarded.move(seconds=9)
    await guarded.deliver()

    assert guarded.texts("mette")[-1] == (
        "K2 Bo: told by SMS that you wrote. "
        "The words stay here: they may not go by SMS."
    )


async def test_a_long_text_is_one_notice(guarded):
    await guarded.talk("bo", "hello")

    await guarded.talk("mette", "long " * 800, reply_to=guarded.last("mette"))
    guarded.move(seconds=9)
    await guarded.deliver()

    assert len(guarded.texts("bo")) == 1


async def test_by_telegram_all_words_go(guarded):
    await guarded.talk("alma", "hello")

    await guarded.talk("mette", "at ten", reply_to=guarded.last("mette"))

    assert guarded.texts("alma") == ["Mette: at ten"]


async def test_what_a_client_writes_by_sms_reaches_their_contact_person(guarded):
    await guarded.talk("bo", "all of it")

    assert guarded.texts("mette") == ["K2 Bo\nall of it"]


NOON_ONLY = SafeContact(hours=every_day(Window(8 * 60, 16 * 60)))


@pytest.mark.parametrize(
    ("local_hour", "lasts"),
    [
        (9, timedelta(hours=7)),
        (15, timedelta(hours=1)),
        (22, timedelta(hours=2)),  # a talk that goes on
    ],
)
async def test_no_backlog_of_the_network_rings_outside_safe_hours(
    house, local_hour, lasts
):
    bo = (await house.person("bo")).id
    house.now = datetime(2026, 11, 24, local_hour - 1, tzinfo=UTC)
    await house.run(safe_contacts.set_profile, bo, NOON_ONLY, bo, house.now)
    await house.talk("bo", "hello")

    await house.talk("mette", "we meet", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    (sent,) = [each for each in house.sms.sent if each.text == "Mette: we meet"]
    assert sent.valid_for in (lasts, lasts - timedelta(seconds=8))


async def test_without_safe_hours_the_provider_tries_as_long_as_it_does(house):
    await house.talk("bo", "hello")

    await house.talk("mette", "we meet", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    assert {each.valid_for for each in house.sms.sent} == {None}
