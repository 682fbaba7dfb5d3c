"""A contact in a line, as people write it: `visit 45 min talked about school`."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar
from unicodedata import normalize

from casework.contacts import (
    LONGEST_NOTE,
    MOST_MINUTES,
    ContactForm,
    Party,
    Said,
    Starter,
)
from casework.past_days import Was, read_was

Meant = TypeVar("Meant")

MOST_LINES = 30

_FORMS_SAID = MappingProxyType(
    {
        ContactForm.HOME_VISIT: (
            *("home visit", "visit at home", "visit", "visited", "at home"),
            *("hjemmebesøg", "hjemmebesoeg", "besøg", "besoeg", "besøgte"),
            *("hembesök", "hembesok", "besök", "besok", "besökte"),
        ),
        ContactForm.PUBLIC_SPACE: (
            *("public space", "outside", "walk", "street", "cafe", "café"),
            *("offentligt rum", "i byen", "gåtur", "ude", "gaden"),
            *("offentlig plats", "ute", "promenad", "på stan", "fik"),
        ),
        ContactForm.ACTIVITY_CENTRE: (
            *("activity centre", "activity center", "centre", "drop-in"),
            *("aktivitetscenter", "værested", "vaerested", "aktivitetshus"),
            *("aktivitetscentrum", "träffpunkt", "fritidsgård"),
        ),
        ContactForm.ACCOMPANIMENT: (
            *("accompaniment", "accompanied", "went along", "escort"),
            *("ledsagelse", "ledsagede", "fulgte", "følgeskab"),
            *("följeslagare", "följde med", "ledsagning", "ledsagade"),
        ),
        ContactForm.PHONE: (
            *("phone call", "phone", "call", "called", "rang"),
            *("telefonsamtale", "telefon", "opkald", "ringede", "opringning"),
            *("telefonsamtal", "ringde", "samtal i telefon"),
        ),
        ContactForm.SMS: ("sms", "text", "texts", "texted"),
        ContactForm.CHAT: ("chat", "chatted", "chattede", "chattade", "telegram"),
        ContactForm.CONVERSATION: (
            *("conversation", "talk", "talked", "samtale", "snak", "snakkede"),
            *("samtal", "pratade", "pratstund", "talede"),
        ),
        ContactForm.ACTIVITY: ("activity", "aktivitet", "outing", "udflugt", "utflykt"),
        ContactForm.PRESENCE: (
            *("presence", "was there", "tilstedeværelse", "tilstede", "var der"),
            *("närvaro", "på plats"),
        ),
        ContactForm.MEETING: ("meeting", "met", "møde", "moede", "möte", "mote"),
        ContactForm.LETTER: ("letter", "mail", "brev", "post"),
        ContactForm.VIDEO: (
            *("video call", "video", "videosamtale", "videomøde"),
            *("videosamtal", "videomöte", "videoopkald"),
        ),
    }
)
_PARTIES_SAID = MappingProxyType(
    {
        Party.GUARDIAN: (
            *("guardian", "guardians", "parent", "parents", "mother", "father"),
            *("mum", "mom", "dad", "forælder", "forældre", "værge", "mor", "far"),
            *("forældrene", "förälder", "föräldrar", "föräldrarna"),
            *("vårdnadshavare", "vårdnadshavarna", "mamma", "pappa"),
        ),
        Party.FAMILY: (
            *("family", "family member", "sister", "brother", "siblings"),
            *("familie", "familien", "søster", "bror", "søskende", "bedstemor"),
            *("familj", "familjen", "syster", "syskon", "mormor", "farmor"),
        ),
        Party.SCHOOL: (
            *("school", "the school", "teacher", "skole", "skolen", "lærer"),
            *("lærere", "skola", "skolan", "lärare", "mentor"),
        ),
        Party.AUTHORITY: (
            *("authority", "authorities", "caseworker", "the municipality", "police"),
            *("myndighed", "myndigheder", "kommunen", "rådgiver", "politiet"),
            *("rådgiveren", "sagsbehandler", "sagsbehandleren", "handläggare"),
            *("handläggaren", "myndighet", "socialsekreterare", "polisen", "soc"),
        ),
        Party.TREATMENT: (
            *("treatment", "doctor", "nurse", "psychologist", "hospital"),
            *("behandling", "behandler", "læge", "psykolog", "sygehus"),
            *("vården", "läkare", "sjukhus", "behandlare"),
        ),
        Party.HOUSING: (
            *("housing", "landlord", "bosted", "botilbud", "udlejer", "boligforening"),
            *("boende", "hyresvärd", "boendet"),
        ),
        Party.VOLUNTARY: (
            *("volunteer", "volunteers", "voluntary organisation", "frivillig"),
            *("frivillige", "forening", "förening", "volontär", "ideell förening"),
        ),
        Party.EMPLOYER: (
            *("employer", "boss", "arbejdsgiver", "chef", "chefen", "arbetsgivare"),
        ),
        Party.OTHER: ("others", "other", "andre", "andra"),
    }
)
_CLIENT_SAID = (
    *("them", "him", "her", "the client", "client"),
    *("ham", "hende", "dem", "borgeren", "den unge"),
    *("honom", "henne", "klienten"),
)
_STARTED_SAID = MappingProxyType(
    {
        Starter.CLIENT: _CLIENT_SAID,
        Starter.WORKER: ("me", "us", "mig", "os", "oss"),
        Starter.OTHER: ("others", "somebody else", "andre", "andra", "någon annan"),
    }
)


def _by_word(said: Mapping[Meant, Iterable[str]]) -> Mapping[str, Meant]:
    return MappingProxyType(
        {word: meant for meant, words in said.items() for word in words}
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_FORMS = _by_word(_FORMS_SAID)
_PARTIES = _by_word({**_PARTIES_SAID, Party.CLIENT: _CLIENT_SAID})
_STARTERS = _by_word(_STARTED_SAID)

_FORM = re.compile(rf"(?:{_any_of(_FORMS)})(?!\w)", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?:(?P<hours>\d{1,2}(?:[.,]\d{1,2})?)\s*"
    r"(?:hours?|hrs?|h|timer?|t|timm(?:e|ar)|tim)\b\.?(?:\s*(?:and|og|och))?\s*)?"
    r"(?:(?P<minutes>\d{1,4})\s*(?:minutes?|minutter|minuter|minut|min|m)\b\.?)?",
    re.IGNORECASE,
)
_WITH = re.compile(
    rf"(?:together\s+with|sammen\s+med|tillsammans\s+med|with|med)\s+"
    rf"(?P<first>{_any_of(_PARTIES)})(?!\w)",
    re.IGNORECASE,
)
_AND = re.compile(
    rf"\s*(?:,|\band\b|\bog\b|\boch\b|\+|&)\s*(?P<next>{_any_of(_PARTIES)})(?!\w)",
    re.IGNORECASE,
)
_WITHOUT_CLIENT = re.compile(
    rf"(?:without|uden|utan)\s+(?:{_any_of(_CLIENT_SAID)})(?!\w)", re.IGNORECASE
)
_BEGUN = re.compile(
    rf"(?:(?:started|begun|begyndt|startet|startat|påbörjat)\s+(?:by|af|av))\s+"
    rf"(?P<who>{_any_of(_STARTERS)})(?!\w)",
    re.IGNORECASE,
)
_GOAL = re.compile(r"(?<!\w)#([^\W\d][\w-]{1,60})")
_OWN = re.compile(r'"([^"]+)"|“([^”]+)”|”([^”]+)”|»([^«]+)«|«([^»]+)»|„([^“]+)“')
_BETWEEN = " \t\n,.;:-\N{EN DASH}"
_AROUND = " \t\n,;:-\N{EN DASH}"
_NAME = re.compile(
    r"(?P<name>K\d{1,6})\b(?:\s*(?:,|\+|&|and\b|og\b|och\b)\s*|\s*:\s*|\s+|$)",
    re.IGNORECASE,
)


def read_contact(text: str, today: date) -> Said:
    """Return what a line says of a contact: the head in any order, then the note.

    Words in quotation marks are those of the person who is helped; `#housing` links
    a goal. Where no words say a form, all of it is the note.

    >>> monday = date(2026, 11, 23)
    >>> read_contact("visit 45 min talked about school", monday)
    Said(form=<ContactForm.HOME_VISIT: 'home_visit'>, minutes=45, parties=(), \
started_by=None, was=None)
    >>> read_contact("telefon med mor og skolen, 1,5 time: enige", monday).parties
    (<Party.GUARDIAN: 'guardian'>, <Party.SCHOOL: 'school'>)
    >>> read_contact('walk: "I sleep again" better #housing', monday).own_words
    'I sleep again'
    >>> read_contact("yesterday 14:00-14:45 visit", monday).was.on
    datetime.date(2026, 11, 22)
    """
    rest = read_note(text)
    left, head = rest.note, _Head(today)
    while left := left.lstrip(_BETWEEN):
        behind = head.take(left)
        if behind is None:
            break
        left = behind
    return Said(
        form=head.form,
        minutes=head.minutes or (None if head.was is None else head.was.minutes),
        parties=tuple(dict.fromkeys(head.parties)),
        started_by=head.started_by,
        goals=rest.goals,
        note=left.strip(_AROUND),
        own_words=rest.own_words,
        was=head.was,
    )


def read_note(text: str) -> Said:
    """Return the note, the words in quotation marks, and the goals behind a #.

    >>> said = read_note('better now, "I sleep again" #housing')
    >>> said.note, said.own_words, said.goals
    ('better now', 'I sleep again', ('housing',))
    """
    left = " ".join(normalize("NFC", text).split())
    own = [next(filter(None, match.groups())) for match in _OWN.finditer(left)]
    left = _OWN.sub(" ", left)
    goals = _GOAL.findall(left)
    left = " ".join(_GOAL.sub(" ", left).split())
    return Said(
        goals=tuple(dict.fromkeys(goals)),
        note=left.strip(_AROUND)[:LONGEST_NOTE],
        own_words=" / ".join(each.strip() for each in own)[:LONGEST_NOTE],
    )


class _Head:
    """What was said before the note began."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.was: Was | None = None
        self.form: ContactForm | None = None
        self.minutes: int | None = None
        self.parties: list[Party] = []
        self.started_by: Starter | None = None

    def take(self, left: str) -> str | None:
        """Take the next of it and return what is behind; nothing: the note begins."""
        if self.form is None and (form := _FORM.match(left)):
            self.form = _FORMS[form[0].casefold()]
            return left[form.end() :]
        if self.minutes is None and (lasted := _lasted(left)):
            self.minutes, behind = lasted
            return behind
        if self.was is None and (found := read_was(left, self.today)):
            self.was, behind = found
            return behind
        if not self.parties and (others := read_with(left)):
            self.parties, behind = others
            return behind
        if self.started_by is None and (begun := _BEGUN.match(left)):
            self.started_by = _STARTERS[begun["who"].casefold()]
            return left[begun.end() :]
        return None


