"""Promise 4 within a family: a guardian's talk and the child's never touch."""

import os
import random
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.people import Address, Agreement, Channel, Language, Person, Role
from handlers import enrolment, families
from handlers.families import Kin, NewParticipant
from storage import addresses, people
from tests.handlers import histories
from tests.handlers.histories import History, Team, stage
from tests.handlers.house import MORNING, OFFICE, listed

SEED = int(os.environ.get("HISTORY_SEED", "0")) or random.randrange(2**32)
FAMILY = {
    "mother": (Kin.GUARDIAN, Channel.TELEGRAM),
    "father": (Kin.GUARDIAN, Channel.SMS),
    "brother": (Kin.SIBLING, Channel.SMS),
    "aunt": (Kin.RELATIVE, Channel.TELEGRAM),
}


class FamilyHistory(History):
    """A history in which nobody's own words may reach another of the family either."""

    def check(self):
        own = {address.value: a for a, address in self.team.clients.items()}
        for address, text in self.phones.delivered:
            alias = own.get(address)
            if alias is None:
                continue
            for other in self.team.clients:
                assert f"from{other}" not in text.split(), f"{other} to {alias}"
                assert f"changed{other}" not in text.split(), f"{other} to {alias}"
                if other != alias:
                    assert not text.startswith((f"{other} ", f"{other}:"))
        super().check()


def enrol_family(tx, name, by_sms):
    """Take in a worker, a child and their family; return them as one team."""
    numbers = count(7_300_000_001 + 100 * by_sms)
    rows = [
        listed(name, Role.CONTACT_PERSON),
        listed(
            f"{name}-child",
            contact_person=name,
            name=f"Child{name}",
            profile="dk_child",
            born_before=MORNING.date().replace(year=2010),
        ),
    ]
    secrets = {
        each.ref: each.secrets for each in enrolment.enrol(tx, OFFICE, rows, MORNING)
    }
    child = people.find_by_ref(tx, f"{name}-child")
    channels = {
        name: Channel.SMS if by_sms else Channel.TELEGRAM,
        f"{name}-child": Channel.TELEGRAM,
    }
    for who, (kind, channel) in FAMILY.items():
        ref = f"{name}-{who}"
        named, born = f"{who.title()}{name}", MORNING.date().replace(year=1990)
        new = NewParticipant(ref, named, kind, Language.ENGLISH, born)
        found = families.add(tx, OFFICE, child, new, MORNING)
        assert isinstance(found, Person)
        secrets[ref] = enrolment.invite(tx, ref, MORNING).secrets
        channels[ref] = channel
    found = {}
    for ref, channel in channels.items():
        number = next(numbers)
        value = f"+45{number}" if channel is Channel.SMS else str(number)
        found[ref] = Address(channel, value)
        proof = histories._proof(secrets[ref], channel)
        histories._write(tx, found[ref], proof, f"link-{ref}")
        assert addresses.find(tx, found[ref]) is not None, "not linked"
        person = people.find_by_ref(tx, ref)
        people.set_agreement(tx, person.id, Agreement.GIVEN, MORNING)
    helped = [people.find_by_ref(tx, ref) for ref in found if ref != name]
    refs = [ref for ref in found if ref != name]
    return Team(
        found.pop(name),
        {each.alias: found[ref] for ref, each in zip(refs, helped, strict=True)},
        {each.alias: each.name for each in helped},
    )


@pytest.fixture(scope="module")
def at_home(empty_store, tmp_path_factory):
    """Two families, one whose contact person is on Telegram and one by SMS."""
    made = empty_store.copy_to(tmp_path_factory.mktemp("families") / "store")
    with stage(made) as (tx, _):
        tx.run("ROLLBACK TO history")
        teams = [enrol_family(tx, "ina", False), enrol_family(tx, "ove", True)]
        tx.run("UPDATE delivery SET state = 'skipped', sealed_body = NULL")
        tx.run("SAVEPOINT history")
        yield tx, teams


def live(tx, teams, seed, length):
    """Live through one history of one family and undo it."""
    chance = random.Random(seed)
    history = FamilyHistory(tx, chance.choice(teams), chance)
    try:
        history.run(length)
    finally:
        tx.run("ROLLBACK TO history")
        tx.undo(tx.mark())
    return history.written


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nobody_of_a_family_gets_what_was_meant_for_another(at_home, seed):
    """By reply, choice, alias, button, edit, undo and receipt."""
    live(*at_home, seed, length=25)


@pytest.mark.counts
def test_twenty_thousand_messages_of_families_reach_only_whom_they_were_for(at_home):
    written = number = 0
    while written < 20_000:
        written += live(*at_home, f"{SEED}-{number}", length=60)
        number += 1

    print(f"{written:,} messages of families, 0 misdeliveries ({SEED})")
