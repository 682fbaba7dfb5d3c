"""The clock of the demo on the page: what time it is there, and moving it ahead."""

import pytest
from playwright.async_api import expect

from simulator.control_deeds import NotPossibleError
from simulator.server import Simulator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def clock_of(desk):
    return desk.page.get_by_role("group", name="The clock")


async def test_the_page_and_the_phones_show_the_time_of_the_demo(open_desk):
    desk = await open_desk(timezone_id="America/New_York")

    await expect(clock_of(desk)).to_contain_text("Sun 22 Nov, 10:30")
    await expect(desk.phone("Mette").locator(".status-bar")).to_contain_text("10:30")


async def test_times_of_messages_are_those_on_the_wall_there(open_desk, town):
    town.service.clock |= {"zone": "Asia/Tokyo"}
    town.service.write_down("Alma", "hello")

    desk = await open_desk(timezone_id="America/New_York")

    await expect(desk.record()).to_contain_text("19:15:30")


@pytest.mark.parametrize(
    ("label", "step"), [("+1 hour", "hour"), ("+1 day", "day"), ("Next due", "next")]
)
async def test_each_button_moves_it_ahead_and_says_what_time_it_is(
    desk, town, label, step
):
    town.service.clock |= {"next": "2026-11-23T13:00:00+00:00"}
    town.service.write_down("Alma", "so that the page looks again")
    town.world.changes.tell("clock")
    button = clock_of(desk).get_by_role("button", name=label)
    await expect(button).to_be_enabled()

    town.service.clock |= {"now": "2026-11-23T13:00:00.000+00:00"}
    await button.click()

    await expect(clock_of(desk)).to_contain_text("Mon 23 Nov, 14:00")
    assert town.service.obeyed == [step]


async def test_it_says_when_the_next_thing_is_due(desk, town):
    following = clock_of(desk).get_by_role("button", name="Next due")
    await expect(following).to_be_disabled()
    await expect(following).to_have_attribute("title", "Nothing is planned")

    town.service.clock |= {"next": "2026-11-23T13:00:00+00:00"}
    town.world.changes.tell("clock")

    await expect(following).to_be_enabled()
    await expect(following).to_have_attribute(
        "title", "To the next thing due: Mon 23 Nov, 14:00"
    )


async def test_a_refusal_is_shown_and_the_clock_goes_on(browser, town, monkeypatch):
    async def refused(_step):
        raise NotPossibleError("not now")

    monkeypatch.setattr(town.service, "move", refused)
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(town.world.url)
    clock = page.get_by_role("group", name="The clock")

    await clock.get_by_role("button", name="+1 day").click()

    await expect(page.get_by_role("alert")).to_contain_text("not move. not now")
    await expect(clock).to_have_attribute("aria-busy", "false")
    await context.close()


async def test_without_a_service_there_is_no_clock_to_move(browser):
    async with Simulator() as world:
        world.telegram_phone("Alma")
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(world.url)
        await page.get_by_label("Write as Alma").wait_for()

        await expect(page.get_by_role("group", name="The clock")).to_be_hidden()
        await context.close()
