"""The alarms of the running service and those in the store are one list."""

from datetime import UTC, datetime

from bot import duties
from storage import alarms
from tests.storage.stores import make, transaction_on

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_alarms_here_and_in_the_store_are_brought_together(tmp_path):
    with transaction_on(make(tmp_path)) as tx:
        alarms.raise_alarm(tx, "telegram_down", MORNING)
        alarms.raise_alarm(tx, "poison", MORNING)

        counts, names = duties._counts(tx, {"sms_down"}, MORNING)

        kept = {alarm.name for alarm in alarms.current(tx)}
    assert names == ["poison"]
    assert kept == {"poison", "sms_down"}
    assert counts["alarms"] == 2
