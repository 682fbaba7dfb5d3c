"""What somebody wants to stand in the record in their words: SAVE, OBJECT, CORRECT."""

import re
from datetime import datetime
from enum import StrEnum

from casework.keywords import Keyword, recognise
from casework.messages import Incoming, Kind
from casework.people import Channel
from casework.profiles import RecordPolicy
from casework.requests import RequestKind
from handlers import entries, notices, requests, speaking
from handlers.office import Office
from handlers.relaying import Conversation, Written
from storage import cases, messages
from storage.messages import Message
from storage.records import NewEntry
from storage.transaction import Transaction


class Wish(StrEnum):
    """As what the words are to stand there: the kind of the entry."""

    OWN_WORDS = "own_words"
    GOOD_NEWS = "good_news"
    OBJECTION = "objection"
    CORRECTION = "correction_request"
    """It is to be put right, which a human answers."""
    TOPIC = "topic"
    """To be talked about at the next follow-up."""


_SAID = {
    Wish.OWN_WORDS: r"save|gem|spara",
    Wish.GOOD_NEWS: r"good\s+news|godt\s+nyt|gode\s+nyheder|goda\s+nyheter",
    Wish.OBJECTION: r"object|objection|indsigelse|inv[äa]ndning",
    Wish.TOPIC: r"topic|emne|[äa]mne",
}
_WRONG = r"correct|correction|ret|rettelse|r[äa]tta|r[äa]ttelse"
"""Only with a colon: "correct" alone, under a message, says that it is right."""

_WITH_WORDS = {
    wish: re.compile(rf"\s*(?:{said})\s*:\s*(\S.*)", re.IGNORECASE | re.DOTALL)
    for wish, said in {**_SAID, Wish.CORRECTION: _WRONG}.items()
}
_ALONE = {
    wish: re.compile(rf"\s*(?:{said})[\s.!]*", re.IGNORECASE)
    for wish, said in _SAID.items()
}
_KEPT = {Wish.OBJECTION: "objection_kept", Wish.TOPIC: "topic_kept"}
_COMMANDS = {
    wish: re.compile(rf"/{name}(?:@\w+)?(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL)
    for wish, name in ((Wish.OWN_WORDS, "save"), (Wish.CORRECTION, "correct"))
}


def asked(incoming: Incoming) -> Keyword | None:
    """Return the wish if a message asks for it: with a colon, or alone as a reply.

    "Save me" is a cry and "good news" is told to the human: without a colon they
    stand alone only where they answer the message that is meant.
    """
    if incoming.kind is not Kind.TEXT or incoming.is_edit:
        return None
    text = incoming.text
    for wish, form in _WITH_WORDS.items():
        if form.fullmatch(text):
            return Keyword.CORRECTION if wish is Wish.CORRECTION else Keyword.SAVE
    is_alone = any(form.fullmatch(text) for form in _ALONE.values())
    return Keyword.SAVE if is_alone and incoming.reply_to is not None else None


def has_words(incoming: Incoming) -> bool:
    """Tell whether there are words that the human is to read as well."""
    return bool(_words(incoming)[1])


def grant(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Write it into the record as their own words, and say what is kept."""
    incoming = written.incoming
    wish, words = _words(incoming)
    if wish is Wish.CORRECTION:
        # Even where no words are saved, a name or a number can be wrong.
        _correct(tx, office, conversation, written, words, now)
        return
    policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
    if policy is RecordPolicy.NONE:
        _answer(tx, office, conversation, "save_none", now)
        return
    meant = None if words else _meant(tx, conversation, written)
    if meant is not None and incoming.reply_to is not None:
        words = incoming.answered_text.strip()
    if not words and (meant is None or not meant.entry or not policy.keeps_words):
        # The words are not here any more: only they can say them once again.
        _answer(tx, office, conversation, "save_how", now)
        return
    refers_to = _refers_to(tx, conversation, written, meant)
    keep(tx, office, conversation, written, wish, words, now, refers_to=refers_to)


def keep(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    wish: Wish,
    words: str,
    now: datetime,
    *,
    refers_to: int | None,
) -> None:
    """Write their words into the record, and say what becomes of them."""
    client = conversation.client
    entry = NewEntry(
        kind=wish,
        at=now,
        direction="in",
        channel=written.incoming.sender.channel,
        author=client.id,
        body={"author": client.name, "text": words, "own_words": words},
        refers_to=refers_to,
    )
    entries.write(tx, conversation.case_id, entry)
    _answer(tx, office, conversation, _KEPT.get(wish, "save_done"), now)


def _correct(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    words: str,
    now: datetime,
) -> None:
    """Take what they say is wrong; of a bare command the words are asked for."""
    if not words:
        _answer(tx, office, conversation, "correction_how", now)
        return
    requests.take(
        tx,
        office,
        conversation,
        written.incoming.sender.channel,
        RequestKind.CORRECTION,
        now,
        words=words,
        entry=_refers_to(tx, conversation, written, None),
    )


def _words(incoming: Incoming) -> tuple[Wish, str]:
    """Return what is wished for, and the words that were given with it."""
    for wish, form in _COMMANDS.items():
        if command := form.fullmatch(incoming.text.strip()):
            return wish, (command[1] or "").strip()
    for wish, form in _WITH_WORDS.items():
        if match := form.fullmatch(incoming.text):
            return wish, match[1].strip()
    for wish, form in _ALONE.items():
        if form.fullmatch(incoming.text) and recognise(incoming.text) is None:
            return wish, ""
    is_correction = recognise(incoming.text) is Keyword.CORRECTION
    return Wish.CORRECTION if is_correction else Wish.OWN_WORDS, ""


def _meant(
    tx: Transaction, conversation: Conversation, written: Written
) -> Message | None:
    """Return which of their own messages is meant: the one answered, or the last."""
    incoming, client = written.incoming, conversation.client
    if incoming.reply_to is not None:
        found = messages.written_at(tx, written.address.id, incoming.reply_to)
    elif incoming.sender.channel is Channel.SMS or recognise(incoming.text):
        found = messages.last_passed_on_by(tx, client.id)
    else:
        found = None
    if found is None or found.author != client.id:
        return None
    return found if found.case_id == conversation.case_id else None


def _refers_to(
    tx: Transaction,
    conversation: Conversation,
    written: Written,
    meant: Message | None,
) -> int | None:
    """Return which entry the words stand beside, if one is known."""
    if meant is not None:
        return meant.entry or None
    reply_to = written.incoming.reply_to
    if reply_to is None:
        return None
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    if pointed is None or pointed.message_id is None:
        return None
    found = messages.find(tx, pointed.message_id)
    if found is None or found.case_id != conversation.case_id:
        return None
    return found.entry or None


def _answer(
    tx: Transaction, office: Office, conversation: Conversation, key: str, now: datetime
) -> None:
    client, worker = conversation.client, conversation.other
    text = speaking.say(tx, office, client, key, worker=worker.name)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
