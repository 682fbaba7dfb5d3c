"""The picture under `/checkins`: mette (Telegram) has alma and bo."""

import sys

from casework.rights import Act
from handlers import check_in_curve, permissions
from tests.handlers.asking import agree, later

PNG = b"\x89PNG"


async def test_the_contact_person_gets_a_picture_of_the_last_weeks(house):
    await agree(house, "bo")
    await later(house, hours=1)
    await house.talk("bo", "1")
    await house.talk("mette", "/checkins K2")

    await house.press("mette", "Picture")
    await house.deliver()

    left = house.telegram.sent[-1]
    assert left.text == "K2 Bo: the last 8 weeks."
    assert left.file.content.startswith(PNG)


async def test_where_nobody_was_asked_it_says_so(house):
    mette, bo = await house.person("mette"), await house.person("bo")

    await house.run(check_in_curve.send, house.office, mette, bo, house.now)
    await house.deliver()

    assert house.texts("mette")[-1] == "K2 Bo was not asked in the last weeks."


async def test_where_it_cannot_be_drawn_there_are_the_words(house, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    await agree(house, "bo")
    await later(house, hours=1)
    await house.talk("bo", "1")
    await house.talk("mette", "/checkins K2")

    await house.press("mette", "Picture")
    await house.deliver()

    assert "a picture cannot be drawn here" in house.texts("mette")[-1]


async def test_who_may_not_read_the_answers_gets_no_picture(house, monkeypatch):
    await agree(house, "bo")
    await later(house, hours=1)
    await house.talk("bo", "1")
    await house.talk("mette", "/checkins K2")
    allowed = permissions.is_allowed

    def nothing_to_read(tx, office, worker, act, *more):
        return act is not Act.READ_CONTENT and allowed(tx, office, worker, act, *more)

    monkeypatch.setattr(permissions, "is_allowed", nothing_to_read)
    before = len(house.telegram.sent)
    await house.press("mette", "Picture")
    await house.deliver()

    assert all(each.file is None for each in house.telegram.sent[before:])
