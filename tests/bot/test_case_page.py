"""The page of a case in a real browser: it filters, prints and asks nobody."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot import pack_html, rendering
from bot.pack import pack
from bot.rendering_html import as_html
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.bot import pictures
from tests.bot.followed_case import FOLLOWED, followed
from tests.bot.lived_case import ABOUT, METTE, Case, lived

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
CONTRAST = (Path(__file__).parents[1] / "simulator/page/contrast.js").read_text()
HOSTILE = "<img src=x onerror=\"document.title='owned'\"></script><script>1</script>"


def case_lines(bundle, opening):
    return as_html(rendering.page(bundle, opening, has_images=True))


def pack_lines(bundle, opening):
    return pack_html.as_html(pack(bundle, opening))


@pytest_asyncio.fixture(loop_scope="session")
async def show(browser, tmp_path):
    """Show a case; at the end it asked nobody and complained of nothing."""
    contexts, asked, complaints = [], [], []

    async def open_page(service, about=ABOUT, lines=case_lines, **options):
        bundle = read_bundle(service.export(tmp_path / "b", about=about))
        opening = open_bundle(bundle, service.readers[METTE], METTE)
        path = tmp_path / "case.html"
        path.write_text("\n".join(lines(bundle, opening)), encoding="utf-8")
        context = await browser.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        await page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []
    assert [url for url in asked if not url.endswith("/case.html")] == []


def pages_of(made):
    return len(re.findall(rb"/Type /Page\s", made))


async def test_the_whole_case_is_there_with_its_pictures(show):
    page = await show(lived())

    await expect(page.get_by_role("status")).to_have_text("71 of 71 shown")
    await expect(page.locator("article")).to_have_count(71)
    await expect(page.get_by_role("img", name="20 answers; the last")).to_be_visible()
    await expect(
        page.get_by_role("img", name="messages and meetings; most in 2026")
    ).to_be_visible()
    await expect(page.locator("circle")).to_have_count(20)
    await expect(page.locator(".letterhead")).to_contain_text("Aarhus Social Support")
    await expect(page.locator("#e2")).to_contain_text("arrived")
    await expect(page.locator("#e4")).to_contain_text(
        "did not arrive (There is a STOP on messages)"
    )
    await expect(page.locator("#looks")).to_contain_text("Mette")
    await expect(page.locator("#missing")).to_contain_text("Entry #4")


async def test_filters_by_form_time_goal_and_words_narrow_it_down(show):
    page = await show(lived())
    shown = page.locator("article:visible")

    await page.get_by_role("checkbox", name="Messages").uncheck()
    await page.get_by_label("Check-ins").uncheck()
    await expect(shown).to_have_count(4)
    await page.get_by_label("Goal").select_option("a home")
    await expect(shown).to_have_count(1)
    await expect(shown).to_contain_text("budgettet")
    await page.get_by_role("button", name="Show all").click()
    await expect(page.get_by_role("status")).to_have_text("71 of 71 shown")
    await page.get_by_label("From", exact=True).fill("2026-03-07")
    await page.get_by_label("To", exact=True).fill("2026-03-08")
    await expect(shown).to_have_count(2)
    await expect(page.locator("h3:visible")).to_have_count(2)
    await page.get_by_role("button", name="Show all").click()
    await page.get_by_label("Search").fill("BUDGETTET")
    await expect(shown).to_have_count(1)
    marked = "CSS.highlights.get('found').size"
    assert await page.evaluate(marked) == 1


async def test_the_keyboard_is_enough(show):
    page = await show(lived())

    await page.keyboard.press("Tab")  # the numbers behind the bars
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="2026-03 8 4 2")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.type("brevet")

    await expect(page.locator("article:visible")).to_have_count(1)


async def test_it_prints_all_that_is_shown_and_nothing_to_press(show):
    page = await show(lived())
    whole = pages_of(await page.pdf(prefer_css_page_size=True))
    await page.get_by_role("checkbox", name="Messages").uncheck()
    await page.emulate_media(media="print")

    await expect(page.get_by_role("search")).to_be_hidden()
    made = await page.pdf(prefer_css_page_size=True)

    assert 1 < pages_of(made) < whole
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert await page.locator("article details:not([open])").count() == 0
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert await page.locator("article details[open]").count() == 0


async def test_what_is_shown_can_be_copied_as_a_journal_note(show):
    page = await show(lived(), permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_label("Search").fill("budgettet")
    await expect(page.locator("article:visible")).to_have_count(1)

    await page.get_by_role("button", name="Copy as text").click()

    await expect(page.get_by_role("status")).to_have_text("Copied: 1")
    note = await page.evaluate("navigator.clipboard.readText()")
    assert note.startswith("Thursday, March 5, 2026\n\n09:05 Mette (#6, ")
    assert "    Hjemmebesøg. Vi gennemgik budgettet.\n    Goal: a home" in note


async def test_hostile_words_are_never_markup(show):
    case = Case()
    case.write(0, HOSTILE, by=HOSTILE, kind=HOSTILE, body={"goal": HOSTILE})
    case.write(0, HOSTILE, by="Alma", kind="check_in", body={"answer": "fine"})
    about = ABOUT | {"letterhead": [HOSTILE], "deliveries": {"1": [HOSTILE, HOSTILE]}}

    page = await show(case.service, about)

    assert await page.title() == "Contact record"
    await expect(page.locator("main p").first).to_have_text(HOSTILE)
    assert await page.locator("script").count() == 1
    await page.get_by_label("Goal").select_option(HOSTILE)
    await expect(page.get_by_role("status")).to_have_text("1 of 2 shown")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_it_can_be_read_in_every_light_and_on_every_screen(show, scheme, width):
    page = await show(
        lived(), color_scheme=scheme, viewport={"width": width, "height": 844}
    )

    assert await page.evaluate(CONTRAST) == []
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(wide) <= 0


async def test_pictures_stand_in_the_page_and_are_fetched_from_nowhere(show):
    case = Case()
    case.write(0, "min nye lejlighed", pictures.png(400, 300), b"<svg onload=alert(1)>")

    page = await show(case.service)

    image = page.get_by_role("img", name="a photo.jpg")
    await expect(image).to_have_count(1)
    assert await image.evaluate("each => each.decode().then(() => each.naturalWidth)")
    await expect(page.locator("article")).to_contain_text("a photo.jpg, image/jpeg")


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1280)])
async def test_the_pages_for_a_follow_up_can_be_read_and_printed(show, scheme, width):
    page = await show(
        followed().service,
        FOLLOWED,
        pack_lines,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
    )

    asked = page.get_by_role("heading", name="Is the help still needed?")
    await expect(asked).to_be_visible()
    assert await page.evaluate(CONTRAST) == []
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(wide) <= 0
    assert pages_of(await page.pdf(prefer_css_page_size=True)) <= 3
