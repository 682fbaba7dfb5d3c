"""The record on the page: sealed for everyone, open for a reader."""

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_rows_appear_sealed_and_without_a_word(desk, town):
    town.service.write_down("Alma", "hi, are we still on?")
    town.service.write_down("Alma", "or not?")

    rows = desk.record().locator("tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("025e025e")
    await expect(rows.first).to_contain_text("# 0000000000000002")
    await expect(rows.first).to_contain_text("1392 bytes")
    await expect(rows.first).to_contain_text("c-7f3k")
    assert "still on" not in await desk.page.content()


async def test_a_reader_sees_the_words_and_what_the_server_cannot(desk, town):
    town.service.write_down("Alma", "hi, are we still on?")
    opener = desk.page.get_by_role("button", name="Open as reader")

    await opener.click()

    await expect(desk.record()).to_contain_text("hi, are we still on?")
    await expect(desk.record()).to_contain_text("K7 Alma")
    await expect(desk.record()).to_contain_text("it cannot show you these words")

    await desk.page.get_by_role("button", name="Close", exact=True).click()
    await expect(desk.record()).not_to_contain_text("hi, are we still on?")
    await expect(desk.record()).to_contain_text("cannot read them")


async def test_what_is_written_while_the_reader_reads_comes_in_readable(desk, town):
    town.service.write_down("Alma", "first")
    await desk.page.get_by_role("button", name="Open as reader").click()

    town.service.write_down("Mette", "second")

    await expect(desk.record().locator(".opened p").first).to_have_text("second")


async def test_a_row_that_the_reader_may_not_open_says_so(desk, town):
    town.service.write_down("Alma", "for somebody else")
    opened = town.service.opened

    async def nothing():
        return {**await opened(), "entries": []}

    town.service.opened = nothing
    await desk.page.get_by_role("button", name="Open as reader").click()

    await expect(desk.record()).to_contain_text("does not open this row")