def read_with(text: str) -> tuple[list[Party], str] | None:
    """Return who else took part, where a text begins with that, and what is behind.

    >>> read_with("med mor og skolen: enige")
    ([<Party.GUARDIAN: 'guardian'>, <Party.SCHOOL: 'school'>], ': enige')
    """
    first = _WITH.match(text)
    if first is None:
        return None
    found, left = [_PARTIES[first["first"].casefold()]], text[first.end() :]
    while more := _AND.match(left):
        found.append(_PARTIES[more["next"].casefold()])
        left = left[more.end() :]
    return found, left


def read_without_client(text: str) -> str | None:
    """Return what is behind words that say that who is helped took no part, if any.

    >>> read_without_client("uden hende, hos skolen"), read_without_client("uden penge")
    (', hos skolen', None)
    """
    match = _WITHOUT_CLIENT.match(text)
    return None if match is None else text[match.end() :]


def _lasted(text: str) -> tuple[int, str] | None:
    match = _MINUTES.match(text)
    if match is None or not match[0].strip():
        return None
    minutes = int(match["minutes"] or 0)
    minutes += round(float((match["hours"] or "0").replace(",", ".")) * 60)
    return (minutes, text[match.end() :]) if 0 < minutes <= MOST_MINUTES else None


def read_minutes(text: str) -> int | None:
    """Return how long something took, where that is all that is said.

    >>> read_minutes("1 h 15 min"), read_minutes("40"), read_minutes("a while")
    (75, 40, None)
    """
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= len("1440"):
        plain += " min"
    lasted = _lasted(plain)
    return lasted[0] if lasted and not lasted[1].strip(_BETWEEN) else None


def split_by_client(text: str) -> list[tuple[tuple[str, ...], str]]:
    r"""Return whom each part of a text names, and what is said of them.

    A line that begins with a short name begins a part; the first word of all is a
    name, whatever it is. Several names may stand before the same words.

    >>> split_by_client("K7 visit 45 min\nquiet\nK8, K9: bowling")
    [(('K7',), 'visit 45 min\nquiet'), (('K8', 'K9'), 'bowling')]
    """
    parts: list[tuple[tuple[str, ...], str]] = []
    for line in text.strip().splitlines():
        names, rest = _names(line.strip())
        if names:
            parts.append((names, rest))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}\n{line.strip()}".strip())
        elif line.strip():
            called, _, rest = line.strip().partition(" ")
            parts.append(((called,), rest.strip()))
    return parts[:MOST_LINES]


def _names(line: str) -> tuple[tuple[str, ...], str]:
    names: list[str] = []
    while match := _NAME.match(line):
        names.append(match["name"])
        line = line[match.end() :]
    return tuple(dict.fromkeys(names)), line.strip()
