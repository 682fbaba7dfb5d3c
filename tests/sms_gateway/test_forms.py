import random
import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway import forms
from sms_gateway.account import TwilioAccount
from sms_gateway.forms import INBOUND, STATUS, VOICE, Fault, fault
from sms_gateway.signatures import joined

SID = "SM" + "1c" * 16
OTHER_SID = "SM" + "9e" * 16
ACCOUNT_SID = "AC" + "0a" * 16
SERVICE_SID = "MG" + "0b" * 16
USED = ("AccountSid", "From", "To", "MessageSid", "Body", "NumMedia", "OptOutType")


def cut(text: str, *places: int) -> list[str]:
    ends = [0, *sorted(places), len(text)]
    return [text[a:b] for a, b in pairwise(ends)]


def without(form, *names):
    return {name: value for name, value in form.items() if name not in names}


def test_a_form_is_read_with_its_empty_fields():
    assert forms.read(b"Body=&From=%2B45&FromCity=") == {
        "Body": "",
        "From": "+45",
        "FromCity": "",
    }


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=30))
def test_every_form_is_read_as_it_was_written(fields):
    fields = {
        name.encode(errors="replace").decode(): v.encode(errors="replace").decode()
        for name, v in fields.items()
    }

    assert forms.read(urlencode(fields).encode()) == fields


@pytest.mark.parametrize(
    "body",
    [
        b"Body",
        b"Body=a&Body=b",
        b"Body=a&Body=a",
        b"&".join(b"a%d=1" % n for n in range(10_000)),
        b"Body=%ff%fe",
        b"Body=\xff",
        b'{"Body": "hej"}',
    ],
)
def test_what_is_not_a_form_is_not_read(body):
    assert forms.read(body) is None


@given(st.binary(max_size=300))
def test_reading_never_fails(body):
    forms.read(body)


def test_a_real_form_is_accepted(account, message_form, status_form, call_form):
    assert fault(message_form(), INBOUND, account) is None
    assert fault(status_form(), STATUS, account) is None
    assert fault(call_form(), VOICE, account) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"Body": ""},
        {"Body": "linje 1\nlinje 2 🙂 From To Body"},
        {"From": "Folkebibl."},
        {"From": "1204"},
        {"From": "4520123456"},
        {"NumMedia": "3", "MediaUrl0": "https://api.twilio.com/x", "ToCity": "Århus"},
        {"OptOutType": "STOP"},
        {"MessagingServiceSid": SERVICE_SID},
        {"MessagingServiceSid": ""},
        {"ReferralNumMedia": "0"},
        {"FromOperator": "TDC", "Zone": "1"},  # Twilio adds fields without notice
        {"AddOns": '{"status":"successful","message":null}'},
    ],
)
def test_what_twilio_may_send_is_accepted(account, message_form, changes):
    assert fault(message_form(**changes), INBOUND, account) is None


@pytest.mark.parametrize("name", sorted(INBOUND.required))
def test_a_message_without_a_field_that_is_used_is_refused(account, message_form, name):
    form = without(message_form(), name)

    assert fault(form, INBOUND, account) is Fault.MISSING


@pytest.mark.parametrize(
    "changes",
    [
        {"MessageSid": SID.upper()},
        {"MessageSid": SID[:-1]},
        {"MessageSid": SID + "0"},
        {"MessageSid": ""},
        {"From": ""},
        {"From": "+45 20 12 34 56"},
        {"From": "+45"},
        {"From": "a\nb"},
        {"NumMedia": "many"},
        {"OptOutType": "MAYBE"},
        {"Body Text": "x"},
        {"9lives": "x"},
        {"x" * 65: "x"},
    ],
)
def test_a_field_in_another_form_is_refused(account, message_form, changes):
    assert fault(message_form(**changes), INBOUND, account) is Fault.STRANGE


@pytest.mark.parametrize(
    "changes",
    [
        {"AccountSid": "AC" + "ff" * 16},
        {"To": "+4552000999"},
        {"To": "+4552000999", "MessagingServiceSid": SERVICE_SID},
        {"SmsSid": OTHER_SID},
        {"SmsMessageSid": OTHER_SID},
    ],
)
def test_what_is_for_somebody_else_is_refused(account, message_form, changes):
    assert fault(message_form(**changes), INBOUND, account) is Fault.NOT_OURS


def test_a_messaging_service_may_take_messages_at_any_of_its_numbers(message_form):
    account = TwilioAccount(ACCOUNT_SID, ("t",), messaging_service_sid=SERVICE_SID)
    form = message_form(To="+4552000999", MessagingServiceSid=SERVICE_SID)

    assert fault(form, INBOUND, account) is None
    assert fault(message_form(), INBOUND, account) is Fault.NOT_OURS


def test_calls_to_a_number_of_the_service_come_without_its_id(call_form):
    account = TwilioAccount(ACCOUNT_SID, ("t",), messaging_service_sid=SERVICE_SID)

    assert fault(call_form(To="+4552000999"), VOICE, account) is None


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "client:tom", "88"])
def test_a_caller_may_withhold_the_number(account, call_form, caller):
    form = call_form(From=caller, Caller=caller)

    assert fault(form, VOICE, account) is None


def test_a_forwarded_call_names_both_numbers(account, call_form):
    form = call_form(ForwardedFrom="+4520999999")

    assert fault(form, VOICE, account) is None


