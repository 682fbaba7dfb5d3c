"""Who may do what with a case, and for how long; all else is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.people import Role


class Part(StrEnum):
    """What somebody is to a case."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    CONTACT_PERSON = "contact_person"
    SUBSTITUTE = "substitute"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    """Who runs the machine, and types commands on it."""
    NOBODY = "nobody"
    """A colleague whom this case is no business of."""


class Act(StrEnum):
    """Something that somebody can do with a case."""

    READ_CONTENT = "read_content"
    """Open what the record holds, with a reader key of their own."""
    SEE_METADATA = "see_metadata"
    """Dates, forms and counts of the contacts; how the assignment stands."""
    SEE_LOG = "see_log"
    """Who looked, and who tried to."""
    WRITE_TO = "write_to"
    TAKE_BACK = "take_back"
    """Take back a message of one's own."""
    SET_SAFE_CONTACT = "set_safe_contact"
    SET_AGREEMENT = "set_agreement"
    """Say whether, and about what, they may be written to."""
    NOTE_CONSENT = "note_consent"
    """Write down somebody's consent to the measure."""
    CONSENT = "consent"
    """Give or withdraw a consent of one's own."""
    INVITE = "invite"
    ADD_CLIENT = "add_client"
    CHANGE_STATE = "change_state"
    """Begin, pause or end the assignment."""
    PLAN = "plan"
    """Say how often there is to be contact, and what a review came to."""
    ANSWER_REQUEST = "answer_request"
    """Answer what somebody asked about what is kept of them."""
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    CHOOSE_SUBSTITUTE = "choose_substitute"
    SET_RULES = "set_rules"
    """Override the rules of the kind of help for one assignment."""
    UNLINK = "unlink"
    EXPORT = "export"
    """Write the sealed case into a file; it opens only to its readers."""
    ENROL_READERS = "enrol_readers"
    GIVE_HISTORY = "give_history"
    """Let another reader open what was sealed before they came."""
    HOLD_RECORD = "hold_record"
    """Say that nothing of it may be destroyed, such as for a court."""
    PROPOSE_DISPOSAL = "propose_disposal"
    """Propose that it goes, and say what stands in the way or no longer does."""
    CONFIRM_DISPOSAL = "confirm_disposal"
    """Say as the second person that it goes."""


class Term(StrEnum):
    """For how long, or under what, something is allowed."""

    ALWAYS = "always"
    WHILE_ASSIGNED = "while_assigned"
    """As long as the assignment is open and theirs."""
    WHILE_STANDING_IN = "while_standing_in"
    """As long as they stand in for the contact person."""
    WHILE_UNDER_AGE = "while_under_age"
    """Until the day on which the client turns 18."""
    WITH_CONSENT = "with_consent"
    """While they stand in, and the client said yes to what was written before."""
    AS_PROFILE_SAYS = "as_profile_says"
    """Where the kind of help lets a caseworker read."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a right depends on, as it stands at this moment."""

    is_assigned: bool = False
    is_standing_in: bool = False
    is_under_age: bool = False
    has_consent: bool = False
    opens_to_caseworker: bool = False


_ALWAYS: Final = Term.ALWAYS
_OWN: Final = Term.WHILE_ASSIGNED
_MEANWHILE: Final = Term.WHILE_STANDING_IN
_MINOR: Final = Term.WHILE_UNDER_AGE

RIGHTS: Final[Mapping[Act, Mapping[Part, Term]]] = MappingProxyType(
    {
        Act.READ_CONTENT: {
            # Their own words: from a reader, on request, within the law's time.
            Part.CLIENT: _ALWAYS,
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: Term.WITH_CONSENT,
            Part.CASEWORKER: Term.AS_PROFILE_SAYS,
        },
        Act.SEE_METADATA: {
            Part.CLIENT: _ALWAYS,
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
            Part.CASEWORKER: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.SEE_LOG: {
            Part.CLIENT: _ALWAYS,
            Part.CONTACT_PERSON: _OWN,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.WRITE_TO: {
            Part.CLIENT: _OWN,
            # In a conversation and a case file of their own, never in the child's.
            Part.GUARDIAN: _MINOR,
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
        },
        Act.TAKE_BACK: {
            Part.CLIENT: _ALWAYS,
            Part.GUARDIAN: _MINOR,
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
        },
        Act.SET_SAFE_CONTACT: {
            Part.CLIENT: _ALWAYS,
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
        },
        Act.SET_AGREEMENT: {Part.CLIENT: _ALWAYS, Part.GUARDIAN: _ALWAYS},
        Act.NOTE_CONSENT: {
            Part.CONTACT_PERSON: _OWN,
            Part.CASEWORKER: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.CONSENT: {Part.CLIENT: _ALWAYS, Part.GUARDIAN: _MINOR},
        Act.INVITE: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.ADD_CLIENT: {
            Part.CONTACT_PERSON: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.CHANGE_STATE: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.PLAN: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
            Part.CASEWORKER: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.ANSWER_REQUEST: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: _MEANWHILE,
            Part.CASEWORKER: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.ASSIGN: {Part.SUPERVISOR: _ALWAYS, Part.OPERATOR: _ALWAYS},
        Act.HAND_OVER: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.CHOOSE_SUBSTITUTE: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUPERVISOR: _ALWAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.SET_RULES: {Part.SUPERVISOR: _ALWAYS, Part.OPERATOR: _ALWAYS},
        Act.UNLINK: {Part.SUPERVISOR: _ALWAYS, Part.OPERATOR: _ALWAYS},
        Act.EXPORT: {
            Part.CONTACT_PERSON: _OWN,
            Part.SUBSTITUTE: Term.WITH_CONSENT,
            Part.CASEWORKER: Term.AS_PROFILE_SAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.ENROL_READERS: {Part.OPERATOR: _ALWAYS},
        Act.GIVE_HISTORY: {
            Part.CONTACT_PERSON: _OWN,
            Part.CASEWORKER: Term.AS_PROFILE_SAYS,
            Part.OPERATOR: _ALWAYS,
        },
        Act.HOLD_RECORD: {
            Part.CONTACT_PERSON: _OWN,
            Part.CASEWORKER: _ALWAYS,
            Part.SUPERVISOR: _ALWAYS,
        },
        # Not the operator: who runs the machine carries out what two others decided.
        Act.PROPOSE_DISPOSAL: {Part.CASEWORKER: _ALWAYS, Part.SUPERVISOR: _ALWAYS},
        Act.CONFIRM_DISPOSAL: {Part.SUPERVISOR: _ALWAYS},
    }
)
"""Who may do what, and for how long. Whoever is not named may not."""

PERSONAL: Final = MappingProxyType(
    {
        Role.CASEWORKER: Part.CASEWORKER,
        Role.SUPERVISOR: Part.SUPERVISOR,
    }
)
"""What a colleague is to every case, whoever is assigned to it."""


def term_of(act: Act, part: Part) -> Term | None:
    """Return for how long somebody may do it; nothing: never."""
    return RIGHTS.get(act, {}).get(part)


def may(act: Act, part: Part, facts: Facts) -> bool:
    """Tell whether it is allowed at this moment."""
    match term_of(act, part):
        case None:
            return False
        case Term.ALWAYS:
            return True
        case Term.WHILE_ASSIGNED:
            return facts.is_assigned
        case Term.WHILE_STANDING_IN:
            return facts.is_standing_in
        case Term.WHILE_UNDER_AGE:
            return facts.is_under_age
        case Term.WITH_CONSENT:
            return facts.is_standing_in and facts.has_consent
        case Term.AS_PROFILE_SAYS:
            return facts.opens_to_caseworker
