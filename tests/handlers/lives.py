"""Random histories of an office in which everything happens that can happen.

All of a history runs in one open transaction on the real store and is undone at its
end; what may be delivered in it, the watcher says, who knows nothing of the code.
"""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from casework.people import Channel
from casework.safe_contact import Window
from handlers import absences, duties, families, handover, lifecycle
from handlers.families import Kin, NewParticipant
from storage import addresses, people, safe_contacts
from storage.people import Agreement
from tests.handlers.bad_day import TAKE_PART, TEAM, Office, stage
from tests.handlers.house import OFFICE
from tests.handlers.watcher import Words, next_morning

__all__ = ["live", "stage"]

JUMPS = (
    *(timedelta(seconds=each) for each in (1, 5, 9, 61, 301, 601)),
    *(timedelta(minutes=each) for each in (29, 31, 59, 121)),
    *(timedelta(hours=each) for each in (3, 5, 8, 13, 24, 71, 73)),
    *(timedelta(days=each) for each in (5, 60, 61)),
)
CLOCK_CHANGES = (
    datetime(2027, 3, 28, 0, 58, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 58, tzinfo=UTC),
)
SOON = (
    *(timedelta(), timedelta(minutes=30), timedelta(hours=5)),
    *(timedelta(days=1), timedelta(days=3), timedelta(days=14)),
)
TEN_MINUTES = timedelta(minutes=10)


