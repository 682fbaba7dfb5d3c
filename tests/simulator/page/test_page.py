"""Talking on the page: every phone, by hand and by keyboard."""

import asyncio
import json

import aiohttp
import pytest
from playwright.async_api import expect

from simulator import samples

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_is_typed_is_sent_and_stands_in_the_chat(desk, town):
    await desk.write("Alma", "hi, are we still on for thursday?")

    await expect(desk.message("Alma", "still on for thursday")).to_be_visible()
    await expect(desk.field("Alma")).to_have_value("")
    assert town.alma.chat[-1].text == "hi, are we still on for thursday?"


async def test_lines_typed_quickly_go_out_in_their_order(desk, town):
    for number in range(5):
        await desk.write("Alma", f"line {number}")

    await expect(desk.message("Alma", "line 4")).to_be_visible()
    assert [m.text for m in town.alma.chat[-5:]] == [f"line {n}" for n in range(5)]


async def test_shift_and_enter_makes_a_new_line(desk, town):
    await desk.field("Alma").press_sequentially("one")
    await desk.field("Alma").press("Shift+Enter")
    await desk.field("Alma").press_sequentially("two")
    await desk.field("Alma").press("Enter")

    await expect(desk.message("Alma", "two")).to_be_visible()
    assert town.alma.chat[-1].text == "one\ntwo"


async def test_what_the_bot_writes_appears_without_a_reload_and_is_read_out(desk, town):
    await town.say(town.alma, "Mette: See you at the library")

    await expect(desk.message("Alma", "See you at the library")).to_be_visible()
    announcer = desk.page.locator("#announcer")
    await expect(announcer).to_contain_text("On Alma's phone: Mette: See you")


async def test_a_question_opens_the_reply_and_the_next_words_answer_it(desk, town):
    opened = {"force_reply": True, "input_field_placeholder": "A first name"}
    asked = await town.say(town.mette, "What do you call them?", reply_markup=opened)

    about = desk.phone("Mette").locator(".about")
    await expect(about).to_contain_text("What do you call them?")
    await expect(desk.field("Mette")).to_have_attribute("placeholder", "A first name")
    await desk.write("Mette", "Ali")
    await expect(desk.message("Mette", "Ali")).to_be_visible()
    assert town.mette.chat[-1].reply_to == asked
    await expect(about).to_be_hidden()
    await expect(desk.field("Mette")).to_have_attribute(
        "placeholder", "Write as Mette…"
    )


async def test_a_picture_to_scan_is_shown_whole_with_its_words_and_buttons(desk, town):
    form = aiohttp.FormData({"chat_id": str(town.mette.id), "caption": "Scan this"})
    form.add_field("photo", samples.picture(90, 90), filename="photo.png")
    here = [[{"text": "They are here now", "callback_data": "h"}]]
    form.add_field("reply_markup", json.dumps({"inline_keyboard": here}))
    url = f"{town.world.telegram_url}/bot{town.world.bot_token}/sendPhoto"

    async with town.http.post(url, data=form) as answer:
        assert (await answer.json())["ok"]

    shown = desk.message("Mette", "Scan this")
    await expect(shown.locator("img.photo")).to_have_js_property("naturalWidth", 90)
    await expect(shown.locator("img.photo")).to_have_css("object-fit", "contain")
    await expect(shown.get_by_role("button", name="They are here now")).to_be_visible()


async def test_a_document_of_the_bot_is_saved_under_its_own_name(desk, town):
    content = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    form = aiohttp.FormData({"chat_id": str(town.alma.id), "caption": "Thursday"})
    form.add_field("document", content, filename="calendar.ics")
    url = f"{town.world.telegram_url}/bot{town.world.bot_token}/sendDocument"
    async with town.http.post(url, data=form) as answer:
        assert (await answer.json())["ok"]

    card = desk.message("Alma", "Thursday").get_by_role("link", name="calendar.ics")
    async with desk.page.expect_download() as begun:
        await card.click()
    saved = await begun.value

    assert saved.suggested_filename == "calendar.ics"
    assert (await saved.path()).read_bytes() == content


async def test_markup_in_a_message_is_shown_as_the_characters_it_is(desk, town):
    nasty = "<img src=x onerror=alert(1)><b>bold</b>"

    await town.say(town.alma, nasty)
    await town.sms(nasty)
    town.service.write_down(nasty, nasty)
    await desk.page.get_by_role("button", name="Open as reader").click()

    for place in (desk.message("Alma", nasty), desk.message("Bo", nasty)):
        await expect(place.locator(".words")).to_have_text(nasty)
        await expect(place.locator("img, b")).to_have_count(0)
    await expect(desk.record().locator(".opened p")).to_have_text(nasty)
    await expect(desk.record().locator("img, b")).to_have_count(0)


async def test_a_pressed_button_reaches_the_bot(desk, town):
    keys = [
        [{"text": "K7 Alma", "callback_data": "d-1"}],
        [{"text": "Drop", "callback_data": "d-2"}],
    ]
    await town.say(
        town.mette, "Who is this for?", reply_markup={"inline_keyboard": keys}
    )

    await desk.phone("Mette").get_by_role("button", name="K7 Alma").click()

    assert (await town.next_update("callback_query"))["data"] == "d-1"


