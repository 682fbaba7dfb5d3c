"""Bad weather on the page: the service, Telegram, Twilio or the simulator is away."""

import pytest
from playwright.async_api import expect

from simulator.server import Simulator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_killed_service_is_seen_and_can_be_started_again(desk, town):
    service = desk.page.get_by_role("group", name="The service")

    await service.get_by_role("button", name="Kill").click()
    await expect(service).to_contain_text("stopped")
    await expect(desk.page.get_by_role("status")).to_contain_text("Go on writing")
    await service.get_by_role("button", name="Start again").click()
    await expect(service).to_contain_text("starting")
    town.service.ready()

    await expect(service).to_contain_text("running")
    await expect(desk.page.get_by_role("status")).to_contain_text("is back")
    assert town.service.obeyed == ["kill", "start", "ready"]


async def test_the_keyboard_stays_where_the_button_was(desk, town):
    kill = desk.page.get_by_role("button", name="Kill")

    await kill.focus()
    await desk.page.keyboard.press("Enter")

    await expect(desk.page.get_by_role("button", name="Start again")).to_be_focused()


async def test_one_can_go_on_writing_while_the_service_is_down(desk, town):
    await desk.page.get_by_role("button", name="Stop").click()
    await expect(desk.page.get_by_role("status")).to_contain_text("is down")

    await desk.write("Alma", "written while it was down")
    await desk.write("Bo", "also this")

    await expect(desk.message("Alma", "written while")).to_be_visible()
    await expect(desk.message("Bo", "also this")).to_be_visible()
    assert await town.updates_with("written while it was down") == 1


@pytest.mark.parametrize(
    ("group", "key"), [("Telegram", "telegram"), ("Twilio (SMS)", "twilio")]
)
async def test_telegram_and_twilio_can_be_slow_or_failing(desk, town, group, key):
    choice = desk.page.get_by_role("group", name=group)

    await choice.get_by_text("Failing").click()

    await expect(desk.page.get_by_role("status")).to_contain_text("answers with errors")
    await expect(choice.get_by_role("radio", name="Failing")).to_be_checked()
    assert (await town.state())["faults"][key] == "failing"

    await choice.get_by_text("Slow").click()
    await expect(desk.page.get_by_role("status")).to_contain_text("takes its time")
    await choice.get_by_text("Normal").click()
    await expect(desk.page.get_by_role("status")).to_be_empty()
    assert (await town.state())["faults"][key] == "normal"


async def test_two_pages_show_the_same_weather(open_desk):
    one, other = await open_desk(), await open_desk()

    await one.page.get_by_role("group", name="Telegram").get_by_text("Slow").click()

    slow = other.page.get_by_role("group", name="Telegram").get_by_role(
        "radio", name="Slow"
    )
    await expect(slow).to_be_checked()


async def test_no_word_is_lost_when_the_simulator_goes_and_the_page_finds_it_again(
    browser,
):
    async with Simulator() as first:
        first.telegram_phone("Alma")
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(first.url)
        await page.get_by_label("Write as Alma").wait_for()
        port = int(first.url.rpartition(":")[2])

    await expect(page.get_by_role("status")).to_contain_text("does not answer")
    await page.get_by_label("Write as Alma").fill("nobody hears this yet")
    await page.get_by_label("Write as Alma").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Not sent")
    await expect(page.get_by_label("Write as Alma")).to_have_value(
        "nobody hears this yet"
    )

    async with Simulator(port=port) as second:
        alma = second.telegram_phone("Alma")
        await expect(page.get_by_role("status")).to_be_empty(timeout=10_000)
        await page.get_by_label("Write as Alma").press("Enter")
        await expect(page.locator(".message")).to_contain_text("nobody hears this yet")
        assert alma.chat[-1].text == "nobody hears this yet"
        await context.close()


async def test_without_a_service_the_page_offers_no_switch_for_it(browser):
    async with Simulator() as world:
        world.telegram_phone("Alma")
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(world.url)

        await expect(page.get_by_text("there is no record")).to_be_visible()
        await expect(page.get_by_role("button", name="Kill")).to_be_hidden()
        await expect(page.get_by_role("button", name="Open as reader")).to_be_hidden()
        await context.close()


async def test_a_new_phone_appears_by_itself(desk, town):
    town.world.telegram_phone("Cilla")

    await expect(desk.field("Cilla")).to_be_visible()