class Life(Office):
    """What may happen, and what the watcher must know of it."""

    def run(self, length):
        """Live through so many events; all that may go out does so after each."""
        names, weights = zip(*EVENTS.items(), strict=True)
        for name in self.chance.choices(names, weights, k=length):
            self.log.append(name)
            getattr(self, name)()
            self._who_answers()
            if self.chance.random() < 0.7:
                self.everything_is_delivered()
        self.everything_is_delivered()

    # Who is helped

    def somebody_writes(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is not None:
            marker = next(self.markers)
            help_ = self.watcher.help_of(person.alias)
            readers = {*help_.answering, "sanne"}
            author = person.alias
            self.watcher.words[marker] = Words(readers, False, self.now, author)
            self.says(person, place, f"words {marker}")
            self._interrupts(person)

    def _interrupts(self, person):
        help_ = self.watcher.help_of(person.alias)
        ref = help_.substitute or help_.worker
        worker = self.workers[ref]
        if self.is_answered_by(person.alias, ref) and worker.chosen != person.alias:
            worker.chosen = None

    def somebody_says_stop(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is None:
            return
        self.says(person, place, self.chance.choice(("STOP", "stop", "AFMELD")))
        if place.state != "stopped":
            place.becomes("stopped", self.now)
        person.stopped_last = True

    def somebody_says_start(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is None:
            return
        was, person.paused_until = place.state, None
        self.says(person, place, "START")
        is_open = self.watcher.help_of(person.alias).is_open
        if was == "stopped":
            place.becomes("good", self.now)
            person.stopped_last = False
        if is_open and (was == "stopped" or person.agreement == "declined"):
            person.agreement = "given"

    def somebody_is_asked(self):
        """Let it be that somebody was linked a moment ago and has not answered."""
        person = self.anybody()
        people.set_agreement(
            self.tx, self.id_of(person.alias), Agreement.ASKED, self.now
        )
        person.agreement = "asked"

    def somebody_answers_the_question(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is None:
            return
        said = self.chance.choice(("OK", "NEJ"))
        # From a number in doubt it answers whose the number is.
        was_asked = person.agreement == "asked" and not self.known(place).asked_at
        self.says(person, place, said)
        if was_asked and self.watcher.help_of(person.alias).is_open:
            person.agreement = "given" if said == "OK" else "declined"

    def somebody_calls(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is None or place.address.channel is not Channel.SMS:
            return
        self.call(place.address)
        if self.watcher.help_of(person.alias).is_open:
            person.acts.append(self.now)
            place.heard_at = self.now
            if place.state == "bounced":
                place.becomes("good", self.now)
            person.stopped_last = place.state == "stopped"

    def somebody_blocks_the_bot(self):
        person = self.anybody()
        for place in person.places:
            if place.address.channel is Channel.TELEGRAM:
                blocked = self.chance.random() < 0.7
                self.block(place.address, blocked=blocked)
                if blocked and place.state == "good":
                    place.becomes("blocked", self.now)
                elif not blocked and place.state == "blocked":
                    place.becomes("good", self.now)

    def a_number_changes_hands(self):
        """Let a number be given up; who has it now writes, a stranger to us."""
        person = self.anybody()
        place = self.place_of(person)
        if place is None or place.address.channel is not Channel.SMS:
            return
        addresses.retire(self.tx, addresses.find(self.tx, place.address))
        place.becomes("retired", self.now)
        # What was said from it may have been said by whoever has it now.
        person.stopped_last = False
        marker = next(self.markers)
        self.watcher.words[marker] = Words(set(), False, self.now)
        self.write(place.address, f"who is this {marker}")

    def somebody_has_a_break(self):
        person = self.anybody()
        until = self.now + self.chance.choice((timedelta(days=1), timedelta(days=7)))
        people.set_paused(self.tx, self.id_of(person.alias), until)
        person.paused_until = until

    def somebody_says_wrong(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is not None:
            self.says(person, place, self.chance.choice(("WRONG", "FORKERT")))

    def somebody_leaves(self):
        person = self.anybody()
        place = self.place_of(person)
        if place is None or not person.exit_word:
            return
        self.says(person, place, f" {person.exit_word.upper()}. ")
        help_ = self.watcher.help_of(person.alias)
        if help_.is_open and person.takes_part and place.state != "retired":
            person.left_until = next_morning(self.now)

    # Who answers

    def a_worker_sends_it_anyway(self):
        """Press the button under what waits, and say why: all their words may go."""
        worker = self.any_worker(self.anybody())
        for shown in self.phones.chats[worker.address.value]:
            for button in (button for row in shown.buttons for button in row):
                if button.label == OFFICE.say("send_anyway", "en"):
                    self.press(worker.address, button)
                    self.everything_is_delivered()
                    asked = self.phones.chats[worker.address.value][-1]
                    self._may_go(worker)
                    self.write(worker.address, "I know", reply_to=asked.id)
                    return

    def _may_go(self, worker):
        for words in self.watcher.words.values():
            words.overridden = words.overridden or words.author == worker.ref

    def a_worker_names_somebody(self):
        person = self.anybody()
        worker = self.any_worker(person)
        marker = self._marker_for(worker, {person.alias})
        by_sms = worker.address.channel is Channel.SMS
        named = person.alias if by_sms else f"/to {person.alias}"
        self.write(worker.address, f"{named} {marker}")
        self._names(worker, person)

    def a_worker_replies(self):
        worker = self.any_worker(self.anybody())
        shown = [
            (each.id, person)
            for each in self.phones.chats[worker.address.value]
            for person in self.watcher.people.values()
            if each.text.startswith((f"{person.alias} ", f"{person.alias}:"))
        ]
        if shown and worker.address.channel is Channel.TELEGRAM:
            answered, person = self.chance.choice(shown)
            marker = self._marker_for(worker, {person.alias})
            self.write(worker.address, marker, reply_to=answered)
            self._names(worker, person)

    def a_worker_goes_on_writing(self):
        worker = self.any_worker()
        chosen = worker.chosen
        if chosen is None or self.now - worker.chosen_at >= TEN_MINUTES:
            chosen = None  # it is asked for whom it is, and nobody answers that here
        marker = self._marker_for(worker, {chosen} if chosen else set())
        self.write(worker.address, marker)

    def a_worker_changes_their_mind(self):
        """Edit a line or take it back: neither may open a way that was closed."""
        worker = self.any_worker()
        own = [each for each in self.log if isinstance(each, tuple)]
        own = [each for each in own if each[0] == worker.ref]
        if not own or worker.address.channel is not Channel.TELEGRAM:
            return
        _, message, readers = self.chance.choice(own)
        if self.chance.random() < 0.5:
            self.write(worker.address, "/undo")
            return
        marker = self._marker_for(worker, readers)
        self.write(worker.address, marker, edit_of=message)

    def _marker_for(self, worker, meant):
        """Return a new line; only whom the worker answers now may ever read it."""
        answered = {each for each in meant if self.is_answered_by(each, worker.ref)}
        marker = next(self.markers)
        self.watcher.words[marker] = Words(answered, True, self.now, worker.ref)
        return marker

    def _names(self, worker, person):
        if self.is_answered_by(person.alias, worker.ref):
            worker.chosen, worker.chosen_at = person.alias, self.now

    # What becomes of the help

    def any_help(self):
        alias = self.anybody().principal
        return alias, self.watcher.helps[alias]

    def a_worker_goes_away(self):
        worker, substitute = self.chance.sample(list(TEAM), 2)
        person = self.everybody[worker][0]
        if self.chance.random() < 0.3:
            absences.come_back(self.tx, OFFICE, person, self.now)
        else:
            begins = self.now + self.chance.choice(SOON)
            ends = begins + self.chance.choice(SOON[1:])
            stands_in = self.everybody[substitute][0].id
            absences.plan(
                self.tx, OFFICE, person, stands_in, begins, ends, {}, self.now
            )

    def _who_answers(self):
        """Take note of who stands in, and whose part ended: the rules say that."""
        for person in self.watcher.people.values():
            if person.alias != person.principal and person.takes_part:
                person.takes_part = self.assignment_of(person.alias) is not None
        ref_of = {person.id: ref for ref, (person, _) in self.everybody.items()}
        for alias, help_ in self.watcher.helps.items():
            if help_.is_open:
                help_.substitute = ref_of.get(self.assignment_of(alias).substitute)
        for words in self.watcher.words.values():
            if not words.by_worker and words.author:
                # What nobody has read yet goes with who is helped.
                words.readers |= self.watcher.help_of(words.author).answering

    def somebody_takes_over(self):
        alias, help_ = self.any_help()
        to = self.chance.choice([ref for ref in TEAM if ref != help_.worker])
        if help_.is_open:
            worker, new = self.everybody[help_.worker][0], self.everybody[to][0]
            one = [self.id_of(alias)] if self.chance.random() < 0.7 else None
            plan = handover.plan(self.tx, worker, new, self.now, one)
            handover.hand_over(self.tx, OFFICE, plan, None, self.now)
            for each in plan.going:
                self.watcher.helps[each.client.alias].worker = to

    def the_help_ends_or_begins_again(self):
        alias, help_ = self.any_help()
        client = self.everybody[self.ref_of[alias]][0]
        if help_.is_open:
            until = self.chance.choice((None, self.now.date() + timedelta(days=3)))
            lifecycle.end(
                self.tx, OFFICE, client, None, self.now, aftercare_until=until
            )
            help_.is_open, help_.substitute, help_.since = False, None, self.now
            return
        worker = self.everybody[help_.worker][0]
        lifecycle.reopen(self.tx, OFFICE, client, None, self.now, worker=worker)
        help_.is_open, help_.is_paused = True, False
        for person in self.watcher.people.values():
            if person.principal == alias and person.alias != alias:
                person.takes_part = False

    def somebody_takes_part_or_not(self):
        ref = self.chance.choice(list(TAKE_PART))
        principal, kind = TAKE_PART[ref]
        person = self.everybody[ref][0]
        model = self.watcher.people[person.alias]
        if not self.watcher.helps[model.principal].is_open:
            return
        if model.takes_part:
            families.end(self.tx, OFFICE, person, self.now)
        else:
            new = NewParticipant(ref, person.name, Kin(kind), person.language)
            client = self.everybody[principal][0]
            families.add(self.tx, OFFICE, client, new, self.now)
        model.takes_part = not model.takes_part

    def the_help_pauses(self):
        alias, help_ = self.any_help()
        if help_.is_open:
            client = self.everybody[self.ref_of[alias]][0]
            step = lifecycle.resume if help_.is_paused else lifecycle.pause
            step(self.tx, OFFICE, client, None, self.now)
            help_.is_paused = not help_.is_paused

    def somebody_says_when_it_is_safe(self):
        person = self.anybody()
        hours = None
        if self.chance.random() < 0.9:
            hours = tuple(
                tuple(self._window() for _ in range(self.chance.choice((0, 1, 1, 2))))
                for _ in range(7)
            )
        person.hours, person.strict = hours, self.chance.random() < 0.3
        week = hours and tuple(tuple(Window(*each) for each in day) for day in hours)
        person.exit_word = self.chance.choice(("", "banana cake"))
        who = self.id_of(person.alias)
        safe = replace(
            safe_contacts.of(self.tx, who),
            hours=week,
            strict=person.strict,
            exit_word=person.exit_word,
        )
        by = self.everybody["mette"][0].id
        safe_contacts.set_profile(self.tx, who, safe, by, self.now)

    def _window(self):
        edges = (0, 60, 119, 120, 150, 180, 480, 960, 1320, 1440)
        return tuple(sorted(self.chance.sample(edges, 2)))

    # Time

    def time_passes(self):
        jump = self.chance.choice(JUMPS)
        if jump > timedelta(days=2):
            self._days_pass()
        self.now += jump
        self._look_around()

    def _days_pass(self):
        """Let what is on its way be tried and end: no outage lasts so long."""
        for hours in (0, 2, 24, 74):
            self.now += timedelta(hours=hours)
            self._look_around()
            self.everything_is_delivered()

    def the_clock_changes(self):
        self._days_pass()
        ahead = [each for each in CLOCK_CHANGES if each > self.now]
        if ahead:
            self.now = ahead[0]
        self.now += timedelta(minutes=self.chance.choice((0, 1, 2, 3, 31, 61, 62)))
        self._look_around()

    def _look_around(self):
        for duty in duties.LOOKED_AFTER:
            duty.everyone(self.tx, OFFICE, self.now)


EVENTS = {
    "somebody_writes": 6,
    "somebody_says_stop": 1,
    "somebody_says_start": 1,
    "somebody_is_asked": 1,
    "somebody_answers_the_question": 1,
    "somebody_calls": 1,
    "somebody_blocks_the_bot": 1,
    "a_number_changes_hands": 1,
    "a_worker_names_somebody": 8,
    "a_worker_replies": 4,
    "a_worker_goes_on_writing": 2,
    "a_worker_changes_their_mind": 1,
    "a_worker_sends_it_anyway": 1,
    "a_worker_goes_away": 2,
    "somebody_takes_part_or_not": 1,
    "somebody_leaves": 2,
    "somebody_says_wrong": 1,
    "somebody_has_a_break": 1,
    "somebody_takes_over": 2,
    "the_help_ends_or_begins_again": 2,
    "the_help_pauses": 1,
    "somebody_says_when_it_is_safe": 3,
    "time_passes": 6,
    "the_clock_changes": 1,
}
"""What may happen, and how likely each is."""


def live(tx, everybody, seed, length):
    """Live through one history and undo it; return what was seen."""
    life = Life(tx, everybody, random.Random(seed))
    try:
        life.run(length)
    except AssertionError as fault:
        fault.add_note(f"history {seed}: {life.log}")
        raise
    finally:
        tx.run("ROLLBACK TO history")
        tx.undo(tx.mark())
    return life.watcher.seen
