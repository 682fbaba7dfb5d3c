"""What a client asks the program for with a single word or a command."""

from datetime import datetime

from casework.consents import ConsentState
from casework.drafts import DeliveryKind, Draft
from casework.keywords import Keyword, days_of_pause, recognise, twilio_acts_on
from casework.messages import Kind
from casework.people import Agreement, Channel, KnownAddress, Topic
from casework.profiles import RecordPolicy
from casework.reasons import Reason
from casework.requests import RequestKind
from handlers import (
    appointment_views,
    appointments,
    calendar_files,
    call_back,
    clearing,
    consents,
    danger_answer,
    entries,
    languages,
    notices,
    opt_outs,
    own_data,
    promises,
    questions,
    requests,
    safe,
    saved_words,
    speaking,
    switching_off,
    undoing,
)
from handlers.client_commands import command_of, has_words_behind
from handlers.office import Office
from handlers.relaying import Conversation, Written
from storage import addresses, cases, messages, outbox, people
from storage.buttons import Meaning
from storage.records import NewEntry
from storage.transaction import Transaction

TOLD_OTHERWISE = frozenset(
    {
        *(Keyword.STOP, Keyword.HELP, Keyword.CALL, Keyword.HIDE, Keyword.PAUSE),
        *(Keyword.ACCESS, Keyword.WITHDRAW, *switching_off.BY_WORD),
    }
)
"""Words of which the contact person is told in a sentence that says what they mean."""

ABOUT_THEMSELF = frozenset(
    {
        *(Keyword.LANGUAGE, Keyword.MY_DATA, Keyword.NOTICES, Keyword.MEETINGS),
        *(Keyword.DELETE, Keyword.UNDO, Keyword.AGREEMENTS, Keyword.CONSENTS),
    }
)
"""Words of which nobody needs to be told."""


def wish_of(written: Written) -> Keyword | None:
    """Return what a command or the whole message asks the program for, if anything."""
    incoming = written.incoming
    if incoming.kind is not Kind.TEXT or incoming.is_edit:
        return None
    done = opt_outs.done_by_network(incoming)
    was_stopped = written.address.frozen_for is Reason.OPTED_OUT
    if done is Keyword.STOP or (done is Keyword.START and was_stopped):
        return done
    said = saved_words.asked(incoming) or command_of(incoming)
    return said or recognise(incoming.text)


