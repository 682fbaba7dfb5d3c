"""What the pages for a follow-up say, in the words of who sits at the table."""

from collections.abc import Mapping
from typing import Final

PACK_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "pack": ("For the follow-up", "Til opfølgningen", "Till uppföljningen"),
    "pack_who": ("About", "Om", "Om"),
    "pack_time": ("Time", "Tid", "Tid"),
    "pack_last": ("The last time", "Sidste gang", "Förra gången"),
    "pack_questions": ("Two questions", "To spørgsmål", "Två frågor"),
    "pack_need": (
        "Is the help still needed?",
        "Er der stadig brug for hjælpen?",
        "Behövs hjälpen fortfarande?",
    ),
    "pack_how": (
        "How does it work?",
        "Hvordan fungerer det?",
        "Hur fungerar det?",
    ),
    "pack_answered": (
        "The last time: {said}",
        "Sidste gang: {said}",
        "Förra gången: {said}",
    ),
    "pack_to_say": (
        "In their own words",
        "Med egne ord",
        "Med egna ord",
    ),
    "pack_nothing_said": (
        "Nothing was sent in advance. Begin by asking.",
        "Der er ikke sendt noget på forhånd. Begynd med at spørge.",
        "Inget har skickats i förväg. Börja med att fråga.",
    ),
    "pack_goals": ("Goals", "Mål", "Mål"),
    "pack_goal_since": ("since {day}", "siden {day}", "sedan {day}"),
    "pack_goal_ended": ("ended {day}", "afsluttet {day}", "avslutat {day}"),
    "pack_no_notes": (
        "Nothing was noted to it.",
        "Der er ikke noteret noget til det.",
        "Inget har antecknats om det.",
    ),
    "pack_no_goals": ("No goals are set.", "Der er ingen mål.", "Det finns inga mål."),
    "pack_others": (
        "with others; what they said is left out",
        "med andre; deres ord er udeladt",
        "med andra; deras ord är utelämnade",
    ),
    "pack_contact": (
        "Contact as planned, and as it was",
        "Kontakt som aftalt, og som den blev",
        "Kontakt som planerat, och som den blev",
    ),
    "pack_week": ("{count} a week", "{count} om ugen", "{count} i veckan"),
    "pack_weeks": (
        "{count} in {n} weeks",
        "{count} på {n} uger",
        "{count} på {n} veckor",
    ),
    "pack_month": ("{count} a month", "{count} om måneden", "{count} i månaden"),
    "pack_months": (
        "{count} in {n} months",
        "{count} på {n} måneder",
        "{count} på {n} månader",
    ),
    "pack_planned": (
        "Planned: {planned}, which makes {expected} in this time.",
        "Aftalt: {planned}, det er {expected} i denne tid.",
        "Planerat: {planned}, det är {expected} under den här tiden.",
    ),
    "pack_held": (
        "There was: {contacts} (met or talked: {met}, weeks of writing: {talks}).",
        "Der var: {contacts} (mødtes eller talte: {met}, uger med beskeder: {talks}).",
        "Det blev: {contacts} (sågs eller talade: {met}, veckor då ni skrev: {talks}).",
    ),
    "pack_tries": (
        "Tries without an answer: {tries}.",
        "Forsøg uden svar: {tries}.",
        "Försök utan svar: {tries}.",
    ),
    "pack_meetings": ("Meetings", "Møder", "Möten"),
    "pack_no_meetings": (
        "No meetings in this time.",
        "Ingen møder i denne tid.",
        "Inga möten under den här tiden.",
    ),
    "pack_open": (
        "Agreed on, still to be done",
        "Aftalt, mangler at blive gjort",
        "Överenskommet, kvar att göra",
    ),
    "pack_kept": ("Agreed on, and done", "Aftalt og gjort", "Överenskommet och gjort"),
    "pack_none": ("Nothing.", "Intet.", "Inget."),
    "pack_about": (
        "Messages, and what others said, are not in these pages.",
        "Beskeder, og hvad andre har sagt, er ikke med på siderne.",
        "Meddelanden, och vad andra har sagt, är inte med på sidorna.",
    ),
    "meeting_proposed": ("proposed", "foreslået", "föreslaget"),
    "meeting_confirmed": ("agreed on", "aftalt", "bestämt"),
    "meeting_declined": ("declined", "sagt nej til", "tackade nej"),
    "meeting_move_asked": (
        "another time was asked for",
        "bad om en anden tid",
        "bad om en annan tid",
    ),
    "meeting_cancelled": ("called off", "aflyst", "inställt"),
    "meeting_over": ("over", "overstået", "över"),
    "meeting_met": ("they met", "mødtes", "träffades"),
    "meeting_late": ("they met, later", "mødtes, senere", "träffades, senare"),
    "meeting_did_not_come": ("did not come", "kom ikke", "kom inte"),
    "meeting_cancelled_by_client": (
        "called off by them",
        "meldte afbud",
        "lämnade återbud",
    ),
    "meeting_cancelled_by_us": (
        "called off by us",
        "aflyst af os",
        "inställt av oss",
    ),
    "meeting_attempted": ("tried", "forsøgt", "försökt"),
    "review_goes_on": (
        "the help goes on",
        "hjælpen fortsætter",
        "hjälpen fortsätter",
    ),
    "review_changed": (
        "the help was changed",
        "hjælpen blev ændret",
        "hjälpen ändrades",
    ),
    "review_ends": ("the help ends", "hjælpen slutter", "hjälpen avslutas"),
}
