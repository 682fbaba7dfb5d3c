"""The few words that are commands when they are the whole message.

Anything else is a message to a human: "stop nu jeg kan ikke mere" is not an opt-out.
Whether a word counts is for the caller to say, who knows what was asked: YES, NO,
WRONG, HIDE and the digits are answers, and words to the human when nothing was asked.
"""

import re
from enum import StrEnum
from types import MappingProxyType
from unicodedata import category, normalize

from casework.danger import is_cry
from casework.people import Language


class Keyword(StrEnum):
    """What a whole message can mean to the program."""

    YES = "yes"
    NO = "no"
    MOVE = "move"
    CALL_OFF = "call off"
    CALL = "call"
    LATER = "later"
    FINE = "fine"
    TALK = "talk"
    NEED_HELP = "need help"
    CHECK_INS = "checkins"
    PAUSE = "pause"
    STOP = "stop"
    START = "start"
    ABOUT = "about"
    HELP = "help"
    WRONG = "wrong"
    HIDE = "hide"
    DELETE = "delete"
    UNDO = "undo"
    SAVE = "save"
    CORRECTION = "correction"
    WHO = "who"
    MY_DATA = "mydata"
    ACCESS = "access"
    CONSENTS = "consents"
    WITHDRAW = "withdraw"
    NOTICES = "notices"
    MESSAGES = "messages"
    REMINDERS = "reminders"
    QUESTIONS = "questions"
    MEETINGS = "meetings"
    AGREEMENTS = "agreements"
    LANGUAGE = "language"
    DANISH = "language dansk"
    SWEDISH = "language svenska"
    ENGLISH = "language english"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"

    @property
    def digit(self) -> int | None:
        """The number that was sent, if it was one."""
        return int(self) if self.isdigit() else None

    @property
    def language(self) -> Language | None:
        """The language that was asked for, if it was one."""
        return LANGUAGES.get(self)


LANGUAGES = {
    Keyword.DANISH: Language.DANISH,
    Keyword.SWEDISH: Language.SWEDISH,
    Keyword.ENGLISH: Language.ENGLISH,
}
THE_WORD_LANGUAGE = ("language", "sprog", "språk", "sprak")


def _in(*names: str) -> tuple[str, ...]:
    """Return every way to ask for a language; its name alone is a word to the human."""
    return tuple(f"{word} {name}" for word in THE_WORD_LANGUAGE for name in names)


