"""Looking for somebody without an answer: `/tried K7 knocked`, or TRIED K7 by SMS."""

from datetime import UTC, datetime

from casework.attempts import Attempt, Form, read_attempt
from casework.people import Person
from casework.rights import Act
from handlers import cadence, entries, named_client, notices
from handlers.office import Office
from storage import attempts, cases
from storage.records import NewEntry
from storage.transaction import Transaction

MOST_LINES = 20
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Write down a try, or show those since the last contact."""
    named = named_client.behind(
        tx, office, worker, said, Act.WRITE_TO, now, how="tried_how"
    )
    if named is None:
        return
    client, words = named
    if not words:
        _show(tx, office, worker, client, now)
        return
    form, text = read_attempt(words)
    note(tx, office, worker, client, form, text, now)
    values = {
        "client": client.label,
        "count": len(since_contact(tx, client)),
        "what": office.say(f"attempt_{form}", worker.language),
    }
    notices.say(tx, office, worker, "tried_noted", now, **values)


by_sms = named_client.word_by_sms("tried|forsøgt|forsoegt|försökt|forsokt", begin)


def note(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    form: Form,
    text: str,
    now: datetime,
) -> None:
    """Write down that somebody was looked for; words only where words are kept."""
    case = cases.of_client(tx, client.id)
    text = text if entries.keeps_notes(tx, case) else ""
    attempts.add(tx, client.id, worker.id, form, text, now)
    how = office.say(f"attempt_{form}", office.language)
    entry = NewEntry(
        kind="attempt",
        at=now,
        direction="out",
        channel="",
        author=worker.id,
        body={
            "author": worker.name,
            "text": f"{how}: {text}" if text else how,
            "form": form,
        },
    )
    entries.write(tx, case, entry)


def since_contact(tx: Transaction, client: Person) -> list[Attempt]:
    """Return the tries since somebody was last heard or met."""
    last = cadence.last_heard_or_met(tx, client)
    return attempts.since(tx, client.id, last or BEGINNING)


def _show(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    found = since_contact(tx, client)[-MOST_LINES:]
    if not found:
        notices.say(tx, office, worker, "tried_none", now, client=client.label)
        return
    language = worker.language
    lines = [office.say("tried_list", language, client=client.label)]
    for each in found:
        how = office.say(f"attempt_{each.form}", language)
        line = f"{office.texts.date(each.at, office.zone, language)} {how}"
        lines.append(f"{line}: {each.note}" if each.note else line)
    notices.answer(tx, worker.id, "\n".join(lines), now)
