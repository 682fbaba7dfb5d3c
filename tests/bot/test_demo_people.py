"""Who lives in the demo: each with a phone, and each in a scene."""

import csv
import io
from types import SimpleNamespace

from bot.demo_people import ASKED, PEOPLE, hand_out, link
from bot.demo_scenes import FIRST, SCENES
from casework.profiles import PROFILES
from simulator.server import Simulator


def rows():
    return list(csv.DictReader(io.StringIO(PEOPLE)))


def test_everybody_has_a_kind_of_help_that_there_is_and_mette_to_write_with():
    clients = [row for row in rows() if row["role"] == "client"]

    assert {row["profile"] for row in clients} <= PROFILES.keys()
    assert {row["contact_person"] for row in clients} == {"mette"}


async def test_each_phone_of_a_scene_is_handed_out_and_the_first_three_come_first():
    async with Simulator() as world:
        phones = hand_out(world)

    assert tuple(list(phones)[:3]) == FIRST
    assert {name for scene in SCENES for name in scene.phones} == phones.keys()


async def test_two_share_a_number_and_nobody_else_does():
    numbers = [row["phone"] for row in rows() if row["phone"]]

    async with Simulator() as world:
        phones = hand_out(world)

    assert {phone.number for phone in phones.values() if phone.number} == set(numbers)
    assert len(numbers) - len(set(numbers)) == 1


ANSWER = SimpleNamespace(from_me=False, text="Thank you", buttons=[[("Yes", "1")]])


class Waiting:
    """A phone that is answered at once, however often it writes."""

    def __init__(self, log, name) -> None:
        self.log, self.name, self.messages = log, name, []

    def start(self, token):
        self.text(token)

    def text(self, words):
        self.log.append((self.name, words))
        self.messages.append(ANSWER)

    def press(self, message, label):
        assert message is ANSWER
        self.text(label)

    async def wait_for(self, wanted):
        assert wanted(ANSWER)
        return ANSWER


async def linked():
    """Let everybody connect; return what was written on which phone, in order."""
    log = []
    async with Simulator() as world:
        phones = {name: Waiting(log, name) for name in hand_out(world)}
    keys = {"telegram_link": "https://t.me/bot?start=abc", "sms_code": "123456"}

    async def invite(ref):
        log.append(("invited", ref))
        return {"telegram_link": "https://t.me/bot?start=again", "sms_code": ""}

    await link(phones, {row["ref"]: keys for row in rows()}, invite)
    return log


async def test_those_who_work_here_are_linked_before_anybody_is_told_of():
    log = await linked()

    assert [name for name, _ in log[:3]] == ["Sanne", "Mette", "Jonas"]
    assert [words for name, words in log if name == "Cleo"] == ["123456", "OK", "HIDE"]
    assert [words for name, words in log if name == "Eva and Finn"] == ["123456"] * 2
    assert {name for name, _ in log[-3:]} == {"Alma", "Bo"}


async def test_alma_has_two_ways_and_said_yes_on_the_one_that_comes_first():
    log = await linked()

    hers = [each for each in log if "Alma" in each[0] or "alma" in each[1]]
    assert hers == [
        ("Alma by SMS", "123456"),
        ("invited", "alma"),
        ("Alma", "again"),
        ("Alma", "Yes"),
    ]


def test_everybody_who_is_helped_was_asked_when_one_may_write():
    clients = [row["ref"] for row in rows() if row["role"] == "client"]

    assert list(ASKED) == clients
