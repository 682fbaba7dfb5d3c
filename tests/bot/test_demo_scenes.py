"""The scenes of the demo: three phones each, and short enough to be read."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import demo_scenes
from bot.demo_scenes import FIRST, SCENES
from handlers.texts import Texts

PHONES = {
    name: f"p{number}"
    for number, name in enumerate(
        (
            *("Alma", "Bo", "Mette", "Jonas", "Cleo", "Eva and Finn"),
            *("Alma by SMS", "Sanne"),
        )
    )
}
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_has_its_phones_and_three_short_steps(scene):
    assert len(scene.phones) in (3, 4)
    assert "Mette" in scene.phones
    assert set(scene.phones) <= PHONES.keys()
    assert len(scene.steps) == 3
    assert all(len(step.title) + len(step.words) < 75 for step in scene.steps)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_what_is_to_be_typed_is_for_a_phone_that_stands_there(scene):
    for step in scene.steps:
        assert bool(step.who) == bool(step.typed)
        assert not step.who or step.who in scene.phones


def test_what_time_brings_is_shown_after_the_first_steps():
    assert SCENES[0].phones == FIRST
    assert [scene.name for scene in SCENES[1:]] == [
        *("meeting", "check_in", "danger", "later"),
        *("substitute", "discreet", "shared", "stop"),
    ]


def test_the_page_gets_ids_of_phones_and_days_that_are_still_to_come():
    found = {each["name"]: each for each in demo_scenes.shown(PHONES, TODAY)}

    assert found["first"]["phones"] == ["p0", "p1", "p2"]
    assert found["substitute"]["steps"][0] == {
        "title": "Go away",
        "words": "Press Jonas, then Confirm.",
        "phone": "p2",
        "typed": "/away 22/11-28/11",
    }
    # Two days ahead: a reminder comes the day before.
    assert (
        found["meeting"]["steps"][0]["typed"] == "/meet Alma tuesday 14 at the library"
    )


@pytest.mark.parametrize("hour", range(24))
def test_in_the_demo_it_is_always_day(hour):
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)

    zone = ZoneInfo(demo_scenes.zone_by_day(now))

    assert 8 <= now.astimezone(zone).hour < 20


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("btn_confirm", "Confirm"),
        ("btn_danger_take", "I have it"),
        ("btn_done", "Done"),
        ("btn_meet_send", "Send"),
        ("btn_yes", "Yes"),
        ("btn_out_did_not_come", "Did not come"),
        ("btn_ask_first", "Ask me first"),
    ],
)
def test_the_buttons_that_a_scene_names_are_there(key, label):
    assert Texts.load("en").say(key, "en") == label