async def test_a_tapped_message_can_be_answered(desk, town):
    about = await town.say(town.mette, "K7 Alma: can we talk?")

    await desk.message("Mette", "can we talk").locator(".bubble").click()
    await desk.phone("Mette").get_by_role("button", name="Reply", exact=True).click()
    await expect(desk.field("Mette")).to_be_focused()
    await desk.write("Mette", "Of course")

    answer = desk.message("Mette", "Of course")
    await expect(answer.locator(".quote-words")).to_have_text("K7 Alma: can we talk?")
    assert town.mette.chat[-1].reply_to == about


async def test_only_an_own_message_can_be_edited_and_says_so_afterwards(desk, town):
    await town.say(town.alma, "Mette: When?")
    await desk.write("Alma", "tuseday")

    await desk.message("Alma", "When?").locator(".bubble").click()
    edit = desk.phone("Alma").get_by_role("button", name="Edit", exact=True)
    await expect(edit).to_have_count(0)
    await desk.message("Alma", "tuseday").locator(".bubble").click()
    await edit.click()
    await expect(desk.field("Alma")).to_have_value("tuseday")
    await desk.write("Alma", "tuesday")

    await expect(desk.message("Alma", "tuesday")).to_contain_text("edited")
    await expect(desk.message("Alma", "tuseday")).to_have_count(0)
    assert town.alma.chat[-1].text == "tuesday"


async def test_escape_gives_an_edit_up_and_changes_nothing(desk, town):
    await desk.write("Alma", "keep this")
    await desk.message("Alma", "keep this").locator(".bubble").click()
    await desk.phone("Alma").get_by_role("button", name="Edit", exact=True).click()

    await desk.field("Alma").fill("something else")
    await desk.field("Alma").press("Escape")

    await expect(desk.field("Alma")).to_have_value("")
    assert town.alma.chat[-1].text == "keep this"


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Photo", ["photo"]),
        ("Voice message", ["voice"]),
        ("Document", ["document"]),
        ("Location", ["location"]),
        ("Album of photos", ["photo", "photo"]),
        ("Sticker", ["sticker"]),
    ],
)
async def test_a_sample_can_be_sent_and_is_shown(desk, town, title, kinds):
    before = len(town.alma.chat)

    menu = desk.phone("Alma").get_by_role("button", name="Send a sample as Alma")
    await menu.click()
    await desk.page.get_by_role("menuitem", name=title, exact=True).click()

    await expect(desk.phone("Alma").locator(f".kind-{kinds[0]}").first).to_be_visible()
    assert [m.kind for m in town.alma.chat[before:]][: len(kinds)] == kinds


async def test_a_photo_is_really_seen(desk, town):
    await desk.phone("Alma").get_by_role("button", name="Send a sample as Alma").click()
    await desk.page.get_by_role("menuitem", name="Photo", exact=True).click()

    image = desk.phone("Alma").locator("img.photo")
    await image.wait_for()
    await desk.page.wait_for_function(
        "image => image.complete && image.naturalWidth > 1",
        arg=await image.element_handle(),
    )


async def test_reactions_silence_and_deletion_are_seen(desk, town):
    mine = town.alma.write("thank you")
    await town.bot(
        "setMessageReaction",
        chat_id=town.alma.id,
        message_id=mine,
        reaction=[{"type": "emoji", "emoji": "👀"}],
    )
    await town.say(town.alma, "Good night", disable_notification=True)
    gone = await town.say(town.alma, "never mind")
    await expect(desk.message("Alma", "never mind")).to_be_visible()
    await town.bot("deleteMessage", chat_id=town.alma.id, message_id=gone)

    await expect(desk.message("Alma", "thank you").locator(".reaction")).to_have_text(
        "👀"
    )
    await expect(desk.message("Alma", "Good night").locator(".silent")).to_be_visible()
    await expect(desk.message("Alma", "never mind")).to_have_count(0)


async def test_words_typed_on_a_phone_that_is_off_wait_and_go_out_later(desk, town):
    power = desk.phone("Alma").get_by_role("switch")
    await power.click()
    await expect(power).to_have_attribute("aria-checked", "false")
    await desk.write("Alma", "written in the tunnel")
    await town.say(town.alma, "Mette: Where are you?")

    await expect(desk.phone("Alma")).to_contain_text("1 message waits at Telegram")
    await expect(desk.message("Alma", "in the tunnel")).to_contain_text("waits")
    await expect(desk.message("Alma", "Where are you?")).to_have_count(0)
    assert await town.updates_with("written in the tunnel") == 0

    await power.click()
    await expect(desk.message("Alma", "Where are you?")).to_be_visible()
    await expect(desk.message("Alma", "in the tunnel")).not_to_contain_text("waits")
    assert await town.updates_with("written in the tunnel") == 1