SPELLINGS: dict[Keyword, tuple[str, ...]] = {
    Keyword.YES: (
        *("yes", "y", "yep", "yes please", "yes thanks", "ok", "okay", "ok thanks"),
        *("ja", "j", "jep", "jeps", "ja tak", "ja gerne", "ja ok", "jaa", "jaaa"),
        *("ja ja", "jah", "ok tak", "okay tak", "ok ja", "ok tack", "okej tack"),
        *("japp", "jepp", "ja tack", "ja gärna", "ja garna", "okej"),
    ),
    Keyword.NO: (
        *("no", "n", "nope", "no thanks", "no thank you"),
        *("nej", "nej tak", "nej tack"),
    ),
    Keyword.MOVE: (
        *("move", "new time", "other time", "flyt", "ny tid", "anden tid"),
        # Not "andra": without its dots "ändra" is another word, "the other".
        *("flytta", "ändra", "annan tid"),
    ),
    # Not "cancel": to Twilio that is a STOP, whatever we make of it (`BY_TWILIO`).
    Keyword.CALL_OFF: (
        *("off", "call off", "call it off", "afbud", "aflys", "meld afbud"),
        *("avboka", "återbud", "aterbud", "ställ in", "stall in"),
    ),
    Keyword.CALL: ("call", "call me", "ring", "ring mig", "ring til mig", "ring op"),
    Keyword.LATER: (*("later", "not now", "senere", "ikke nu", "senare", "inte nu"),),
    Keyword.FINE: (
        *("fine", "good", "i am fine", "im fine", "fint", "godt", "det går godt"),
        *("det går fint", "bra", "det är bra", "jag mår bra"),
    ),
    Keyword.TALK: (
        *("talk", "want to talk", "i want to talk", "snakke", "vil snakke"),
        *("vil gerne snakke", "jeg vil gerne snakke", "prata", "vill prata"),
        "jag vill prata",
    ),
    Keyword.CHECK_INS: (
        *("checkins", "checkin", "check ins", "check in"),
        *("spørg", "spoerg", "fråga", "fraga"),
    ),
    Keyword.NEED_HELP: (
        *("need help", "i need help", "brug for hjælp", "jeg har brug for hjælp"),
        *("behöver hjälp", "jag behöver hjälp"),
    ),
    Keyword.PAUSE: ("pause", "paus", "pausa"),
    Keyword.STOP: (
        *("stop", "stop sms", "unsubscribe", "afmeld", "afmeld sms"),
        *("stopp", "stopp sms", "avsluta", "avregistrera"),
    ),
    Keyword.START: ("start", "starta"),
    Keyword.ABOUT: ("about", "info", "om"),
    Keyword.HELP: ("help", "hjælp", "hjaelp", "hjälp", "hjalp"),
    Keyword.WRONG: (
        *("wrong", "wrong number", "wrong person"),
        *("forkert", "forkert nummer", "forkert person"),
        *("fel", "fel nummer", "fel person"),
    ),
    Keyword.HIDE: ("hide", "skjul", "dölj", "dolj"),
    Keyword.DELETE: ("delete", "slet", "radera"),
    Keyword.UNDO: ("undo", "fortryd", "ångra", "angra"),
    Keyword.SAVE: ("save", "gem", "spara"),
    # Not "correct": under a message it says that it is right.
    Keyword.CORRECTION: ("correction", "rettelse", "rättelse", "rattelse"),
    Keyword.WHO: ("who", "hvem", "vem"),
    Keyword.MY_DATA: (
        *("mydata", "my data", "mine data", "minedata", "mina data", "minadata"),
        "mina uppgifter",
    ),
    Keyword.ACCESS: ("access", "indsigt", "aktindsigt", "utdrag", "registerutdrag"),
    Keyword.CONSENTS: (
        *("consents", "my consents", "samtykker", "mine samtykker"),
        *("samtycken", "mina samtycken"),
    ),
    Keyword.WITHDRAW: ("withdraw", "tilbagekald", "återkalla", "aterkalla"),
    Keyword.NOTICES: (
        *("notices", "settings", "indstillinger"),
        *("notiser", "inställningar", "installningar"),
    ),
    Keyword.MESSAGES: ("messages", "beskeder", "meddelanden"),
    Keyword.REMINDERS: (
        *("reminders", "påmindelser", "paamindelser", "påminnelser", "paminnelser"),
    ),
    Keyword.QUESTIONS: (
        *("questions", "spørgsmål", "spoergsmaal", "frågor", "fragor"),
    ),
    Keyword.MEETINGS: (
        *("meetings", "my meetings", "møder", "mine møder", "moeder"),
        *("aftaler", "mine aftaler", "möten", "mina möten", "moten"),
    ),
    Keyword.AGREEMENTS: (
        *("agreements", "my agreements", "det aftalte", "det vi aftalte"),
        *("överenskommelser", "overenskommelser", "det avtalade"),
    ),
    Keyword.LANGUAGE: THE_WORD_LANGUAGE,
    Keyword.DANISH: _in("dansk", "danska", "danish"),
    Keyword.SWEDISH: _in("svensk", "svenska", "swedish"),
    Keyword.ENGLISH: _in("engelsk", "engelska", "english"),
}

BY_SPELLING = MappingProxyType(
    {word: keyword for keyword, words in SPELLINGS.items() for word in words}
)

