"""Scenes: what a visitor can try, and the phones that come with it."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


def scene(name, title, *phones):
    steps = [
        {
            "title": "Do this",
            "words": f"Step one of {name}.",
            "phone": None,
            "typed": "",
        },
        {"title": "Then", "words": "Look.", "phone": "p3", "typed": "/meet Alma"},
        {"title": "At last", "words": "Go.", "phone": None, "typed": ""},
    ]
    return {"name": name, "title": title, "phones": list(phones), "steps": steps}


@pytest.fixture
def stage(town):
    """Six phones, of which the first scene needs three."""
    town.world.telegram_phone("Jonas", role="contact_person")
    town.world.sms_phone("+4520123457", name="Cleo")
    town.world.sms_phone("+4520123458", name="Eva and Finn")
    town.service.scenes = [
        scene("first", "First steps", "p1", "p2", "p3"),
        scene("substitute", "A substitute week", "p1", "p3", "p4"),
        scene("shared", "A shared number", "p6", "p1", "p3"),
    ]
    return town


async def standing(desk):
    """Return whose phones stand there, from left to right."""
    return await desk.page.locator(".phone h2").all_inner_texts()


async def test_three_phones_stand_there_and_the_others_can_be_fetched(open_desk, stage):
    desk = await open_desk()
    assert await standing(desk) == ["Alma", "Bo", "Mette"]

    face = desk.page.get_by_role("button", name="Cleo's phone", exact=True)
    await expect(face).to_have_attribute("aria-pressed", "false")
    await face.click()

    assert await standing(desk) == ["Alma", "Bo", "Mette", "Cleo"]
    await expect(face).to_have_attribute("aria-pressed", "true")
    await face.click()
    assert await standing(desk) == ["Alma", "Bo", "Mette"]


async def test_the_last_phone_cannot_be_put_away(open_desk, stage):
    desk = await open_desk()

    for name in ("Alma", "Bo", "Mette"):
        await desk.page.get_by_role(
            "button", name=f"{name}'s phone", exact=True
        ).click()

    assert await standing(desk) == ["Mette"]


async def test_a_scene_brings_its_phones_and_says_what_to_try(open_desk, stage):
    desk = await open_desk()
    chip = desk.page.get_by_role("button", name="A shared number")

    await chip.click()

    assert await standing(desk) == ["Eva and Finn", "Alma", "Mette"]
    hint = desk.page.get_by_role("complementary", name="Three things to try")
    await expect(hint).to_contain_text("Step one of shared.")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await expect(chip).to_be_focused()


async def test_what_was_typed_stays_when_a_phone_comes_back(open_desk, stage):
    desk = await open_desk()
    await desk.field("Bo").fill("not yet sent")

    await desk.page.get_by_role("button", name="A substitute week").click()
    await desk.page.get_by_role("button", name="First steps").click()

    await expect(desk.field("Bo")).to_have_value("not yet sent")


async def test_one_press_puts_what_is_to_be_typed_into_the_phone(open_desk, stage):
    desk = await open_desk()

    await desk.page.get_by_role("button", name="Mette: /meet Alma").click()

    await expect(desk.field("Mette")).to_have_value("/meet Alma")
    await expect(desk.field("Mette")).to_be_focused()
    assert stage.mette.chat[-1].text != "/meet Alma"


async def test_on_a_small_screen_that_phone_comes_to_the_front(open_desk, stage):
    desk = await open_desk(viewport={"width": 390, "height": 844}, has_touch=True)

    await desk.page.get_by_role("button", name="Mette: /meet Alma").click()

    await expect(desk.field("Mette")).to_be_visible()
    await expect(desk.field("Mette")).to_have_value("/meet Alma")


@pytest.mark.parametrize("title", ["First steps", "A shared number"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
async def test_scenes_leave_room_for_three_phones_and_the_record(
    open_desk, stage, width, height, title
):
    desk = await open_desk(viewport={"width": width, "height": height})
    await desk.page.get_by_role("button", name=title).click()

    shown = [desk.phone(name) for name in await standing(desk)]
    boxes = [await each.bounding_box() for each in [*shown, desk.record()]]
    for box in boxes:
        assert box["height"] > 480
        assert box["y"] + box["height"] <= height
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] < right["x"]


async def test_on_a_small_screen_a_scene_begins_with_its_first_phone(open_desk, stage):
    desk = await open_desk(viewport={"width": 390, "height": 844}, has_touch=True)

    await desk.page.get_by_role("button", name="A shared number").click()

    await expect(desk.field("Eva and Finn")).to_be_visible()
    await expect(desk.field("Alma")).to_be_hidden()
    await expect(desk.page.get_by_role("tab", name="Jonas")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_scenes_and_faces_stand_out(open_desk, stage, scheme):
    desk = await open_desk(color_scheme=scheme)

    assert await desk.page.evaluate(CONTRAST) == []
