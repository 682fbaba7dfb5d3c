"""What stands in the catalogues: length, tone, and what must never be said."""

import ast
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import record_words
from casework import segments, staff_words
from casework.appointments import LONGEST_PLACE
from casework.keywords import Keyword, recognise, twilio_acts_on
from casework.messages import Kind
from casework.reasons import Reason
from casework.wording import WORDINGS, Audience, Way
from handlers.appointment_texts import SAYS_WHERE
from handlers.texts import LANGUAGES, Texts, read

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load("en")
CATALOGUES = {code: read(code) for code in LANGUAGES}
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")

SAMPLES = {
    "adult_line": "Livslinien 70 201 201",
    "alias": "K17",
    "answers": "på hverdage kl. 9-16",
    "age": "18",
    "aliases": "K7, K9, K12",
    "authority": "Integritetsskyddsmyndigheten",
    "bot_name": "@kontakt_bot",
    "bot_number": "+45 60 57 57 97",
    "channel": "Telegram",
    "child_line": "BørneTelefonen 116 111",
    "code": "482913",
    "count": "112",
    "days": "14",
    "weeks": "8",
    "emergency": "112",
    "hours": "48",
    "how_long": "5 år efter sista anteckningen",
    "last_contact": "tors. 26/11",
    "line": "BørneTelefonen 116 111",
    "lines": "3",
    "list": "1 = tors. 26/11 kl. 14.30 2 = fre. 27/11 kl. 14.30",
    "looked": "Ingen har taget det ud for at læse det.",
    "medical_line": "1813",
    "minutes": "45",
    **dict.fromkeys(("new", "moved", "off"), "112"),
    "n": "3",
    "open_hours": "9-16",
    "part": "next Tuesdayish",
    "phone": "99 31 27 55",
    "place": "biblioteket",
    **dict.fromkeys(("check_ins", "messages", "reminders"), "nej"),
    "safe_time": "8-16",
    "score": "2",
    "seconds": "8",
    "since": "tors. 26/11",
    "step": "ring",
    "rhythm": "man, ons, fre kl. 15.00",
    "who": "Charlotte",
    "task": "Der har været stille med K7 Alexander et stykke tid.",
    "number": "12",
    "entry": "1234",
    "text": "Vi ses i morgen",
    "texts": "hele navne og steder",
    "total": "112",
    "what": "billeder og tale",
    "years": "5",
}
NAMES = {
    "short names": {"client": "K7 Alma", "name": "Alma", "worker": "Mette"},
    "long names": {
        "client": "K7 Alexander",
        "name": "Alexander",
        "worker": "Charlotte",
    },
}

SHOUTED = re.compile(r"\b[A-ZÆØÅÄÖ]{2,}\b")
NOT_COMMANDS = {"SMS", "ID"}
TO_THE_PERSON = [
    key
    for key, wording in WORDINGS.items()
    if wording.audience in {Audience.CLIENT, Audience.UNKNOWN}
    and wording.way is not Way.PART
]


def by_way(way):
    return [key for key, wording in WORDINGS.items() if wording.way is way]


@cache
def samples(names, language):
    later = TEXTS.when(NOW + timedelta(days=2), NOW, ZONE, language)
    kinds = [TEXTS.say(key, language) for key in WORDINGS if key.startswith("kind_")]
    reasons = [
        TEXTS.say(key, language) for key in WORDINGS if key.startswith("reason_")
    ]
    parts = {
        name: max(
            (TEXTS.say(key, language) for key in WORDINGS if key.startswith(begins)),
            key=len,
        )
        for name, begins in (
            *(("state", "state_"), ("saved", "saved_"), ("night", "night_")),
        )
    }
    return (
        SAMPLES
        | NAMES[names]
        | dict.fromkeys(("substitute", "new_worker"), NAMES[names]["worker"])
        | {"child": NAMES[names]["name"]}
        | dict.fromkeys(("open_at", "reply_by", "when"), later)
        | {
            "date": TEXTS.date(NOW, ZONE, language),
            "time": TEXTS.clock(NOW, ZONE, language),
            **parts,
            "kind": max(kinds, key=len),
            "reason": max(reasons, key=len),
        }
    )


def shouted(key, language):
    return [
        word
        for word in SHOUTED.findall(CATALOGUES[language][key])
        if word not in NOT_COMMANDS
    ]


@pytest.mark.parametrize("key", by_way(Way.SMS))
def test_an_automatic_sms_fits_one_segment(key):
    for language, names in product(LANGUAGES, NAMES):
        said = TEXTS.say(key, language, **samples(names, language))

        by_sms = staff_words.by_sms(said, language)
        assert segments.encoding_of(by_sms) is segments.Encoding.GSM7, (language, names)
        assert {segments.count(each) for each in (said, by_sms)} == {1}, (
            language,
            names,
        )


