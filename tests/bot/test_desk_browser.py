"""The reader's desk in a real browser, as it starts on a machine without a server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from storage import reader_keys
from storage.reader_keys import ReaderPrivate
from tests.bot.lived_case import ABOUT, METTE, lived
from tests.bot.pdf_text import pages
from tests.bot.test_case_page import CONTRAST
from tests.bot.test_cli_readers import BLOCKED, TOP
from tests.record_house import CHEAP, PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class Machine:
    """A reader's machine: a folder with a bundle and a key, and the desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        service = lived()
        self.bundle = service.export(folder / "c1.bundle", about=ABOUT)
        self.key = folder / "mette.key"
        private = ReaderPrivate(METTE, service.readers[METTE])
        self.key.write_bytes(reader_keys.lock(private, PASSPHRASE, CHEAP))
        self.home = folder / "home"
        self.home.mkdir()
        self.desk = subprocess.Popen(
            [sys.executable, "-c", BLOCKED, "reader", "desk", "--no-browser"],
            cwd=TOP,
            env=os.environ
            | {"TMPDIR": str(self.home), "HOME": str(self.home), "LANG": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = self.desk.stdout.readline().strip()

    def ended(self):
        """Wait for the desk to end by itself; return what it said."""
        _, said = self.desk.communicate(timeout=20)
        return self.desk.returncode, said

    def written(self):
        """Return what lies in its folders."""
        return sorted(path.name for path in self.folder.rglob("*") if not path.is_dir())


@pytest.fixture
def machine(tmp_path):
    found = Machine(tmp_path)
    yield found
    found.desk.kill()
    found.desk.communicate()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser, machine):
    """Open the desk; at the end nobody else was asked, and nothing complained of."""
    contexts, asked, complaints = [], [], []

    async def open_desk(**options):
        context = await browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        await page.goto(machine.address)
        return page

    yield open_desk
    for context in contexts:
        await context.close()
    ours = machine.address, f"blob:{machine.address.rsplit('/', 2)[0]}"
    assert [url for url in asked if not url.startswith(ours)] == []
    assert [each for each in complaints if "Failed to load" not in each] == []


async def choose(page, machine, phrase=PASSPHRASE):
    await page.get_by_label("The case (bundle)").set_input_files(machine.bundle)
    await page.get_by_label("Your key file").set_input_files(machine.key)
    await page.get_by_label("Your passphrase").fill(phrase)
    await page.get_by_role("button", name="Open").click()


async def test_a_case_is_read_copied_saved_and_closed(machine, visit, tmp_path):
    before = machine.written()
    page = await visit(permissions=["clipboard-read", "clipboard-write"])
    await choose(page, machine)

    case = page.frame_locator("#case")
    await expect(case.get_by_role("status")).to_have_text("71 of 71 shown")
    await case.get_by_label("Search").fill("budgettet")
    await expect(case.locator("article:visible")).to_have_count(1)
    await case.get_by_role("button", name="Copy as text").click()
    await expect(case.get_by_role("status")).to_have_text("Copied: 1")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert "Hjemmebesøg. Vi gennemgik budgettet." in copied
    for label, name in (
        ("Save as PDF", "case.pdf"),
        ("For the follow-up", "follow-up.pdf"),
    ):
        async with page.expect_download() as coming:
            await page.get_by_role("button", name=label).click()
        download = await coming.value
        assert download.suggested_filename == name
        assert (await download.path()).read_bytes().startswith(b"%PDF-")

    await page.get_by_role("button", name="Close the case").click()
    await expect(page.get_by_label("Your passphrase")).to_have_value("")
    await expect(page.locator("#case")).to_be_hidden()
    await page.get_by_role("button", name="Finish").click()

    await expect(page.get_by_text("You can close this page")).to_be_visible()
    code, said = machine.ended()
    assert code == 0, said
    assert "nothing of it is left" in said
    assert machine.written() == before


async def test_a_copy_is_made_after_the_list_was_gone_through(machine, visit):
    page = await visit()
    await choose(page, machine)
    await page.get_by_role("button", name="Copy for them").click()
    await page.get_by_label("About others").fill("budget\nKarin Hulm")
    await page.get_by_label("Entries to leave out").fill("8")

    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Make the copy").click()
    saved = await (await coming.value).path()

    await expect(page.get_by_role("status")).to_have_text(
        "Listed, and not found in the case: Karin Hulm"
    )
    said = " ".join(pages(saved.read_bytes()))
    assert "What is saved about you" in said
    assert "budget" not in said
    assert await page.evaluate(CONTRAST) == []


async def test_the_pages_for_a_follow_up_are_made_without_what_is_listed(
    machine, visit
):
    page = await visit()
    await choose(page, machine)
    await page.get_by_role("button", name="leave out").click()
    await page.get_by_label("About others").fill("kommunen\nKarin Hulm")

    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Make the follow-up pages").click()
    download = await coming.value

    assert download.suggested_filename == "follow-up.pdf"
    await expect(page.get_by_role("status")).to_have_text(
        "Listed, and not found in the case: Karin Hulm"
    )
    said = " ".join(pages((await download.path()).read_bytes()))
    assert "For the follow-up" in said
    assert "kommunen" not in said
    assert await page.evaluate(CONTRAST) == []


async def test_a_wrong_passphrase_is_one_line_and_can_be_typed_again(machine, visit):
    page = await visit()
    await choose(page, machine, "not these words")

    await expect(page.get_by_role("alert")).to_have_text("mette.key: wrong passphrase")
    await page.get_by_label("Your passphrase").fill(PASSPHRASE)
    await page.keyboard.press("Enter")

    case = page.frame_locator("#case")
    await expect(case.get_by_role("status")).to_have_text("71 of 71 shown")


async def test_files_can_be_dropped_in_any_order(machine, visit):
    page = await visit()
    dropped = await page.evaluate_handle(
        """([key, bundle]) => {
          const given = new DataTransfer();
          given.items.add(new File([key], "mette.key"));
          given.items.add(new File([bundle], "c1.bundle"));
          return given;
        }""",
        [machine.key.read_text(), machine.bundle.read_text()],
    )

    await page.dispatch_event("body", "drop", {"dataTransfer": dropped})
    names = "[...document.querySelectorAll('[type=file]')].map(f => f.files[0]?.name)"
    # The page lets nobody evaluate text in it, so it is asked from here.
    for _ in range(100):
        if await page.evaluate(names) == ["c1.bundle", "mette.key"]:
            return
        await page.wait_for_timeout(20)
    pytest.fail("the files did not find their fields")


async def test_the_page_says_so_when_the_desk_has_ended(machine, visit):
    page = await visit()
    machine.desk.terminate()

    await expect(page.get_by_text("You can close this page")).to_be_visible(
        timeout=20_000
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_desk_can_be_read_in_every_light(machine, visit, scheme):
    page = await visit(color_scheme=scheme)

    assert await page.evaluate(CONTRAST) == []
