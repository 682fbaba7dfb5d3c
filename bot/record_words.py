"""What stands around the words of a case when a reader sees or prints it.

Only a reader's own machine needs this, so it is not in the catalogues of the service.
"""

from collections.abc import Mapping
from typing import Final

from bot.copy_words import COPY_WORDS
from bot.desk_words import DESK_WORDS
from bot.pack_words import PACK_WORDS
from bot.page_words import PAGE_WORDS
from bot.report_words import REPORT_WORDS

LANGUAGES: Final = ("en", "da", "sv")

WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    **PAGE_WORDS,
    **DESK_WORDS,
    **PACK_WORDS,
    **COPY_WORDS,
    **REPORT_WORDS,
    "title": ("Contact record", "Kontaktjournal", "Kontaktjournal"),
    "case": ("Case", "Sag", "Ärende"),
    "exported": ("Exported", "Udtrukket", "Exporterad"),
    "times": ("Times", "Tider", "Tider"),
    "entries": ("Entries", "Optegnelser", "Anteckningar"),
    "signed_by": ("Signed by", "Underskrevet af", "Undertecknad av"),
    "in": ("from the client", "fra borgeren", "från klienten"),
    "out": ("to the client", "til borgeren", "till klienten"),
    "nobody": ("the service", "tjenesten", "tjänsten"),
    "agreement": ("may we write?", "må vi skrive?", "får vi skriva?"),
    "call": ("called", "ringede", "ringde"),
    "edit": ("correction of #{to}", "rettelse af #{to}", "rättelse av #{to}"),
    "withdrawn": ("took back #{to}", "fortrød #{to}", "ångrade #{to}"),
    "overridden": (
        "sent #{to} outside the safe hours",
        "sendte #{to} uden for de trygge tider",
        "skickade #{to} utanför de trygga tiderna",
    ),
    "access_request": (
        "asks to see what is saved",
        "beder om indsigt",
        "begär utdrag",
    ),
    "erasure_request": (
        "asks to have something deleted",
        "beder om sletning",
        "begär radering",
    ),
    "correction_request": (
        "asks to have something put right",
        "beder om en rettelse",
        "begär rättelse",
    ),
    "request_answered": (
        "was answered on what is saved",
        "fik svar om det gemte",
        "fick svar om det sparade",
    ),
    "request_extended": (
        "was told that it takes longer",
        "fik at vide, at det tager længere",
        "fick veta att det tar längre",
    ),
    "appointment": ("meeting", "møde", "möte"),
    "assignment": ("the help", "hjælpen", "hjälpen"),
    "linked": ("was linked", "blev tilknyttet", "anslöts"),
    "answering": ("answers from here on", "svarer herfra", "svarar härifrån"),
    "intake": ("unknown sender", "ukendt afsender", "okänd avsändare"),
    "danger": ("may be in danger", "kan være i fare", "kan vara i fara"),
    "danger_taken": ("somebody has it", "nogen har den", "någon har det"),
    "danger_done": ("dealt with", "gjort noget ved", "omhändertaget"),
    "unlinked": ("was unlinked", "blev afkoblet", "kopplades bort"),
    "attempt": ("looked for", "forsøg uden svar", "försök utan svar"),
    "follow_up": ("review", "opfølgning", "uppföljning"),
    "agreed": ("agreed on", "aftalt", "överenskommet"),
    "agreed_done": (
        "done, as agreed",
        "klaret, som aftalt",
        "klart, som överenskommet",
    ),
    "rules": ("other rules", "andre regler", "andra regler"),
    "denied": ("was not allowed to", "fik ikke lov til at", "fick inte"),
    "set_aside": ("set aside", "lagt til side", "lagd åt sidan"),
    "first_tag_key": (
        "the key that the daily proofs begin with",
        "nøglen, som de daglige beviser begynder med",
        "nyckeln som de dagliga bevisen börjar med",
    ),
    "daily_tag": ("proof of the day", "dagens bevis", "dagens bevis"),
    "taken_out": ("had the case taken out", "fik sagen udtrukket", "tog ut ärendet"),
    "taken_out_by": (
        "Taken out by {name}",
        "Udtrukket af {name}",
        "Uttaget av {name}",
    ),
    "duty_key": (
        "The duty key of a team; this person keeps it.",
        "Et teams vagtnøgle; denne person opbevarer den.",
        "Ett teams journyckel; den här personen förvarar den.",
    ),
    "history_given": (
        "can read what was written before",
        "kan læse det, der blev skrevet før",
        "kan läsa det som skrevs före",
    ),
    "reader_added": (
        "can read from here on",
        "kan læse herfra",
        "kan läsa härifrån",
    ),
    "reader_removed": (
        "reads no more from here on",
        "læser ikke mere herfra",
        "läser inte mer härifrån",
    ),
    "task": ("promised", "lovet", "utlovat"),
    "task_done": ("promise closed", "løfte afsluttet", "löfte avslutat"),
    "chat": ("chat", "chat", "chatt"),
    "important": ("important: #{to}", "vigtigt: #{to}", "viktigt: #{to}"),
    "correction": ("correction of #{to}", "rettelse af #{to}", "rättelse av #{to}"),
    "own_words": (
        "saved in their own words",
        "gemt med egne ord",
        "sparat med egna ord",
    ),
    "good_news": ("good news", "godt nyt", "goda nyheter"),
    "topic": ("wants to talk about", "vil tale om", "vill prata om"),
    "objection": ("does not agree", "er ikke enig", "håller inte med"),
    "retention": (
        "keeping and destroying",
        "bevaring og sletning",
        "bevarande och gallring",
    ),
    "goal": ("goal", "mål", "mål"),
    "goal_ended": ("goal ended", "mål afsluttet", "mål avslutat"),
    "form_home_visit": ("visit at home", "hjemmebesøg", "hembesök"),
    "form_public_space": (
        "in a public space",
        "i det offentlige rum",
        "på offentlig plats",
    ),
    "form_activity_centre": (
        "activity centre",
        "aktivitetscenter",
        "aktivitetscentrum",
    ),
    "form_accompaniment": ("accompanied", "ledsagelse", "följde med"),
    "form_school": ("at school", "på skolen", "i skolan"),
    "form_authority": ("at an authority", "hos en myndighed", "hos en myndighet"),
    "form_phone": ("by phone", "telefon", "telefon"),
    "form_conversation": ("conversation", "samtale", "samtal"),
    "form_activity": ("activity", "aktivitet", "aktivitet"),
    "form_presence": ("presence", "tilstedeværelse", "närvaro"),
    "form_follow_up": ("follow-up", "opfølgning", "uppföljning"),
    "form_meeting": ("meeting", "møde", "möte"),
    "form_letter": ("letter", "brev", "brev"),
    "refers": ("about #{to}", "om #{to}", "om #{to}"),
    "photo": ("photo", "billede", "bild"),
    "voice": ("voice message", "talebesked", "röstmeddelande"),
    "video": ("video", "video", "video"),
    "video_note": ("video message", "videobesked", "videomeddelande"),
    "audio": ("sound", "lyd", "ljud"),
    "document": ("document", "dokument", "dokument"),
    "animation": ("animation", "animation", "animation"),
    "sticker": ("sticker", "klistermærke", "klistermärke"),
    "location": ("place", "sted", "plats"),
    "contact": ("contact card", "kontaktkort", "kontaktkort"),
    "file": ("File: {name}", "Fil: {name}", "Fil: {name}"),
    "not_kept": (
        "A file could not be kept.",
        "En fil kunne ikke gemmes.",
        "En fil kunde inte sparas.",
    ),
    "pictures_not_received": (
        "Pictures that did not arrive: {count}",
        "Billeder, der ikke kom frem: {count}",
        "Bilder som inte kom fram: {count}",
    ),
    "from": ("From {address}", "Fra {address}", "Från {address}"),
    "closed": (
        "Entries {first} to {last} are not sealed to this key: somebody must grant it.",
        "Optegnelse {first} til {last} er ikke forseglet til denne nøgle: bed om den.",
        "Anteckning {first} till {last} är inte förseglad till nyckeln: be om den.",
    ),
    "fault": ("NOT AS IT WAS WRITTEN", "IKKE SOM SKREVET", "INTE SOM SKRIVET"),
}


