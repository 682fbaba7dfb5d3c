"""What every send has in common: where to, in reply to what, with which buttons."""

from typing import Any

from simulator.telegram_chat import Chat, Message, Wire
from simulator.telegram_cloud import TelegramCloud
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad
from simulator.telegram_text import part, units

BUTTON_LIMIT = 100
DATA_LIMIT = 64  # bytes
PLACEHOLDER_LIMIT = 64  # characters
ACTIONS = frozenset(
    (
        "callback_data",
        "url",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    )
)
UNREADABLE_MARKUP = "can't parse reply keyboard markup JSON object"


def start_message(cloud: TelegramCloud, given: Params, kind: str) -> Message:
    """Return the beginnings of a message by the bot; nothing is sent yet."""
    chat = cloud.writable(given.given.get("chat_id"))
    message = Message(
        id=0,
        chat=chat,
        from_bot=True,
        at=cloud.clock(),
        kind=kind,
        content={},
        silent=given.flag("disable_notification"),
        protected=given.flag("protect_content"),
    )
    if given.has("reply_parameters") or given.has("reply_to_message_id"):
        message.reply_to, message.quote = replied_to(cloud, given, chat)
    if given.has("reply_markup"):
        message.markup = reply_markup(given, chat)
        message.asks = _force_reply(given)
    return message


def finish_message(cloud: TelegramCloud, message: Message) -> Message:
    """Number the message and put it into the chat."""
    message.id = cloud.next_id()
    return cloud.post(message)


def replied_to(
    cloud: TelegramCloud, given: Params, chat: Chat
) -> tuple[Message | None, Wire | None]:
    """Return the message replied to and the quote, or nothing if that is allowed."""
    wanted = given.structure("reply_parameters", "reply parameters")
    if wanted is None:
        wanted = {
            "message_id": given.integer("reply_to_message_id"),
            "allow_sending_without_reply": given.flag("allow_sending_without_reply"),
        }
    if not isinstance(wanted, dict):
        raise bad("object expected as reply parameters")
    elsewhere = wanted.get("chat_id")
    if elsewhere is not None and cloud.chat(elsewhere) is not chat:
        raise bad("message to be replied not found")
    try:
        number = int(wanted.get("message_id", 0))
    except (TypeError, ValueError):
        number = 0
    target = cloud.message(chat, number)
    if target is None:
        if Params(wanted).flag("allow_sending_without_reply"):
            return None, None
        raise bad("message to be replied not found")
    return target, _quote(target, wanted)


def _quote(target: Message, wanted: dict[str, Any]) -> Wire | None:
    quoted = wanted.get("quote")
    if not quoted:
        return None
    text = target.content.get("text") or target.content.get("caption") or ""
    known = isinstance(quoted, str) and quoted in text
    if not known or units(quoted) > 1024:
        raise bad("QUOTE_TEXT_INVALID")
    position = wanted.get("quote_position")
    if not isinstance(position, int) or part(text, position, units(quoted)) != quoted:
        position = units(text[: text.index(quoted)])
    return {"text": quoted, "position": position, "is_manual": True}


def reply_markup(given: Params, chat: Chat) -> Wire | None:
    """Return an inline keyboard; other keyboards change the chat instead."""
    markup = given.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline_keyboard(markup)
    if "keyboard" in markup:
        chat.keyboard = _reply_keyboard(markup["keyboard"])
    elif markup.get("remove_keyboard"):
        chat.keyboard = []
    return None


def _force_reply(given: Params) -> str | None:
    """Return the words beside the cursor of the reply that the phone opens, if any."""
    markup = given.mapping("reply_markup", "reply keyboard markup")
    if "inline_keyboard" in markup or not Params(markup).flag("force_reply"):
        return None
    placeholder = markup.get("input_field_placeholder") or ""
    if not isinstance(placeholder, str) or len(placeholder) > PLACEHOLDER_LIMIT:
        raise bad("can't parse force reply: wrong input_field_placeholder")
    return placeholder


def _reply_keyboard(given: Any) -> list[list[Wire]]:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad(UNREADABLE_MARKUP)
    rows = [
        [{"text": button} if isinstance(button, str) else button for button in row]
        for row in given
    ]
    for button in (button for row in rows for button in row):
        if not isinstance(button, dict) or not isinstance(button.get("text"), str):
            raise bad('can\'t parse keyboard button: field "text" must be a String')
    return rows


def inline_keyboard(markup: Wire) -> Wire | None:
    """Return the keyboard as Telegram keeps it, or refuse it; None if it is empty."""
    given = markup["inline_keyboard"]
    if not isinstance(given, list):
        raise bad(UNREADABLE_MARKUP)
    rows = []
    for row in given:
        if not isinstance(row, list):
            raise bad(UNREADABLE_MARKUP)
        if row:
            rows.append([_button(button) for button in row])
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _button(button: Any) -> Wire:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: text must be non-empty")
    if not button["text"]:
        raise bad("inline keyboard button text must be non-empty")
    kept = {name: value for name, value in button.items() if value is not None}
    data = kept.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if not ACTIONS & kept.keys():
        raise bad("text buttons are unallowed in the inline keyboard")
    return kept
