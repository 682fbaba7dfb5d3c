"""What is set for somebody's safe contact, in the words of whoever reads it."""

from datetime import datetime

from casework import hours
from casework.people import Channel, Person
from casework.safe_contact import SafeContact
from handlers.office import Office

CHANNEL_NAMES = {Channel.TELEGRAM: "Telegram", Channel.SMS: "SMS"}


def page(
    office: Office, reader: Person, client: Person, safe: SafeContact, now: datetime
) -> str:
    """Return all of it, a line each."""
    spoken = reader.language
    named = " > ".join(CHANNEL_NAMES[each] for each in safe.channels)
    return office.say(
        "safe_page",
        spoken,
        client=client.label,
        hours=hours_in_words(office, spoken, safe),
        strict=_yes_or_no(office, spoken, said=safe.strict),
        texts=office.say(f"safe_{safe.discreet}", spoken),
        worker=_yes_or_no(office, spoken, said=safe.may_name_worker),
        place=_yes_or_no(office, spoken, said=safe.may_name_place),
        seen=_yes_or_no(office, spoken, said=safe.others_see_phone),
        voicemail=_yes_or_no(office, spoken, said=safe.voicemail_ok),
        channels=named or office.say("safe_last_used", spoken),
        code_word=safe.code_word or "-",
        exit_word=safe.exit_word or "-",
        confirm=_yes_or_no(office, spoken, said=safe.confirm_by_code),
        pause=_pause(office, spoken, safe, now),
        checked=_checked(safe, office, spoken),
    )


def hours_in_words(office: Office, spoken: str, safe: SafeContact) -> str:
    """Return when one may write: `Mon-Fri 8-16, Sat 10-12`."""
    if safe.hours is None:
        return office.say("safe_any_time", spoken)
    names = office.say("weekdays", spoken).split()
    return hours.write(safe.hours, names) or office.say("safe_never", spoken)


def _yes_or_no(office: Office, spoken: str, *, said: bool | None) -> str:
    if said is None:
        return office.say("safe_unknown", spoken)
    return office.say("btn_yes" if said else "btn_no", spoken)


def _pause(office: Office, spoken: str, safe: SafeContact, now: datetime) -> str:
    until = safe.quiet_until
    if until is None or until <= now:
        return "-"
    return office.texts.when(until, now, office.zone, spoken)


def _checked(safe: SafeContact, office: Office, spoken: str) -> str:
    if safe.checked_on is None:
        return office.say("safe_not_asked", spoken)
    noon = datetime(
        safe.checked_on.year,
        safe.checked_on.month,
        safe.checked_on.day,
        12,
        tzinfo=office.zone,
    )
    return office.texts.date(noon, office.zone, spoken)
