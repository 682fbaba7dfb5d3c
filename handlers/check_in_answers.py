"""What somebody says of how they are: kept, thanked for, and given to a human."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from casework import rhythm
from casework.check_ins import (
    LONGEST_WORDS,
    WORDS_WITHIN,
    Answer,
    asks_for,
    digit_first,
)
from casework.drafts import DeliveryKind
from casework.keywords import Keyword, recognise
from casework.messages import Kind
from casework.people import Person
from casework.profiles import RecordPolicy
from casework.safe_contact import Discreet
from casework.tasks import TaskKind
from handlers import (
    clients,
    danger_answer,
    entries,
    notices,
    questions,
    speaking,
    tasks,
    working_hours,
)
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from handlers.relaying import Conversation, Written
from storage import cases, check_ins, rules, safe_contacts
from storage import questions as asked_questions
from storage.check_ins import CheckIn
from storage.questions import Question
from storage.records import NewEntry
from storage.transaction import Transaction

CALL = "check_in_call"
"""The question whether somebody would like to be called."""

LABELS = {
    Answer.FINE: "btn_fine",
    Answer.TALK: "btn_talk",
    Answer.HELP: "btn_need_help",
    Answer.LATER: "btn_not_now",
}


def label(office: Office, answer: str, language: str) -> str:
    """Return an answer in words: `want to talk`, `2 - bad`."""
    key = f"btn_scale_{answer}" if answer.isdigit() else LABELS[Answer(answer)]
    return office.say(key, language)


def answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Keep the answer, do what it asks for, and say by when somebody sees it."""
    check_in = _about(tx, question)
    conversation = clients.conversation_of(tx, person)
    if check_in is not None and conversation is not None:
        check_ins.settle(tx, check_in, "answered", now, answer=said)
        _take(tx, office, conversation, check_in, said, now)