async def test_an_sms_shows_how_far_it_came(desk, town):
    await desk.write("Bo", "hej mette")
    await town.sms("Mette: Hej Bo")

    await expect(desk.message("Bo", "hej mette")).to_be_visible()
    await expect(desk.message("Bo", "Hej Bo").locator(".state")).to_have_text(
        "Delivered"
    )
    await expect(desk.phone("Bo").locator(".telegram .bubble")).to_have_count(0)


async def test_an_sms_to_a_phone_that_is_off_waits_at_twilio(desk, town):
    power = desk.phone("Bo").get_by_role("switch")
    await power.click()
    await expect(power).to_have_attribute("aria-checked", "false")
    await town.sms("Mette: Hej Bo")
    await town.sms("Mette: Er du der?")
    await desk.write("Bo", "jeg har ingen strøm")

    await expect(desk.phone("Bo")).to_contain_text("2 messages wait at Twilio")
    await expect(desk.message("Bo", "ingen strøm")).to_contain_text(
        "Waits for the phone"
    )
    await expect(desk.message("Bo", "Er du der?")).to_have_count(0)

    await power.click()
    await expect(desk.message("Bo", "Er du der?")).to_be_visible()
    await expect(desk.message("Bo", "ingen strøm")).to_contain_text("Delivered")


async def test_a_call_says_what_the_caller_hears_and_can_be_hung_up(desk, town):
    await desk.phone("Bo").get_by_role("button", name="Call the number").click()

    call = desk.page.get_by_role("dialog")
    # Nobody listens at the number in this test.
    await expect(call).to_contain_text("The service does not answer")
    await call.get_by_role("button", name="Hang up").click()
    await expect(call).to_have_count(0)
    await expect(
        desk.phone("Bo").get_by_role("button", name="Call the number")
    ).to_be_focused()


async def test_a_chat_can_be_walked_and_answered_by_keyboard_alone(desk, town):
    for number in range(3):
        await town.say(town.alma, f"Mette: number {number}")
    await expect(desk.message("Alma", "number 2")).to_be_visible()

    await desk.message("Alma", "number 2").focus()
    await desk.page.keyboard.press("ArrowUp")
    await expect(desk.message("Alma", "number 1")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(
        desk.page.get_by_role("button", name="Reply", exact=True)
    ).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.type("this one")
    await desk.page.keyboard.press("Enter")

    answer = desk.message("Alma", "this one")
    await expect(answer.locator(".quote-words")).to_have_text("Mette: number 1")


async def test_a_reader_of_old_messages_is_not_dragged_to_the_end(desk, town):
    for number in range(30):
        await town.say(town.alma, f"Mette: number {number}")
    chat = desk.phone("Alma").locator(".messages")
    await expect(desk.message("Alma", "number 29")).to_be_in_viewport()
    await chat.evaluate("list => { list.scrollTop = 0; }")
    await asyncio.sleep(0.1)

    await town.say(town.alma, "Mette: the newest")

    newer = desk.phone("Alma").get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    assert await chat.evaluate("list => list.scrollTop") == 0
    await newer.click()
    await expect(desk.message("Alma", "the newest")).to_be_in_viewport()


async def test_a_refusal_is_said_and_the_words_are_given_back(open_desk, town, watched):
    photo = town.alma.photo(PIXEL, caption="short")
    desk = await open_desk()
    too_long = "as long as no caption may be. " * 40
    await desk.message("Alma", "short").locator(".bubble").click()
    await desk.phone("Alma").get_by_role("button", name="Edit", exact=True).click()

    await desk.write("Alma", too_long)

    await expect(desk.page.get_by_role("alert")).to_contain_text("Not sent from Alma's")
    await expect(desk.field("Alma")).to_have_value(too_long.strip())
    await expect(desk.phone("Alma").locator(".about")).to_contain_text("Edit")
    assert [m.caption for m in town.alma.chat if m.id == photo] == ["short"]
    assert len(watched.complaints) == 1  # the browser reports the answer 400 itself
    watched.complaints.clear()


async def test_a_blocked_bot_cannot_write_until_it_is_let_in_again(desk, town):
    await desk.phone("Alma").get_by_role("button", name="Block the bot").click()
    await expect(desk.phone("Alma")).to_contain_text("Alma has blocked the bot")
    assert (await town.next_update("my_chat_member"))["new_chat_member"][
        "status"
    ] == "kicked"

    await desk.phone("Alma").get_by_role("button", name="Let it write again").click()
    await expect(desk.field("Alma")).to_be_focused()

    await town.say(town.alma, "Mette: welcome back")
    await expect(desk.message("Alma", "welcome back")).to_be_visible()


async def test_what_the_bot_answers_to_a_press_is_seen_for_a_moment(desk, town):
    keys = {"inline_keyboard": [[{"text": "Undo", "callback_data": "d-1"}]]}
    await town.say(town.mette, "Sent to K7 Alma", reply_markup=keys)

    await desk.phone("Mette").get_by_role("button", name="Undo").click()
    press = await town.next_update("callback_query")
    await town.bot(
        "answerCallbackQuery", callback_query_id=press["id"], text="Taken back"
    )

    await expect(desk.phone("Mette").locator(".answer")).to_have_text("Taken back")