KINDS: Final = frozenset(
    {
        "agreement",
        "appointment",
        "assignment",
        "access_request",
        "erasure_request",
        "correction_request",
        "request_answered",
        "request_extended",
        "call",
        "edit",
        "withdrawn",
        "overridden",
        "linked",
        "answering",
        "intake",
        "set_aside",
        "first_tag_key",
        "daily_tag",
        "denied",
        "taken_out",
        "history_given",
        "reader_added",
        "reader_removed",
        "unlinked",
        "danger",
        "danger_taken",
        "danger_done",
        "rules",
        "attempt",
        "follow_up",
        "agreed",
        "agreed_done",
        "task",
        "task_done",
        "check_in",
        "note",
        "chat",
        "important",
        "correction",
        "own_words",
        "good_news",
        "objection",
        "topic",
        "goal",
        "goal_ended",
        "retention",
    }
)
FORMS: Final = frozenset(
    {
        "photo",
        "voice",
        "video",
        "video_note",
        "audio",
        "document",
        "animation",
        "sticker",
        "location",
        "contact",
    }
)


class Words:
    """The words in one language; English for one we do not have."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._place = LANGUAGES.index(self.language)

    def say(self, key: str, **values: object) -> str:
        """Return the words, filled in."""
        return WORDS[key][self._place].format(**values)

    def kind(self, kind: str, refers_to: int | None) -> str:
        """Return what an entry is; a kind of a later version stays as it is."""
        if kind == "contact":
            return self.say("contact_entry")  # a form is called so as well
        if kind not in KINDS:
            return kind.replace("_", " ")
        return self.say(kind, to="?" if refers_to is None else refers_to)

    def state(self, state: str) -> str:
        """Return how a message fared; a state of a later version stays as it is."""
        return self.became("state", state)

    def became(self, what: str, state: str) -> str:
        """Return what became of something; a state of a later version stays."""
        key = f"{what}_{state}"
        return self.say(key) if key in WORDS else state.replace("_", " ")

    def form(self, form: str) -> str:
        """Return what a message consists of, or how people were in touch."""
        if f"form_{form}" in WORDS:
            return self.say(f"form_{form}")
        return self.say(form) if form in FORMS else form.replace("_", " ")
