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
        ("Alma", "Bo", "Mette", "Jonas", "Cleo", "Eva and Finn")
    )
}
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_has_three_phones_and_three_steps_of_one_line(scene):
    assert len(scene.phones) == 3
    assert "Mette" in scene.phones
    assert set(scene.phones) <= PHONES.keys()
    assert len(scene.steps) == 3
    assert all(len(title) + len(words) < 80 for title, words in scene.steps)


def test_the_four_that_are_to_be_seen_follow_the_first_steps():
    assert SCENES[0].phones == FIRST
    assert [scene.name for scene in SCENES[1:]] == [
        *("substitute", "discreet", "shared", "stop")
    ]


def test_the_page_gets_ids_of_phones_and_days_that_are_still_to_come():
    found = demo_scenes.shown(PHONES, TODAY)

    assert found[0]["phones"] == ["p0", "p1", "p2"]
    assert found[1]["steps"][0] == [
        "Go away",
        "As Mette: /away 22/11-28/11, press Jonas, Confirm.",
    ]


@pytest.mark.parametrize("hour", range(24))
def test_in_the_demo_it_is_always_day(hour):
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)

    zone = ZoneInfo(demo_scenes.zone_by_day(now))

    assert 8 <= now.astimezone(zone).hour < 20


def test_the_buttons_that_a_scene_names_are_there():
    texts = Texts.load("en")

    assert texts.say("btn_confirm", "en") == "Confirm"
