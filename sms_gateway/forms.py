"""The forms that Twilio posts, read so that one signature has one meaning.

Twilio signs names and values strung together, without a mark between them. So whoever
holds one signed request can cut the same string elsewhere: `MessageSid` into
`MessageSi` = `dSM…`, or a sender and an id into the words of the message. The signature
stays right. Hence, after the signature, four rules:

- names occur once, and every field we know has exactly the form we know;
- what is required is there, and belongs to our account and our number;
- reading the fields of fixed form back out of the signed string finds those that the
  form names, no more and no fewer;
- the words of a message stand directly between fields that we know.

Then the fields that we use can be cut out of that string in one way only. Twilio adds
fields without notice: others are allowed where they cannot be mistaken. A real message
that is refused here is not lost, because the list of messages is read as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl

from sms_gateway.account import TwilioAccount
from sms_gateway.signatures import joined

MOST_FIELDS = 100
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")

ACCOUNT = r"AC[0-9a-f]{32}"
SERVICE = r"MG[0-9a-f]{32}"
MESSAGE = r"(?:SM|MM)[0-9a-f]{32}"
CALL = r"CA[0-9a-f]{32}"
NUMBER = r"\+[1-9][0-9]{4,14}"
SMALL = r"[0-9]{1,3}"
STATE = r"[a-z][a-z_-]*"

# Twilio gives the sender in E.164 if it can: otherwise what the network said.
CALLER_ID = re.compile(NUMBER + r"|[^+\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,63}")


class Fault(StrEnum):
    """Why a signed form is not accepted."""

    MISSING = "missing"
    STRANGE = "strange"
    NOT_OURS = "not_ours"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Grammar:
    """What one kind of form consists of.

    `fixed` fields have a form of their own, by which they are found again in the
    signed string; an optional one may be empty. `words` is free text.
    """

    required: frozenset[str]
    fixed: Mapping[str, str]
    words: str | None = None
    is_to_us: bool = True

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """Return the form of each fixed field."""
        return {name: re.compile(form) for name, form in self.fixed.items()}

    @cached_property
    def any_fixed(self) -> re.Pattern[str]:
        """Return what finds every fixed field in a signed string."""
        longest_first = sorted(self.fixed, key=len, reverse=True)
        return re.compile("|".join(f"{n}(?:{self.fixed[n]})" for n in longest_first))


EVERY_FORM = {
    "AccountSid": ACCOUNT,
    "ApiVersion": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "From": NUMBER,
    "MessagingServiceSid": SERVICE,
    "To": NUMBER,
}
EVERY_MESSAGE = EVERY_FORM | {
    "MessageSid": MESSAGE,
    "SmsMessageSid": MESSAGE,
    "SmsSid": MESSAGE,
    "SmsStatus": STATE,
}

INBOUND = Grammar(
    required=frozenset({"AccountSid", "Body", "From", "MessageSid", "To"}),
    fixed=EVERY_MESSAGE
    | {
        "NumMedia": SMALL,
        "NumSegments": SMALL,
        "OptOutType": "STOP|START|HELP",
        "ReferralNumMedia": SMALL,
    },
    words="Body",
)
STATUS = Grammar(
    required=frozenset({"AccountSid", "MessageSid", "MessageStatus"}),
    fixed=EVERY_MESSAGE | {"ErrorCode": r"[0-9]{1,6}", "MessageStatus": STATE},
    is_to_us=False,
)
VOICE = Grammar(
    required=frozenset({"AccountSid", "CallSid", "CallStatus", "From", "To"}),
    fixed=EVERY_FORM
    | {
        "CallSid": CALL,
        "CallStatus": STATE,
        "Called": NUMBER,
        "Caller": NUMBER,
        "ForwardedFrom": NUMBER,
        "ParentCallSid": CALL,
    },
)


def read(body: bytes) -> dict[str, str] | None:
    """Return the fields of a form, or nothing if it is not one or repeats a name."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else None


def fault(
    fields: Mapping[str, str], grammar: Grammar, account: TwilioAccount
) -> Fault | None:
    """Return what is wrong with a signed form, or nothing."""
    if not grammar.required <= fields.keys():
        return Fault.MISSING
    for name, value in fields.items():
        if not NAME.fullmatch(name) or not _has_its_form(name, value, grammar):
            return Fault.STRANGE
    if not _is_ours(fields, grammar, account):
        return Fault.NOT_OURS
    if _read_back(fields, grammar) != _named(fields, grammar):
        return Fault.AMBIGUOUS
    if grammar.words and not _stands_alone(grammar.words, fields):
        return Fault.AMBIGUOUS
    return None


def _has_its_form(name: str, value: str, grammar: Grammar) -> bool:
    if name not in grammar.fixed or (not value and name not in grammar.required):
        return True
    form = CALLER_ID if grammar.fixed[name] == NUMBER else grammar.patterns[name]
    return form.fullmatch(value) is not None


def _is_ours(
    fields: Mapping[str, str], grammar: Grammar, account: TwilioAccount
) -> bool:
    if fields["AccountSid"] != account.account_sid:
        return False
    sids = {fields.get(name) for name in ("MessageSid", "SmsSid", "SmsMessageSid")}
    if len(sids - {None, ""}) > 1:
        return False
    if not grammar.is_to_us:
        # It is about a message of ours, and our sender may have changed since.
        return True
    service = fields.get("MessagingServiceSid")
    if service and service == account.messaging_service_sid:
        return True
    # A call to a number of the service comes without the service's id.
    is_call_to_service = not account.sender and grammar.words is None
    return is_call_to_service or fields["To"] == account.sender


def _read_back(fields: Mapping[str, str], grammar: Grammar) -> list[str]:
    return sorted(grammar.any_fixed.findall(joined(fields)))


def _named(fields: Mapping[str, str], grammar: Grammar) -> list[str]:
    return sorted(
        name + fields[name]
        for name, pattern in grammar.patterns.items()
        if pattern.fullmatch(fields.get(name, ""))
    )


def _stands_alone(words: str, fields: Mapping[str, str]) -> bool:
    names = sorted(fields)
    place = names.index(words)
    return names[place - 1] in {"AccountSid", "ApiVersion"} and names[
        place + 1 : place + 2
    ] == ["From"]
