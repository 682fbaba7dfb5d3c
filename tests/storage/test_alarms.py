from datetime import timedelta

from storage import alarms
from storage.alarms import Alarm
from tests.storage.stores import NOW

HOUR = timedelta(hours=1)


def test_an_alarm_is_new_once_and_counted_while_it_is_on(tx):
    assert alarms.raise_alarm(tx, "poison", NOW)
    assert not alarms.raise_alarm(tx, "poison", NOW + HOUR)

    assert alarms.current(tx) == [Alarm("poison", NOW, 2)]


def test_an_alarm_that_ended_is_new_again(tx):
    alarms.raise_alarm(tx, "poison", NOW)
    alarms.raise_alarm(tx, "poison", NOW)

    assert alarms.end(tx, "poison", NOW + HOUR)
    assert not alarms.end(tx, "poison", NOW + HOUR)
    assert not alarms.end(tx, "never was", NOW)
    assert alarms.current(tx) == []

    assert alarms.raise_alarm(tx, "poison", NOW + 2 * HOUR)
    assert alarms.current(tx) == [Alarm("poison", NOW + 2 * HOUR, 1)]


def test_the_longest_alarm_comes_first(tx):
    for hours, name in enumerate(("b", "a", "c")):
        alarms.raise_alarm(tx, name, NOW + hours * HOUR)

    assert [alarm.name for alarm in alarms.current(tx)] == ["b", "a", "c"]
