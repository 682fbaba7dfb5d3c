"""How the page looks, fits and moves, and that everyone can use it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SMALL = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


async def fill(town):
    """Put one of everything on the phones."""
    keys = {"inline_keyboard": [[{"text": "K7 Alma", "callback_data": "d"}]]}
    mine = town.alma.write("a long message " * 20)
    town.alma.edit(mine, "a long message, edited " * 20)
    town.alma.document(b"x", file_name="a-file-name-without-any-break-" * 4 + ".pdf")
    await town.say(
        town.alma, "https://example.org/" + "long" * 60, disable_notification=True
    )
    town.mette.write(
        "hello", reply_to=await town.say(town.mette, "Who?", reply_markup=keys)
    )
    await town.bot(
        "setMessageReaction",
        chat_id=town.alma.id,
        message_id=mine,
        reaction=[{"type": "emoji", "emoji": "👀"}],
    )
    town.bo.text("hej")
    await town.sms("Mette: Hej Bo")
    for number in range(12):
        town.service.write_down("Alma", f"entry {number}")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (1920, 1080)])
async def test_three_phones_and_the_record_stand_side_by_side(
    open_desk, town, width, height
):
    await fill(town)
    desk = await open_desk(viewport={"width": width, "height": height})
    await expect(desk.record()).to_contain_text("12 sealed rows")

    boxes = [await desk.phone(name).bounding_box() for name in ("Alma", "Bo", "Mette")]
    boxes.append(await desk.record().bounding_box())
    for box in boxes:
        assert box["height"] > 480
        assert box["y"] + box["height"] <= height
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] < right["x"]
    assert boxes[0]["x"] > 0
    assert boxes[-1]["x"] + boxes[-1]["width"] < width
    assert await overflowing(desk) == []


async def overflowing(desk):
    """Return what is wider than its place."""
    return await desk.page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll(
            ".phones, .messages, .bubble, .rows, .screen, .top, .slot")]
          .filter((place) => place.scrollWidth > place.clientWidth + 1)
          .map((place) => place.className || place.tagName)"""
    )


async def test_on_a_small_screen_there_is_one_phone_at_a_time(open_desk, town):
    await fill(town)
    desk = await open_desk(**SMALL)
    tab = desk.page.get_by_role("tab")

    await expect(desk.field("Alma")).to_be_visible()
    await expect(desk.field("Mette")).to_be_hidden()
    assert await overflowing(desk) == []

    await tab.filter(has_text="Mette").click()
    await expect(desk.field("Mette")).to_be_visible()
    await expect(desk.field("Alma")).to_be_hidden()
    await expect(desk.page.locator("#panel-p3 .message").last).to_be_in_viewport()

    await desk.page.keyboard.press("ArrowRight")
    await expect(tab.filter(has_text="Record")).to_be_focused()
    await expect(desk.page.get_by_role("button", name="Open as reader")).to_be_visible()
    assert await overflowing(desk) == []


async def test_a_tab_counts_what_arrived_behind_it(open_desk, town):
    desk = await open_desk(**SMALL)

    await town.say(town.mette, "K7 Alma: hello")
    await town.say(town.mette, "K7 Alma: are you there?")

    tab = desk.page.get_by_role("tab", name="Mette, 2 new")
    await expect(tab).to_be_visible()
    await tab.click()
    await expect(desk.page.get_by_role("tab", name="Mette", exact=True)).to_be_visible()


async def test_on_a_small_screen_the_conditions_open_and_close(open_desk):
    desk = await open_desk(**SMALL)
    kill = desk.page.get_by_role("button", name="Kill")
    toggle = desk.page.get_by_role("button", name="Service running")

    await expect(kill).to_be_hidden()
    await toggle.click()
    await kill.click()

    await expect(
        desk.page.get_by_role("button", name="Service stopped")
    ).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.get_by_role("button", name="Start again")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_stands_out_from_what_is_behind_it(open_desk, town, scheme):
    await fill(town)
    desk = await open_desk(color_scheme=scheme)
    await desk.page.get_by_role("button", name="Open as reader").click()
    await desk.phone("Bo").get_by_role("switch").click()
    await desk.write("Bo", "waits")
    await desk.page.get_by_role("button", name="Kill").click()
    await desk.page.get_by_role("group", name="Telegram").get_by_text("Failing").click()
    await expect(desk.page.get_by_role("status")).to_contain_text("answers with errors")
    await expect(desk.message("Bo", "waits")).to_be_visible()

    assert await desk.page.evaluate(CONTRAST) == []


async def test_nothing_moves_for_who_wants_it_so(open_desk, town):
    desk = await open_desk(reduced_motion="reduce")
    await town.say(town.alma, "Mette: hello")
    await expect(desk.message("Alma", "hello")).to_be_visible()

    longest = await desk.page.evaluate(
        """() => Math.max(0, ...[...document.querySelectorAll("*")].map((one) =>
          parseFloat(getComputedStyle(one).animationDuration)))"""
    )

    assert longest <= 0.001


async def test_everything_that_can_be_pressed_has_a_name(open_desk, town):
    await fill(town)
    desk = await open_desk()
    await expect(desk.record()).to_contain_text("12 sealed rows")

    nameless = []
    for control in await desk.page.locator("button, input, textarea, a").all():
        if await control.is_visible():
            snapshot = await control.aria_snapshot()
            if not re.search(r'"|:', snapshot):
                nameless.append(snapshot)

    assert nameless == []


async def test_the_hint_names_the_people_and_comes_only_once(open_desk):
    desk = await open_desk()
    hint = desk.page.get_by_role("complementary", name="Three things to try")

    await expect(hint).to_contain_text("Write as Alma")
    await expect(hint).to_contain_text("Switch Bo's phone off")
    await hint.get_by_role("button", name="Hide these hints").click()
    await desk.page.reload()
    await desk.field("Alma").wait_for()
    await expect(hint).to_be_hidden()

    await desk.page.get_by_role("button", name="Show three things to try").click()
    await expect(hint).to_be_visible()