def is_for_us_alone(
    tx: Transaction,
    wish: Keyword | None,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Tell whether the words are no message to the human, who is told what they mean.

    A yes or no is one only where nobody but us has asked anything yet.
    """
    if wish is None:
        return False
    if wish in (Keyword.SAVE, Keyword.CORRECTION):
        return not saved_words.has_words(written.incoming)
    if command_of(written.incoming) is not None:
        return not has_words_behind(written.incoming)
    if wish in TOLD_OTHERWISE:
        # What only the network takes for a STOP may be words, too.
        return recognise(written.incoming.text) is wish
    if wish in ABOUT_THEMSELF or wish.language is not None:
        return True
    if wish in appointment_views.BY_WORD:
        return appointment_views.may_mean(tx, conversation.client.id, wish, now)
    if wish is Keyword.START:
        return _wants_back(conversation, written, now)
    if wish in (Keyword.YES, Keyword.NO):
        asked = conversation.client.agreement is Agreement.ASKED
        return asked and not messages.has_written(
            tx, conversation.other.id, conversation.case_id
        )
    if wish is Keyword.ABOUT:
        return "?" not in written.incoming.text and not _answered_by_network(written)
    return False


def grant(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Do what was asked for, and answer."""
    client, address = conversation.client, written.address
    channel = written.incoming.sender.channel
    match wish:
        case Keyword.STOP:
            _opt_out(tx, office, conversation, address, now)
        case Keyword.START if _wants_back(conversation, written, now):
            _opt_in(tx, office, conversation, address, now)
        case Keyword.YES | Keyword.NO if client.agreement is Agreement.ASKED:
            given = wish is Keyword.YES
            agree(tx, office, conversation, channel, given=given, now=now)
        case Keyword.HELP | Keyword.START:
            _help(tx, office, wish, conversation, written, now)
        case Keyword.ABOUT if not _answered_by_network(written):
            policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
            _answer(tx, office, conversation, policy.privacy, now)
        case Keyword.CALL:
            call_back.promise(tx, office, conversation, now)
        case Keyword.HIDE:
            safe.hide(tx, office, conversation, now)
        case _ if _switches(tx, office, wish, conversation, written, now):
            pass
        case _ if _asks_about_themself(tx, office, wish, conversation, channel, now):
            pass
        case _:
            languages.grant(tx, office, wish, client, written, now)


def _take_away(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Empty the chat; or take back the last message, or the one replied to."""
    if wish is Keyword.DELETE:
        clearing.clear(tx, office, conversation, written, now)
        return
    reply_to, which = written.incoming.reply_to, None
    if reply_to is not None:
        pointed = messages.written_at(tx, written.address.id, reply_to)
        which = 0 if pointed is None else pointed.id
    undoing.undo_last(tx, office, conversation.client, now, which)


def _switches(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Switch off what starts from our side, keep or take away; tell if asked."""
    channel = written.incoming.sender.channel
    match wish:
        case Keyword.DELETE | Keyword.UNDO:
            _take_away(tx, office, wish, conversation, written, now)
        case Keyword.SAVE | Keyword.CORRECTION:
            saved_words.grant(tx, office, conversation, written, now)
        case Keyword.PAUSE:
            days = days_of_pause(written.incoming.text) or switching_off.A_WEEK
            switching_off.pause(tx, office, conversation, days, now)
        case Keyword.NOTICES:
            switching_off.show(tx, office, conversation, now)
        case Keyword.MESSAGES | Keyword.REMINDERS | Keyword.QUESTIONS:
            topic = switching_off.BY_WORD[wish]
            switching_off.switch(tx, office, conversation, topic, channel, now)
        case _:
            return False
    return True


def _asks_about_themself(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    conversation: Conversation,
    channel: Channel,
    now: datetime,
) -> bool:
    """Show what stands here about them, and tell whether that was the wish."""
    match wish:
        case Keyword.MEETINGS:
            appointment_views.show(tx, office, conversation, now)
        case Keyword.AGREEMENTS:
            promises.show_client(tx, office, conversation, now)
        case Keyword.MOVE | Keyword.CALL_OFF:
            appointment_views.do_by_word(tx, office, conversation, wish, now)
        case Keyword.WHO:
            own_data.say_who(tx, office, conversation, now)
        case Keyword.MY_DATA:
            own_data.say_what_is_kept(tx, office, conversation, channel, now)
        case Keyword.ACCESS:
            kind = RequestKind.ACCESS
            requests.take(tx, office, conversation, channel, kind, now)
        case Keyword.CONSENTS:
            own_data.say_consents(tx, office, conversation, now)
        case Keyword.WITHDRAW:
            consents.withdraw_all(
                tx, office, conversation.client, consents.by(channel), now
            )
        case _:
            return False
    return True


def press(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    meaning: Meaning,
    now: datetime,
) -> bool:
    """Do what a button under one of our answers asks for; tell whether it did."""
    from handlers import check_in_words  # noqa: PLC0415 - it serves conversations

    client, subject = conversation.client, meaning.subject
    match meaning.action:
        case switching_off.PAUSE:
            switching_off.pause(tx, office, conversation, int(subject), now)
        case switching_off.TOPIC:
            topic = Topic(subject)
            switching_off.switch(tx, office, conversation, topic, channel, now)
        case check_in_words.ACTION:
            check_in_words.press(tx, office, conversation, subject, now)
        case appointments.NEW_TIME | appointments.OFF as what:
            return appointment_views.press(tx, office, client, what, subject, now)
        case calendar_files.ACTION:
            return calendar_files.press(tx, office, client, meaning, now)
        case _:
            return own_data.press(tx, office, conversation, channel, meaning, now)
    return True


def agree(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    *,
    given: bool,
    now: datetime,
) -> None:
    """Write down the answer to the one question that linking asks, and tell both."""
    client = conversation.client
    people.set_agreement(
        tx, client.id, Agreement.GIVEN if given else Agreement.DECLINED, now
    )
    state = ConsentState.GIVEN if given else ConsentState.DECLINED
    consents.agreed(tx, office, client, state, now)
    said = office.say("btn_yes" if given else "btn_no", client.language)
    answer = NewEntry(
        kind="agreement",
        at=now,
        direction="in",
        channel=channel,
        author=client.id,
        body={"author": client.name, "text": said},
    )
    entries.write(tx, conversation.case_id, answer)
    key = "consent_declined"
    if given:
        key = "consent_given" if office.opening_hours else "consent_given_no_hours"
    _answer(tx, office, conversation, key, now)
    if given:
        clearing.suggest_timer(tx, office, client, channel, now)
    _tell(tx, office, conversation, "staff_agreed" if given else "staff_declined", now)
    outbox.wake(tx, client.id, now)
    questions.ask_next(tx, office, client.id, now)


def _wants_back(conversation: Conversation, written: Written, now: datetime) -> bool:
    """Tell whether somebody who had said no, STOP or a pause wants messages again."""
    client = conversation.client
    return (
        written.address.frozen_for is Reason.OPTED_OUT
        or client.agreement is Agreement.DECLINED
        or switching_off.is_paused(client, now)
        or Topic.MESSAGES in client.declined_topics
    )


def _answered_by_network(written: Written) -> bool:
    """Tell whether Twilio answers this word itself: two answers confuse."""
    incoming = written.incoming
    by_sms = incoming.sender.channel is Channel.SMS
    return by_sms and twilio_acts_on(incoming.text) is Keyword.HELP


def _help(
    tx: Transaction,
    office: Office,
    wish: Keyword,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Say what can be done here; the bare word may be a cry, and a human is told."""
    if not _answered_by_network(written):
        _answer(tx, office, conversation, "help_menu", now)
    if wish is Keyword.HELP and command_of(written.incoming) is None:
        if not _answered_by_network(written):
            danger_answer.name_line(tx, office, conversation.client, now)
        _tell(tx, office, conversation, "staff_help_word", now)


def _opt_out(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Stop at once. On Telegram we confirm it; by SMS only Twilio's own text can."""
    client = conversation.client
    # Whoever writes is reached again: a chat that was blocked is only stopped now.
    if address.frozen_for is not Reason.OPTED_OUT:
        if address.address.channel is Channel.TELEGRAM:
            outbox.add(
                tx,
                Draft(
                    client.id,
                    DeliveryKind.ANSWER,
                    speaking.say(tx, office, client, "stop_confirm"),
                    case_id=conversation.case_id,
                    to=address.address,
                ),
                now,
            )
        addresses.freeze(tx, address, Reason.OPTED_OUT)
        consents.agreed(tx, office, client, ConsentState.WITHDRAWN, now, "stop_confirm")
    # Nothing that is asked can be answered any more: a digit is words from now on.
    questions.stop(tx, client.id, now)
    _tell(tx, office, conversation, "staff_opted_out", now)


def _opt_in(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    address: KnownAddress,
    now: datetime,
) -> None:
    client = conversation.client
    if address.frozen_for is Reason.OPTED_OUT:
        addresses.thaw(tx, address)
    if address.frozen_for is Reason.OPTED_OUT or (
        client.agreement is Agreement.DECLINED
    ):
        people.set_agreement(tx, client.id, Agreement.GIVEN, now)
    if Topic.MESSAGES in client.declined_topics:
        topics = client.declined_topics - {Topic.MESSAGES}
        people.set_declined_topics(tx, client.id, topics)
    consents.agreed(tx, office, client, ConsentState.GIVEN, now, "start_again")
    switching_off.end_pause(tx, client.id, now)
    _answer(tx, office, conversation, "start_again", now)
    _tell(tx, office, conversation, "staff_started_again", now)
    questions.ask_next(tx, office, client.id, now)


def _answer(
    tx: Transaction, office: Office, conversation: Conversation, key: str, now: datetime
) -> None:
    client, worker = conversation.client, conversation.other
    text = speaking.say(tx, office, client, key, name=client.name, worker=worker.name)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)


def _tell(
    tx: Transaction, office: Office, conversation: Conversation, key: str, now: datetime
) -> None:
    notices.notify_about(
        tx,
        office,
        key,
        about=conversation.client,
        recipient=conversation.other,
        case_id=conversation.case_id,
        now=now,
    )