def late(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> bool:
    """Take an answer while one is awaited, and at any time what calls for a human."""
    check_in = _about(tx, question)
    conversation = clients.conversation_of(tx, person)
    if conversation is None and asks_for(said) is not None:
        from handlers import aftercare  # noqa: PLC0415 - it keeps what clients write

        return aftercare.pressed(tx, office, person, now)
    if check_in is None or conversation is None:
        return False
    if check_in.is_open:
        withdraw_open(tx, office, person, now)
        check_ins.settle(tx, check_in, "answered", now, answer=said)
    elif asks_for(said) is None:
        return False
    elif _is_fresh(check_in, now):
        check_ins.settle(
            tx, check_in, "answered", now, answer=said, words=check_in.words
        )
    _take(tx, office, conversation, check_in, said, now)
    return True


def after_all(
    tx: Transaction, office: Office, person: Person, subject: str, now: datetime
) -> bool:
    """Take a button beside the one that was pressed, if it calls for a human.

    A finger slips; nobody who needs somebody is left with a dead button.
    """
    number, _, said = subject.partition(":")
    question = asked_questions.find(tx, int(number))
    if question is None or question.kind not in _asking():
        return False
    check_in, wanted = _about(tx, question), asks_for(said)
    if check_in is None or check_in.state != "answered" or wanted is None:
        return False
    before = asks_for(check_in.answer)
    if before is not None and (wanted is before or wanted is not TaskKind.HELP):
        return False
    return late(tx, office, person, question, said, now)


def _is_fresh(check_in: CheckIn, now: datetime) -> bool:
    """Tell whether it was answered just now, so that this is what was meant."""
    answered_at = check_in.settled_at
    return (
        check_in.state == "answered"
        and answered_at is not None
        and now - answered_at <= WORDS_WITHIN
    )


def _asking() -> Mapping[str, Mapping[Keyword, str]]:
    """Return the kinds of question that ask how somebody is, and what answers each."""
    from handlers import check_ins as asking  # noqa: PLC0415 - it takes answers here

    kinds = {asking.KIND: asking.QUESTION, asking.SCALE: asking.SCALE_QUESTION}
    return {name: kind.words for name, kind in kinds.items()}


def withdraw_open(
    tx: Transaction, office: Office, person: Person, now: datetime
) -> None:
    """Let nothing be the answer any more to how they are."""
    from handlers import check_ins as asking  # noqa: PLC0415 - it takes answers here

    asking.withdraw_question(tx, office, person.id, now)


def _about(tx: Transaction, question: Question) -> CheckIn | None:
    """Return what a question, or its reminder, asked."""
    return check_ins.find(tx, int(question.subject.partition(":")[0]))


def _take(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    check_in: CheckIn,
    said: str,
    now: datetime,
) -> None:
    """Write an answer down, and do what it asks for."""
    _write_down(tx, office, conversation, said, now)
    kind = asks_for(said)
    if kind is not None:
        _give_to_human(tx, office, conversation, check_in, kind, said, now)
    elif said == Answer.LATER:
        _say_when_next(tx, office, conversation, check_in, now)
    else:
        _answer(tx, office, conversation, "checkin_thanks", now)


def heard(
    tx: Transaction,
    office: Office,
    person: Person,
    now: datetime,
    written: Written | None = None,
) -> None:
    """Take whatever somebody wrote or pressed for a sign of life.

    An open check-in is answered by it; a reminder does not come any more.
    """
    from handlers import check_in_ladder  # noqa: PLC0415 - it asks through here

    silent, last = check_ins.silence(tx, person.id), check_ins.last_of(tx, person.id)
    if silent is not None:
        check_in_ladder.end(tx, person.id, now)
        if silent.handed_at is not None:
            tasks.done_about(tx, office, person.id, TaskKind.MISSED, now)
    if last is None:
        return
    words = _words_of(tx, person, written)
    said = _said_with_words(tx, person, written, now)
    conversation = clients.conversation_of(tx, person)
    if last.is_open and said is not None and conversation is not None:
        check_ins.settle(tx, last, "answered", now, answer=said, words=words)
        withdraw_open(tx, office, person, now)
        _take(tx, office, conversation, last, said, now)
    elif last.is_open:
        check_ins.settle(tx, last, "words", now, words=words)
        withdraw_open(tx, office, person, now)
    elif words and _belongs_to(last, now):
        check_ins.set_words(tx, last, words)


def _said_with_words(
    tx: Transaction, person: Person, written: Written | None, now: datetime
) -> str | None:
    """Return the answer that a message begins with: `3, I cannot sleep`, `1 fine`."""
    if written is None or written.incoming.is_edit:
        return None
    question = questions.answerable(tx, person.id, now)
    found = digit_first(written.incoming.text)
    if question is None or found is None:
        return None
    words = _asking().get(question.kind, {})
    digit, rest = found
    said = words.get(Keyword(digit))
    if rest and said != _named(rest, words):
        return None  # it may count something
    return said


def _named(rest: str, words: Mapping[Keyword, str]) -> str | None:
    keyword = recognise(rest)
    return None if keyword is None else words.get(keyword)


def _belongs_to(last: CheckIn, now: datetime) -> bool:
    """Tell whether words come right behind an answer, and are the first that do."""
    return _is_fresh(last, now) and not last.words and last.settled_at != now


def _words_of(tx: Transaction, person: Person, written: Written | None) -> str:
    """Return the words, where this kind of help keeps any."""
    if written is None or written.incoming.kind is not Kind.TEXT:
        return ""
    case = cases.of_client(tx, person.id)
    if case is None or not RecordPolicy(cases.policy_of(tx, case)).keeps_words:
        return ""
    text = written.incoming.text.strip()
    if text.startswith("/") or recognise(text) is not None:
        return ""  # said to the program, and not to the human
    return text[:LONGEST_WORDS]


def _write_down(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    said: str,
    now: datetime,
) -> None:
    """Write into the case that they answered, and what where words are kept."""
    client, case = conversation.client, conversation.case_id
    body = {"author": client.name}
    if RecordPolicy(cases.policy_of(tx, case)).keeps_words:
        body["text"] = label(office, said, client.language)
        body["answer"] = said  # the curve that a reader sees is drawn from it
    entry = NewEntry(
        kind="check_in",
        at=now,
        direction="in",
        channel="",
        author=client.id,
        body=body,
    )
    entries.write(tx, case, entry)


def _give_to_human(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    check_in: CheckIn,
    kind: TaskKind,
    said: str,
    now: datetime,
) -> None:
    client, worker = conversation.client, conversation.other
    is_low = kind is TaskKind.LOW
    note = label(office, said, worker.language) if is_low else ""
    tasks.put(tx, office, kind, client, now, note=note, urgent=kind is TaskKind.HELP)
    if kind is TaskKind.TALK:
        _answer(tx, office, conversation, "checkin_talk", now)
        return
    lately = not danger_answer.may_name_lines(tx, client.id, now)
    is_wanted = kind is TaskKind.HELP or not lately
    is_child = danger_answer.is_child(tx, office, client, now)
    line = office.child_line if is_child else office.adult_line
    if line and is_wanted and _may_name_lines(tx, office, client, now):
        check_ins.set_lines_given(tx, check_in)
        key = "checkin_low_child" if is_child else "checkin_low_adult"
        _answer(tx, office, conversation, key, now)
        return
    _answer(tx, office, conversation, "checkin_low_again", now)
    questions.put(tx, office, client.id, CALL, now, subject=str(check_in.id))


def _may_name_lines(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> bool:
    """Tell whether nobody else reads it who must not know, at this hour either."""
    safe = safe_contacts.of(tx, client.id)
    if not danger_answer.is_safe(tx, office, client.id, now):
        return False
    return safe.discreet is not Discreet.DISCREET and not safe.others_see_phone


def _say_when_next(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    check_in: CheckIn,
    now: datetime,
) -> None:
    """Say on which day they are asked again; not now is an answer."""
    client, rule = conversation.client, rules.find(tx, check_in.rule)
    following = None
    if rule is not None and rule.ended_at is None:
        since = max(now, rule.paused_until or now)
        following = rhythm.next_after(rule.rhythm, rule.zone, since)
    if following is None:
        _answer(tx, office, conversation, "checkin_later_open", now)
        return
    date = office.texts.date(following[1], office.zone, client.language)
    _answer(tx, office, conversation, "checkin_later_ok", now, date=date)


def _answer(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    client, worker = conversation.client, conversation.other
    spoken = client.language
    filled = {
        "worker": worker.name,
        "reply_by": working_hours.reply_by(tx, office, worker.id, now, spoken),
        "child_line": office.child_line,
        "adult_line": office.adult_line,
        **values,
    }
    text = speaking.say(tx, office, client, key, **filled)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def _ask_to_call(
    tx: Transaction,
    office: Office,
    person: Person,
    _question: Question,
    _now: datetime,
) -> Asked | None:
    conversation = clients.conversation_of(tx, person)
    if conversation is None:
        return None
    text = speaking.say(
        tx, office, person, "checkin_call_offer", worker=conversation.other.name
    )
    yes = office.say("btn_yes", person.language)
    no = office.say("btn_no", person.language)
    return Asked(text, ((("yes", yes), ("no", no)),))


def _call_answered(
    tx: Transaction,
    office: Office,
    person: Person,
    _question: Question,
    said: str,
    now: datetime,
) -> None:
    conversation = clients.conversation_of(tx, person)
    if conversation is None:
        return
    if said == "yes":
        tasks.put(tx, office, TaskKind.CALL, person, now)
        _answer(tx, office, conversation, "call_asked", now)
    else:
        _answer(tx, office, conversation, "checkin_no_call", now)


CALL_OFFER = QuestionKind(
    ask=_ask_to_call,
    answered=_call_answered,
    words={**questions.YES_OR_NO, Keyword.CALL: "yes"},
    lasts=timedelta(days=1),
    delivery=DeliveryKind.ANSWER,
)