@pytest.mark.parametrize("key", sorted(SAYS_WHERE))
def test_with_the_longest_place_a_text_of_a_meeting_fits_two_segments(key):
    for language, names in product(LANGUAGES, NAMES):
        said = TEXTS.say(key, language, **samples(names, language))
        where = TEXTS.say("meet_where", language, place="ø" * LONGEST_PLACE)

        assert segments.count(f"{said}\n{where}") <= 2, (language, names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_spelled_with_plain_signs(language):
    for key, text in CATALOGUES[language].items():
        assert segments.normalised(text) == text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_twice_in_a_catalogue(language):
    source = (ROOT / "locales" / f"{language}.po").read_text(encoding="utf-8")
    names = re.findall(r'^msgid "(\w+)"$', source, re.MULTILINE)

    assert sorted(names) == sorted(WORDINGS)
    assert "#, fuzzy" not in source


def test_every_reason_and_every_kind_of_message_has_words():
    reasons = {f"reason_{reason}" for reason in Reason}
    kinds = {f"kind_{kind}" for kind in Kind if kind is not Kind.TEXT}

    assert reasons | kinds <= set(WORDINGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_link(language):
    for key, text in CATALOGUES[language].items():
        assert not re.search(r"https?:|www\.|\.(dk|se|com|org|net)\b", text), key


@pytest.mark.parametrize("key", TO_THE_PERSON)
def test_every_word_in_capitals_is_a_command_and_the_same_in_each_language(key):
    commands = {
        language: {recognise(word) for word in shouted(key, language)}
        for language in LANGUAGES
    }

    assert None not in commands["en"] | commands["da"] | commands["sv"]
    assert commands["en"] == commands["da"] == commands["sv"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_twilio_acts_on_is_taught_as_an_answer(language):
    ends = {
        *("welcome", "welcome_consent", "welcome_consent_none"),
        *("discreet_welcome", "discreet_welcome_summary", "discreet_welcome_none"),
        "discreet_welcome_part",
        *("welcome_consent_summary", "help_menu", "consent_none_given"),
    }
    begins = {"stop_confirm", "consent_withdrawn"}

    taught = {
        (key, twilio_acts_on(word))
        for key in TO_THE_PERSON
        for word in shouted(key, language)
        if twilio_acts_on(word)
    }

    allowed = {(key, Keyword.STOP) for key in ends}
    allowed |= {(key, Keyword.START) for key in begins}
    assert taught <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_is_never_called_a_client_or_a_case(language):
    cold = re.compile(
        r"\b(client|case|user|klient\w*|borger\w*|bruger\w*|sag|sagen|sager"
        r"|brukar\w*|akt|akten|ärende\w*|enskild\w*)\b",
        re.IGNORECASE,
    )

    for key in TO_THE_PERSON:
        assert not cold.search(re.sub(r"\{\w+\}", "", CATALOGUES[language][key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_text_reveals_nothing(language):
    telling = re.compile(
        r"contact|kontakt|worker|team|kommun|help|hjælp|hjälp|support|støtte|stöd"
        r"|meeting|møde|möte|service|social|check|stopp?\b",
        re.IGNORECASE,
    )

    for key in WORDINGS:
        # What somebody must know before they say yes is said in the first one.
        is_welcome = key.startswith("discreet_welcome") or key == "discreet_stop"
        if key.startswith("discreet_") and not is_welcome:
            assert not telling.search(CATALOGUES[language][key]), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key",
    [
        *(key for key in WORDINGS if key.startswith(("crisis_", "out_of_hours_"))),
        *(key for key in WORDINGS if key.startswith(("welcome", "voice_", "bot_"))),
        *("stop_confirm", "help_menu", "unknown_number", "unknown_chat"),
    ],
)
def test_where_someone_may_wait_for_us_in_danger_112_is_named(key, language):
    if key != "bot_name_hint":
        assert "112" in TEXTS.say(key, language, **samples("long names", language))


def test_no_danish_letters_in_swedish_and_no_swedish_letters_in_danish():
    for key in WORDINGS:
        assert not set(CATALOGUES["sv"][key]) & set("æøÆØ"), key
        assert not set(CATALOGUES["da"][key]) & set("äöÄÖ"), key
        if key != "language_question_sms":  # asked in all of them at once
            assert not set(CATALOGUES["en"][key]) & set("æøåäöÆØÅÄÖ"), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_shows_fits_where_it_shows_it(language):
    catalogue = CATALOGUES[language]

    assert all(len(catalogue[key]) <= 24 for key in by_way(Way.BUTTON))
    assert all(3 <= len(catalogue[key]) <= 256 for key in by_way(Way.COMMAND))
    assert len(catalogue["bot_description"]) <= 512
    assert len(catalogue["bot_short_description"]) <= 120
    assert all(len(catalogue[key]) <= 4096 for key in by_way(Way.TELEGRAM))


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_to_the_person_ask_at_most_two_things_and_stay_short(language):
    for key in TO_THE_PERSON:
        if WORDINGS[key].way is Way.SMS:
            sentences = re.split(r"[.!?:] ", CATALOGUES[language][key])
            assert max(len(sentence.split()) for sentence in sentences) <= 22, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_anybody_does_or_leaves_is_called_a_breach(language):
    """Texting is voluntary under a court's condition as well, and STOP is fine."""
    blaming = re.compile(
        r"breach|violat|comply|compliance|non-?attend|no-?show|sanction|court|judgment"
        r"|probation|failed to|refused|condition"
        r"|\b(vilkårsbr|overtræd|misligh|udebl|pligt|straf|dom(men)?\b|brudt?\b|nægte)"
        r"|\b(villkorsbr|överträd|misskött|uteb|skyldig|straff|brutit|brott|vägra)",
        re.IGNORECASE,
    )
    operators = {key for key in WORDINGS if WORDINGS[key].audience is Audience.OPERATOR}

    for key in WORDINGS.keys() - operators:
        assert not blaming.search(CATALOGUES[language][key]), key


def test_every_text_that_the_code_says_by_name_exists():
    said = {
        argument.value
        for package in ("bot", "sms_gateway", "handlers", "storage", "casework")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("say", "text")
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }

    assert said <= set(WORDINGS) | set(record_words.WORDS)
