"""In which language somebody is spoken to."""

from dataclasses import replace
from datetime import datetime

from casework.keywords import Keyword
from casework.people import Channel, Language, Person
from handlers import asking, notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Written
from storage import cases, people
from storage.transaction import Transaction

OWN_NAMES = {
    Language.DANISH: "Dansk",
    Language.SWEDISH: "Svenska",
    Language.ENGLISH: "English",
}
"""As those call it who want it, whatever language they are asked in."""


def grant(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    person: Person,
    written: Written,
    now: datetime,
) -> bool:
    """Ask for a language or change to one, and tell whether that was the wish."""
    if wish is Keyword.LANGUAGE:
        ask(tx, office, person, written, now)
    elif wish.language is not None:
        choose(tx, office, person, wish.language, now)
    else:
        return False
    return True


def ask(
    tx: Transaction, office: Office, person: Person, written: Written, now: datetime
) -> None:
    """Ask which language somebody wants: by buttons, or by words that name it."""
    if written.incoming.sender.channel is Channel.SMS:
        text = speaking.say(tx, office, person, "language_question_sms")
        notices.answer(tx, person.id, text, now)
        return
    notices.answer(
        tx,
        person.id,
        speaking.say(tx, office, person, "language_question"),
        now,
        choices=[
            [Choice(name, "language", str(language))]
            for language, name in OWN_NAMES.items()
        ],
    )


def choose(
    tx: Transaction, office: Office, person: Person, language: Language, now: datetime
) -> None:
    """Speak this language from now on, and say so in it."""
    people.set_language(tx, person.id, language)
    speaker = replace(person, language=language)
    text = speaking.say(tx, office, speaker, "language_changed")
    case = cases.of_client(tx, person.id)
    notices.answer(tx, person.id, text, now, case_id=case)
    asking.ask_again(tx, office, replace(person, language=language), now)
