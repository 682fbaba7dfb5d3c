from dataclasses import replace

import pytest

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
