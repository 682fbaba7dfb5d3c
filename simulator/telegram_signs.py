"""Methods that answer with a sign: reactions, and the notice after a button."""

from typing import Any

from simulator.telegram_cloud import CALLBACK_LIFE, TelegramCloud
from simulator.telegram_params import Params
from simulator.telegram_refusal import bad

NOTICE_LIMIT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
REACTIONS = frozenset(
    (
        *"👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻",
        *"👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡",
        "❤\u200d🔥",
        "❤\ufe0f\u200d🔥",
        "👨\u200d💻",
        "🤷\u200d♂",
        "🤷\u200d♂\ufe0f",
        "🤷\u200d♀",
        "🤷\u200d♀\ufe0f",
    )
)


def set_message_reaction(cloud: TelegramCloud, given: Params) -> bool:
    """Put one of the allowed emoji under a message, or take it away."""
    chat = cloud.writable(given.given.get("chat_id"))
    message = cloud.message(chat, given.integer("message_id"))
    if message is None:
        raise bad("message to react not found")
    reactions = given.items("reaction", "ReactionType")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = None
    if reactions:
        wanted = reactions[0]
        if not isinstance(wanted, dict) or wanted.get("type") != "emoji":
            raise bad("REACTION_INVALID")
        emoji = str(wanted.get("emoji")).removesuffix("\ufe0f")
        if emoji not in REACTIONS:
            raise bad("REACTION_INVALID")
    message.reaction = emoji
    cloud.changed(message)
    return True


def answer_callback_query(cloud: TelegramCloud, given: Params) -> bool:
    """End the waiting after a pressed button, with or without words."""
    callback = cloud.callbacks.get(given.text("callback_query_id") or "")
    if callback is None:
        raise bad(TOO_OLD)
    if (cloud.clock() - callback.at).total_seconds() > CALLBACK_LIFE:
        raise bad(TOO_OLD)
    text = given.text("text") or ""
    if len(text) > NOTICE_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if callback.answer is None:
        callback.answer = {"text": text, "show_alert": given.flag("show_alert")}
        cloud.changes.tell("phone", id=callback.chat.phone_id)
    return True


METHODS: dict[str, Any] = {
    "setmessagereaction": set_message_reaction,
    "answercallbackquery": answer_callback_query,
}
