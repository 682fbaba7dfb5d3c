"""What is done from time to time, woken by APScheduler; the tables say what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from bot.alarms import Alarms
from bot.anchoring import Anchoring
from bot.clock import now as real_now
from bot.health import StoreHealth
from bot.looking_after import LookingAfter
from bot.metrics import Metrics
from casework.people import Channel
from handlers import consents, daily_tags, due_work, duties, facts
from handlers.office import Office
from sms_gateway import reconcile, words_kept
from sms_gateway.failures import TwilioError
from sms_gateway.listing import Listed
from sms_gateway.twilio_gateway import TwilioGateway
from storage import alarms as alarm_rows
from storage import danger, due, inbox, outbox, service_keys, unneeded_files, verify
from storage.beside import NotAloneError
from storage.engine import Store
from storage.errors import StoreError, StoreUnwritableError
from storage.inbox_rows import Raw
from storage.keyfiles import KeyFileError
from storage.transaction import Transaction

log = logging.getLogger(__name__)

EVERY = {
    "do_what_is_due": timedelta(seconds=5),
    "look_around": timedelta(seconds=10),
    "look_for_missed_sms": timedelta(minutes=5),
    "tell_alarms": timedelta(seconds=30),
    "verify_record": timedelta(hours=1),
    "ask_anew": timedelta(hours=1),
    "remove_words_at_twilio": timedelta(hours=1),
    "anchor": timedelta(hours=1),
    "remove_files": timedelta(hours=1),
}
FIRST_VERIFICATION = timedelta(minutes=1)
"""After the start: the first minute belongs to what waited meanwhile."""

FIRST_RECONCILIATION = timedelta(hours=24)
"""How far back the first look goes, when no SMS was ever taken in."""

STANDS_STILL = 120.0
"""Seconds after which something must be wrong with whatever does what is due."""

LOOKED_AROUND, SMS_COMPLETE = "looked_around_at", "sms_complete_until"
"""Facts that are remembered."""


class _EndedError(Exception):
    """The service stops."""


class Duties:
    """The service's periodic duties; none depends on having fired before."""

    def __init__(
        self,
        store: Store,
        office: Office,
        alarms: Alarms,
        health: StoreHealth,
        metrics: Metrics,
        *,
        sms: TwilioGateway | None,
        take_in: Callable[[list[Raw]], Awaitable[None]],
        now: Callable[[], datetime],
        keys: Path,
    ) -> None:
        self._store = store
        self._looking_after = LookingAfter(store, office, alarms.switch)
        self._alarms = alarms
        self._health = health
        self._sms = sms
        self._take_in = take_in
        self._now = now
        self._keys = keys
        self.anchoring: Anchoring | None = None
        self._counts: dict[str, float] = {}
        self._done_at = dict.fromkeys(EVERY, now())
        self._did_what_is_due_at = monotonic()
        self._ended = False
        self.begun = asyncio.Event()
        for name, meaning in _GAUGES.items():
            metrics.gauge(name, meaning, partial(self._count, name))

    def _count(self, name: str) -> float:
        return self._counts.get(name, 0.0)

    async def run(self) -> None:
        """Fire until cancelled."""
        # Imported late: it is only the alarm clock, and costs 16 MB (measured).
        from apscheduler.schedulers.asyncio import (  # noqa: PLC0415 - slow to load
            AsyncIOScheduler,
        )

        scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={
                "misfire_grace_time": None,
                "coalesce": True,
                "max_instances": 1,
            },
        )
        for name, every in EVERY.items():
            scheduler.add_job(
                self._guarded,
                "interval",
                seconds=every.total_seconds(),
                args=[name],
                id=name,
            )
        scheduler.add_job(
            self._guarded,
            "date",
            run_date=real_now() + FIRST_VERIFICATION,
            args=["verify_record"],
        )
        scheduler.start()
        try:
            await self._guarded("look_around")
            await self._guarded("do_what_is_due")
            self.begun.set()
            await asyncio.Event().wait()
        finally:
            self._ended = True
            scheduler.shutdown(wait=False)

    async def _guarded(self, name: str) -> None:
        """Do one duty; whatever goes wrong, the next time comes."""
        self._done_at[name] = self._now()
        try:
            await getattr(self, name)()
        except StoreUnwritableError:
            self._health.failed()
        except Exception as error:  # noqa: BLE001 - a duty must never end the clock
            self._looking_after.note(name, [type(error).__name__])
        else:
            self._looking_after.note(name, [])

    async def look_again(self) -> None:
        """Do what is due by the clock, which was set or moved by hand."""
        await self._guarded("do_what_is_due")
        for name, every in EVERY.items():
            if self._now() - self._done_at[name] >= every:
                await self._guarded(name)

    @property
    def stand_still(self) -> bool:
        """Tell whether what is due was last looked at too long ago."""
        return monotonic() - self._did_what_is_due_at > STANDS_STILL

    async def do_what_is_due(self) -> None:
        """Plan what the rules make due, and do what is due by now."""
        now = self._now()
        rules = await self._store.run(due_work.to_plan, now)
        failed = await self._looking_after.each(rules, _plan, now)
        self._looking_after.note("plan_rules", failed)
        # Held in a unit of its own: the try counts even where doing it goes wrong.
        while held := await self._store.run(due_work.claim, self._now()):
            now = self._now()
            for error in await self._looking_after.each(held, due_work.do, now):
                log.error("due work failed", extra={"error": error})
            self._did_what_is_due_at = monotonic()
        self._did_what_is_due_at = monotonic()

    async def look_around(self) -> None:
        """Do what is due for anybody, and count what waits."""
        now = self._now()
        try:
            # A full disk still lets itself be read: what is asked is whether it writes.
            await self._store.run(facts.remember, LOOKED_AROUND, now.isoformat())
            for duty in duties.LOOKED_AFTER:
                await self._looking_after.do(duty, now)
            found = await self._store.run(_counts, set(self._alarms.raised), now)
            self._counts, names = found
        except StoreUnwritableError:
            self._health.failed()
            return
        self._health.works()
        for name in names:
            self._alarms.switch(name, on=True)

    async def look_for_missed_sms(self) -> list[str]:
        """Take in what Twilio has and we do not: it posts each message only once.

        Returns the ids in its list, in the order in which they were written.
        """
        if self._sms is None:
            return []
        now = self._now()
        # A clock that was set back must not hide what came meanwhile.
        since = min(await self._store.run(_sms_complete_until, now), now)
        try:
            raws = await reconcile.missed(self._sms, since, (), now)
        except TwilioError:
            self.sms_not_complete()
            return []
        self._alarms.switch("missed_sms", on=False)
        new = await self._store.run(_unseen, raws)
        if new:
            log.warning("missed sms taken in", extra={"count": len(new)})
            await self._take_in(new)
        await self._store.run(facts.remember, SMS_COMPLETE, now.isoformat())
        return [raw.external_id for raw in raws]

    async def remove_words_at_twilio(self) -> None:
        """Remove words from Twilio's log that have lain there for long enough.

        Not before: an older backup gets from there what came since. Its list says what
        is still to be done, so whatever failed is tried again.
        """
        kept_for = None if self._sms is None else self._sms.account.words_kept_for
        if self._sms is None or kept_for is None:
            return
        until = self._now() - kept_for
        try:
            found = await self._sms.with_words(until - words_kept.LOOK_BACK, until)
        except TwilioError:
            return
        ours = await self._store.run(_settled, found)
        removed = await words_kept.remove(self._sms, ours)
        if removed:
            log.info("words removed at twilio", extra={"count": removed})

    async def ask_anew(self) -> None:
        """Ask about every yes that somebody gave long ago."""
        await self._looking_after.do(consents.ASK_ANEW, self._now())

    def sms_not_complete(self) -> None:
        """Raise the alarm that the list of SMS could not be read."""
        self._alarms.switch("missed_sms", on=True)

    async def verify_record(self) -> None:
        """Look whether every row of the record still is what it was, without keys."""
        try:
            report = await asyncio.to_thread(
                verify.verify,
                self._store.path,
                service_keys.verify_key(self._keys),
                signatures=False,
                progress=self._go_on,
            )
        except _EndedError:
            return
        except (StoreError, KeyFileError):
            log.warning("record not looked at")
            return
        self._alarms.switch("record", on=report.bad is not None)

    async def anchor(self) -> None:
        """Tag the head of the record, and keep it elsewhere, once a day each."""
        await self._store.run(daily_tags.keep, self._now())
        if self.anchoring is not None:
            await self.anchoring.keep(self._now(), daily=True)

    async def remove_files(self) -> None:
        """Remove the files of attachments that nothing needs any more."""
        # While somebody takes a backup they stay; an hour later it is done.
        with suppress(NotAloneError):
            removed = await unneeded_files.remove(self._store, self._now())
            if removed:
                log.info("attachments removed", extra={"count": removed})

    def _go_on(self, _entries: int) -> None:
        """End a long look in its thread: nobody leaves before it has."""
        if self._ended:
            raise _EndedError

    async def tell_alarms(self) -> None:
        """Tell those who run the service what is wrong, and what is well again."""
        await self._alarms.tell()