def test_a_report_about_a_message_from_an_earlier_number_is_accepted(
    account, status_form
):
    form = status_form(From="Kommunen", ErrorCode="30003", ErrorMessage="Unreachable")

    assert fault(form, STATUS, account) is None


def the_four_mutations(form):
    """Yield what one captured request can be cut into; all keep the signature."""
    swallowed = without(form, "FromState", "FromZip", "MessageSid", "From")
    rest = joined({n: form[n] for n in ("FromState", "FromZip", "MessageSid")})
    after_body = "".join(n + form[n] for n in ("From", "FromCity", "FromCountry"))
    yield without(form, "MessageSid") | {"MessageSi": "d" + form["MessageSid"]}
    yield without(form, "NumMedia") | {"MessageSid": form["MessageSid"] + "NumMedia0"}
    yield (
        without(swallowed, "FromCity", "FromCountry")
        | {"Body": form["Body"] + after_body + rest}
    )
    yield (
        without(swallowed, "FromCity", "FromCountry")
        | {"Body": form["Body"] + after_body, "From": rest.removeprefix("From")}
    )


def test_the_four_mutations_of_a_captured_request_are_refused(account, message_form):
    form = message_form()
    mutations = list(the_four_mutations(form))

    assert [joined(mutation) for mutation in mutations] == [joined(form)] * 4
    assert None not in [fault(m, INBOUND, account) for m in mutations]


@pytest.mark.parametrize(
    ("changes", "dropped"),
    [
        # A field that is used, cut off or hidden in one that Twilio might have added.
        ({"OptOutTyp": "eSTOP"}, ()),
        ({"NumMedi": "a3"}, ("NumMedia",)),
        ({"NumMedia3": ""}, ("NumMedia",)),
        ({"XMessageSid": OTHER_SID}, ()),
        ({"Xyz": "From+4520999999"}, ()),
        ({"XyzFrom": "+4520999999"}, ()),
        ({"Zz": "MessageSid" + OTHER_SID}, ()),
        # Words that were cut short before or behind.
        ({"Body": "Jeg kommer. ", "Do": " not wait"}, ()),
        ({"Bod": "yJeg kommer ikke. ", "Body": "Jeg kommer"}, ()),
        # Words that hold a whole other message.
        ({"Body": f"hejFrom+4520999999MessageSid{OTHER_SID}Zzz"}, ()),
        ({"Body": "hej", "From": "State", "XFrom": "+4520123456"}, ()),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(
    account, message_form, changes, dropped
):
    form = without(message_form(**changes), *dropped)

    assert fault(form, INBOUND, account) is Fault.AMBIGUOUS


SEAMS = re.compile(
    "(?=Account|Api|Body|From|Message|Num|Opt|Sms|To|Zz|SM|MM|[+]|STOP|[A-Z])|(?<=[a-z])"
)


def other_cuts(text, choose):
    """Return the signed text cut at other places, as whoever captured it could."""
    seams = [m.start() for m in SEAMS.finditer(text)]
    pieces = cut(text, *choose.sample(seams, min(len(seams), choose.randint(4, 24))))
    fields = {}
    for piece in pieces:
        end = choose.choice([m.start() for m in SEAMS.finditer(piece)] or [len(piece)])
        fields[piece[:end]] = piece[end:]
    return fields


def a_nearby_cut(form, choose):
    """Return the same signed text with a few of its seams moved or removed."""
    parts = [[name, form[name]] for name in sorted(form)]
    for _ in range(choose.randint(1, 3)):
        words = [place for place, (name, _) in enumerate(parts) if name == "Body"]
        place = choose.choice([choose.randrange(len(parts)), *words])
        name, value = parts[place]
        match choose.randrange(4):
            case 0 if place:
                parts[place - 1][1] += name + value
                del parts[place]
            case 1 if len(name) > 1:
                end = choose.randrange(1, len(name))
                parts[place] = [name[:end], name[end:] + value]
            case 2 if value:
                end = choose.randint(1, len(value))
                parts[place] = [name + value[:end], value[end:]]
            case _ if len(value) > 1:
                start = choose.randrange(len(value))
                end = choose.randint(start, len(value))
                parts[place] = [name, value[:start]]
                parts.insert(place + 1, [value[start:end], value[end:]])
    return dict(parts) if len(dict(parts)) == len(parts) else form


NASTY = [
    "hej",
    "Do not come. Do come.",
    "BodyFromTo",
    f"From+4520999999MessageSid{OTHER_SID}NumMedia0To+4552000111Zzz",
    f"x ApiVersion2010-04-01BodyFrom+4520999999FromCityMessageSid{OTHER_SID}Zz",
    "Come Body now From here OptOutTypeSTOP",
]


@pytest.mark.parametrize("body", NASTY)
@pytest.mark.parametrize("tries", [400, pytest.param(10_000, marks=pytest.mark.counts)])
def test_one_signature_has_one_meaning(account, message_form, body, tries):
    choose = random.Random(body)
    form = message_form(Body=body, OptOutType="STOP", FromOperator="TDC")
    text = joined(form)
    meanings = {tuple(form.get(name, "") for name in USED)}
    accepted = 0

    for _ in range(tries):
        for again in (other_cuts(text, choose), a_nearby_cut(form, choose)):
            if joined(again) == text and fault(again, INBOUND, account) is None:
                accepted += 1
                meanings.add(tuple(again.get(name, "") for name in USED))

    assert len(meanings) == 1
    if body == "hej":
        assert accepted  # other cuts of what is not used are nobody's harm