BY_TWILIO = MappingProxyType(
    dict.fromkeys(
        ("stop", "stopall", "end", "cancel", "quit", "unsubscribe", "revoke", "optout"),
        Keyword.STOP,
    )
    | dict.fromkeys(("yes", "start", "unstop"), Keyword.START)
    | dict.fromkeys(("help", "info"), Keyword.HELP)
)

ASKED_AS_A_QUESTION = frozenset({Keyword.HELP, Keyword.ABOUT, Keyword.CALL})
NEVER_WITH_A_FACE = frozenset({Keyword.STOP, Keyword.DELETE})
THUMBS_UP = "\N{THUMBS UP SIGN}"
LONGEST = 40
MOST_WORDS = max(len(spelling.split()) for spelling in BY_SPELLING)
WORD = re.compile(r"\w+")
A_PAUSE = re.compile(
    r"/?(?:pause|paus|pausa)(?:@\w+)?\s+(\d{1,3})(?:\s*(?:d|days?|dage?|dagar))?[.!]*"
)
A_DIGIT = re.compile(r"\(?([1-5])[.)!]*")


def recognise(text: str) -> Keyword | None:
    """Return what the whole message means, or nothing if it is words to a human.

    >>> recognise(" Ja tak! 😊"), recognise("FLYT."), recognise("4")
    (<Keyword.YES: 'yes'>, <Keyword.MOVE: 'move'>, <Keyword.FOUR: '4'>)
    >>> recognise("stop nu"), recognise("stop?"), recognise("stop 😭")
    (None, None, None)
    """
    if len(text) > LONGEST:
        return None
    spoken = normalize("NFKC", text).casefold()
    words = WORD.findall(spoken)
    if len(words) > MOST_WORDS:
        return None  # most messages are longer than any command
    plain, has_signs = _without_signs(spoken)
    keyword = BY_SPELLING.get(" ".join(WORD.findall(plain)))
    if keyword is None:
        if days_of_pause(text) is not None:
            return Keyword.PAUSE
        return _from_digit_or_thumb(plain, spoken)
    if keyword is Keyword.HELP and is_cry(text):
        return None  # said to the human
    if "?" in plain and keyword not in ASKED_AS_A_QUESTION:
        return None
    if has_signs and keyword in NEVER_WITH_A_FACE:
        # A single "stop" with a crying face is more likely said to the human.
        return None
    return keyword


def twilio_acts_on(text: str) -> Keyword | None:
    """Return what Twilio does by itself on this message, whatever we make of it.

    STOP: it blocks all we send to the number from then on. START: it lifts the block.
    HELP: it answers in English. Only a message of one bare word has this effect.
    """
    return BY_TWILIO.get(text.strip().casefold())


def days_of_pause(text: str) -> int | None:
    """Return for how many days a pause was asked, if that was said.

    >>> days_of_pause("PAUSE 14"), days_of_pause("/pause 3 dage"), days_of_pause("paus")
    (14, 3, None)
    """
    spoken = A_PAUSE.fullmatch(normalize("NFKC", text).casefold().strip())
    return None if spoken is None else int(spoken[1])


def _from_digit_or_thumb(plain: str, spoken: str) -> Keyword | None:
    if digit := A_DIGIT.fullmatch(plain.strip()):
        return Keyword(digit[1])
    thumbs = "".join(char for char in spoken if not _is_modifier(char)).strip()
    return Keyword.YES if thumbs and not thumbs.strip(THUMBS_UP) else None


def _without_signs(spoken: str) -> tuple[str, bool]:
    """Leave out emoji, and say whether there were any."""
    plain = "".join(
        char for char in spoken if category(char) != "So" and not _is_modifier(char)
    )
    return plain, any(category(char) == "So" for char in spoken)


def _is_modifier(char: str) -> bool:
    """Tell whether the sign only changes the one before it: skin, joiner, key cap."""
    return category(char) in {"Cf", "Me", "Sk"} or char == "\N{VARIATION SELECTOR-16}"
