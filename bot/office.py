"""The organisation as its settings describe it, for those who work with it."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.alarms import Alarms, by_command, by_sentence
from bot.config import ConfigError, Settings
from casework.danger import Outside, Plan, words_of
from casework.messages import Form, Outgoing, Sent
from casework.people import Address, Channel, Language
from casework.retention import Archive
from handlers import facts
from handlers.gateways import Gateway
from handlers.office import Office, Receipts
from handlers.own_texts import OwnTextsError, read_own
from handlers.texts import Catalogue, Texts
from sms_gateway.account import TwilioAccount
from sms_gateway.numbers import parse_number
from storage.engine import Store

_SENTENCES = {
    "telegram_token": ("alarm_token", "Telegram"),
    "telegram_conflict": ("alarm_token_shared", "Telegram"),
    "telegram_webhook": ("alarm_token_shared", "Telegram"),
    "telegram_down": ("alarm_gateway_down", "Telegram"),
    "sms_down": ("alarm_gateway_down", "SMS"),
    "missed_sms": ("alarm_missed_sms", "SMS"),
    "telegram_update": ("alarm_poison", "Telegram"),
    "poison": ("alarm_poison", ""),
    "intake_seal": ("alarm_intake_seal", ""),
    "store": ("alarm_store", ""),
    "record": ("alarm_record", ""),
    "duty": ("alarm_duty", ""),
    "due": ("alarm_due", ""),
    "danger": ("alarm_danger", ""),
}


class AlarmNotSentError(Exception):
    """An alarm may not have reached anybody."""


async def office_of(settings: Settings, store: Store | None = None) -> Office:
    """Return the organisation; its bot's name may only be known to the store."""
    organisation, telegram = settings.organisation, settings.telegram
    name = telegram.username
    if not name and store is not None:
        name = await store.run(facts.bot_username)
    return Office(
        texts=Texts.load(organisation.language, own_texts_of(settings)),
        zone=organisation.zone,
        language=organisation.language,
        phone=organisation.phone,
        opening_hours=organisation.opening_hours,
        sms_number=settings.sms.sender,
        bot_name=f"@{name}" if name else "Telegram",
        min_age=telegram.min_age,
        telegram_enabled=telegram.enabled,
        sms_enabled=settings.sms.gateway != "none",
        receipts=Receipts(settings.receipts.client, settings.receipts.staff),
        country=organisation.country,
        number_of=lambda typed: parse_number(typed, organisation.country),
        private_words=settings.sms.private_words,
        profiles=settings.profiles.overrides(),
        working_hours=organisation.week,
        child_line=settings.helplines.child_line,
        adult_line=settings.helplines.adult_line,
        emergency=settings.helplines.emergency,
        danger=danger_of(settings),
        duty=duty_of(settings),
        archive=Archive(settings.retention.municipality, settings.retention.plan),
    )


def danger_of(settings: Settings) -> Plan:
    """Return what the organisation has decided for words that may mean danger."""
    return Plan(
        words_of(*settings.danger.words),
        timedelta(minutes=settings.danger.climb_minutes),
        Outside(settings.duty.outside_hours),
    )


def duty_of(settings: Settings) -> tuple[Address, ...]:
    """Return where the duty team is told, on every way that there is."""
    places = {
        Channel.TELEGRAM: settings.telegram.enabled and settings.duty.chat,
        Channel.SMS: settings.sms.gateway != "none" and settings.duty.phone,
    }
    return tuple(Address(channel, place) for channel, place in places.items() if place)


def own_texts_of(settings: Settings) -> Mapping[Language, Catalogue]:
    """Return what the organisation says in its own words, checked."""
    directory = settings.organisation.texts
    if directory is None:
        return {}
    try:
        return read_own(directory, settings.facts)
    except OwnTextsError as error:
        raise ConfigError(error.faults) from None


def twilio_account_of(settings: Settings) -> TwilioAccount:
    """Return the account that texts go through."""
    twilio = settings.sms.twilio
    return TwilioAccount(
        twilio.account_sid,
        tuple(token.get_secret_value() for token in twilio.auth_token),
        api_url=twilio.api_url,
        region=twilio.region,
        messaging_service_sid=twilio.messaging_service_sid,
        sender=settings.sms.sender,
        public_url=settings.public_url,
        words_kept_for=timedelta(hours=twilio.redact_after_hours) or None,
    )


def alarms_of(
    settings: Settings, office: Office, gateways: Mapping[Channel, Gateway]
) -> Alarms:
    """Return the ways on which those who run the service are called."""
    ways = {}
    targets = {
        Channel.TELEGRAM: settings.alarms.telegram_chat,
        Channel.SMS: settings.alarms.sms,
    }
    for channel, value in targets.items():
        if value:
            address = Address(channel, value)

            async def send(sentence: str, address: Address = address) -> None:
                gateway = gateways.get(address.channel)
                if gateway is None:
                    raise AlarmNotSentError
                outgoing = Outgoing(0, address, Form.TEXT, sentence)
                if not isinstance(await gateway.send(outgoing), Sent):
                    raise AlarmNotSentError

            ways[str(channel)] = by_sentence(
                send, lambda name, over: sentence_for(office, name, over=over)
            )
    if settings.alarms.command is not None:
        ways["command"] = by_command(settings.alarms.command)
    return Alarms(ways)


def sentence_for(office: Office, name: str, *, over: bool) -> str:
    """Return what an alarm says, in the organisation's language."""
    key, channel = _SENTENCES.get(name, ("", ""))
    if over or not key:
        plain = channel or re.sub(r"_", " ", name)
        if not over:
            return office.say("alarm_gateway_down", office.language, channel=plain)
        return office.say("alarm_ok_again", office.language, channel=plain)
    return office.say(key, office.language, channel=channel, count="", minutes="")
