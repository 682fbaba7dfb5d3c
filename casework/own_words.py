"""What an organisation's own wording of a text must keep, so that it can be sent."""

import re
from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType

from casework import segments
from casework.keywords import recognise
from casework.segments import Encoding
from casework.wording import WORDINGS, Audience, Way

LONGEST_SMS = 160
"""Signs of one SMS in the GSM alphabet (3GPP TS 23.038)."""

SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("worker", "substitute", "new_worker"), "Charlotte"),
        **dict.fromkeys(("name", "child", "guardian"), "Alexander"),
        **dict.fromkeys(("open_at", "reply_by", "when"), "tors. 26/11 kl. 14.30"),
        **dict.fromkeys(("date", "since", "last_contact"), "tors. 26/11"),
        **dict.fromkeys(("check_ins", "messages", "reminders"), "nej"),
        **dict.fromkeys(("count", "total"), "112"),
        **dict.fromkeys(("new", "moved", "off"), "12"),
        "adult_line": "Livslinien 70 201 201",
        "age": "18",
        "alias": "K17",
        "aliases": "K7, K9, K12",
        "answers": "på hverdage kl. 9-16",
        "authority": "Integritetsskyddsmyndigheten",
        "bot_name": "@kontakt_bot",
        "bot_number": "+45 60 57 57 97",
        "channel": "Telegram",
        "child_line": "BørneTelefonen 116 111",
        "client": "K7 Alexander",
        "code": "482913",
        "days": "14",
        "weeks": "8",
        "emergency": "112",
        "hours": "48",
        "entry": "128",
        "how_long": "5 år efter sista anteckningen",
        "kind": "en lydbesked",
        "line": "BørneTelefonen 116 111",
        "lines": "3",
        "list": "1: tors. 26/11, 2: fre. 27/11",
        "looked": "Ingen har taget det ud for at læse det.",
        "medical_line": "1813",
        "minutes": "45",
        "n": "3",
        "night": "Ingen læser om natten",
        "number": "2",
        "open_hours": "9-16",
        "part": "tors. 26/11",
        "phone": "99 31 27 55",
        "place": "biblioteket",
        "reason": "Nummeret har været tavst længe.",
        "safe_time": "8-16",
        "saved": "Vi noterer hvornår.",
        "score": "2",
        "seconds": "8",
        "state": "på pause",
        "step": "ring",
        "rhythm": "man, ons, fre kl. 15.00",
        "who": "Charlotte",
        "task": "ring til K7 Alexander",
        "text": "Vi ses i morgen",
        "texts": "hele navne og steder",
        "time": "kl. 14.30",
        "what": "billeder og tale",
        "years": "5",
    }
)
"""Long, but plausible: with these an automatic SMS must fit."""

_LINK = re.compile(r"https?:|www\.|\.(dk|se|com|org|net)\b", re.IGNORECASE)
_SHOUTED = re.compile(r"\b[A-ZÆØÅÄÖ]{2,}\b")


def fault_of(key: str, text: str, ours: str, facts: Mapping[str, str]) -> str | None:
    """Return what is wrong with an organisation's text, or nothing.

    `ours` is the text that it stands in for; `facts` are the organisation's own values
    (phone, opening hours), which count instead of the samples.
    """
    wording = WORDINGS.get(key)
    if wording is None:
        return "no such text; see fastkontakt texts list"
    if not text.strip():
        return "it is empty"
    try:
        places = {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        return "a brace is not closed"
    if places != wording.placeholders:
        wanted = ", ".join(f"{{{name}}}" for name in sorted(wording.placeholders))
        return f"its places must be {wanted or 'none'}"
    if wording.way is Way.SMS:
        filled = text.format_map({**SAMPLES, **facts})
        if (fault := _sms_fault(filled)) is not None:
            return fault
    if wording.audience in (Audience.CLIENT, Audience.UNKNOWN):
        return _fault_for_person(text, ours)
    return None


def _sms_fault(filled: str) -> str | None:
    plain = segments.normalised(filled)
    if segments.encoding_of(plain) is not Encoding.GSM7:
        odd = next(
            sign for sign in plain if segments.encoding_of(sign) is not Encoding.GSM7
        )
        return f"SMS has no sign {odd}: the text would cost more than one"
    if segments.count(plain) > 1:
        return (
            f"filled in it has {len(plain)} signs; one SMS takes {LONGEST_SMS}:"
            " make it shorter"
        )
    return None


def _fault_for_person(text: str, ours: str) -> str | None:
    if _LINK.search(text):
        return "it has a link: people are told never to trust one in an SMS"
    if _commands(text) != _commands(ours):
        words = ", ".join(sorted(set(_SHOUTED.findall(ours)))) or "none"
        return f"words in capitals are commands; in this text they are: {words}"
    return None


def _commands(text: str) -> set[object]:
    return {recognise(word) for word in _SHOUTED.findall(text)}
