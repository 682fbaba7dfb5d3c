"""What can be done on a phone from the page."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from simulator import samples
from simulator.control_views import Phone
from simulator.sms_phone import SmsPhone
from simulator.telegram_phone import TelegramPhone
from simulator.telegram_refusal import TelegramRefusedError

Given = dict[str, Any]


class NotPossibleError(Exception):
    """The page asked for something that cannot be done."""


async def do(phone: Phone, deed: str, given: Given) -> Given:
    """Do it and return what the page is told."""
    try:
        if deed == "power":
            phone.switch_on() if given.get("on") else phone.switch_off()
            return {}
        if isinstance(phone, SmsPhone):
            return await _on_sms(phone, deed, given)
        return _on_telegram(phone, deed, given)
    except (LookupError, RuntimeError, TelegramRefusedError) as error:
        raise NotPossibleError(str(error)) from None


async def _on_sms(phone: SmsPhone, deed: str, given: Given) -> Given:
    match deed:
        case "write":
            return {"id": phone.text(_words(given, "text"))}
        case "media":
            return {"id": phone.text(str(given.get("caption") or ""), media=1)}
        case "call":
            heard = await phone.call(withheld=bool(given.get("withheld")))
            said = [{"language": tongue, "text": words} for tongue, words in heard.said]
            return {"heard": heard.text, "said": said, "ended": heard.ended}
    raise NotPossibleError("an SMS phone cannot do that")


def _on_telegram(phone: TelegramPhone, deed: str, given: Given) -> Given:
    match deed:
        case "write":
            words = _words(given, "text")
            return {"id": phone.write(words, reply_to=given.get("reply_to"))}
        case "start":
            return {"id": phone.start(given.get("token") or None)}
        case "edit":
            phone.edit(_number(given, "message_id"), _words(given, "text"))
        case "press":
            number = _number(given, "message_id")
            phone.press_at(number, str(given.get("button_id")))
        case "press_keyboard":
            return {"id": phone.press_keyboard(_words(given, "text"))}
        case "react":
            phone.react(_number(given, "message_id"), given.get("emoji") or None)
        case "delete":
            phone.delete(_number(given, "message_id"))
        case "block":
            phone.block() if given.get("blocked") else phone.unblock()
        case "media":
            return {"id": _media(phone, given)}
        case _:
            raise NotPossibleError("a Telegram phone cannot do that")
    return {}


def _media(phone: TelegramPhone, given: Given) -> int | list[int]:
    kind, caption = str(given.get("kind")), given.get("caption") or None
    if kind == "location":
        return phone.location(55.6761, 12.5683)
    if kind == "contact":
        return phone.contact("4520123456", "Bo")
    data = _data(given)
    if kind == "album":
        first, second = data or samples.picture(), samples.picture(200, 200)
        return phone.album([first, second], caption)
    if kind == "document":
        name = str(given.get("file_name") or "besked.txt")
        return phone.document(data or samples.leaflet(), name, caption)
    if kind == "sticker":
        return phone.sticker(data or samples.picture(128, 128))
    if kind == "video_note":
        return phone.video_note(data or b"\0" * 64)
    senders: dict[str, tuple[Callable[..., int], Callable[[], bytes]]] = {
        "photo": (phone.photo, samples.picture),
        "voice": (phone.voice, samples.tone),
        "audio": (phone.audio, samples.tone),
        "video": (phone.video, lambda: b"\0" * 64),
    }
    if kind not in senders:
        raise NotPossibleError("no such kind of file")
    send, sample = senders[kind]
    return send(data or sample(), caption)


def _data(given: Given) -> bytes | None:
    try:
        return base64.b64decode(given.get("data") or "", validate=True) or None
    except (binascii.Error, TypeError):
        raise NotPossibleError("data is not base64") from None


def _words(given: Given, name: str) -> str:
    words = given.get(name)
    if not isinstance(words, str) or not words.strip():
        raise NotPossibleError(f"{name} is missing")
    return words


def _number(given: Given, name: str) -> int:
    number = given.get(name)
    if not isinstance(number, int):
        raise NotPossibleError(f"{name} is missing")
    return number