_GAUGES = {
    "inbox_new": "Things taken in that wait to be dealt with.",
    "inbox_dead": "Things set aside after many tries.",
    "outbox_waiting": "Deliveries that wait to go out.",
    "outbox_unknown": "Deliveries that may or may not have gone out.",
    "outbox_oldest_seconds": "Age of the oldest delivery that waits.",
    "maybe_twice": "Deliveries that may have arrived twice.",
    "failed_last_day": "Deliveries given up in the last 24 hours.",
    "due_behind": "Things that are due and not done.",
    "due_behind_seconds": "Since when the oldest of them is due.",
    "danger_open": "People who may be in danger, until a human has dealt with it.",
    "alarms": "Alarms that are on.",
}


WRITTEN_BY_UNITS = frozenset({"poison", "intake_seal", "due", "danger"})
"""Alarms that the store tells us of; of all others it is told by us."""


def _counts(
    tx: Transaction, raised: set[str], now: datetime
) -> tuple[dict[str, float], list[str]]:
    """Count what waits, and bring the alarms here and in the store together."""
    taken_in, going_out = inbox.waiting(tx), outbox.waiting(tx)
    waiting = [
        found for state, found in going_out.items() if state in ("ready", "claimed")
    ]
    kept = {alarm.name for alarm in alarm_rows.current(tx)}
    for name in raised - kept:
        alarm_rows.raise_alarm(tx, name, now)
    for name in kept - raised - WRITTEN_BY_UNITS:
        alarm_rows.end(tx, name, now)
    names = sorted(kept & WRITTEN_BY_UNITS)
    oldest = min((since for _, since in waiting), default=now)
    behind, behind_since = due.behind(tx, now)
    return {
        "inbox_new": taken_in.get("new", (0, now))[0],
        "inbox_dead": taken_in.get("dead", (0, now))[0],
        "outbox_waiting": sum(count for count, _ in waiting),
        "outbox_unknown": going_out.get("unknown", (0, now))[0],
        "outbox_oldest_seconds": (now - oldest).total_seconds(),
        "maybe_twice": outbox.maybe_twice(tx),
        "failed_last_day": outbox.failed_since(tx, now - timedelta(days=1)),
        "due_behind": behind,
        "due_behind_seconds": (now - (behind_since or now)).total_seconds(),
        "danger_open": danger.count_open(tx),
        "alarms": len(raised | kept & WRITTEN_BY_UNITS),
    }, names


def _plan(tx: Transaction, _office: Office, rule: int, now: datetime) -> None:
    due_work.plan_rule(tx, rule, now)


def _unseen(tx: Transaction, raws: list[Raw]) -> list[Raw]:
    return [raw for raw in raws if not inbox.was_seen(tx, raw.channel, raw.external_id)]


def _settled(tx: Transaction, found: list[Listed]) -> list[Listed]:
    """Return those that we have, or that are not looked for any more.

    What may or may not have left is recognised at Twilio by its words.
    """
    is_looked_for = "unknown" in outbox.waiting(tx)
    return [
        each
        for each in found
        if (
            inbox.was_seen(tx, Channel.SMS, each.sid)
            if each.is_inbound
            else not is_looked_for
        )
    ]


def _sms_complete_until(tx: Transaction, now: datetime) -> datetime:
    """Return until when we know that we have every SMS."""
    known = facts.recall(tx, SMS_COMPLETE)
    if known is not None:
        return datetime.fromisoformat(known)
    return inbox.last_taken_in(tx, Channel.SMS) or now - FIRST_RECONCILIATION
