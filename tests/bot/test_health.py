from bot.health import StoreHealth
from tests.bot.living import Switches


def test_the_alarm_is_on_as_long_as_nothing_can_be_kept():
    alarms = Switches()
    health = StoreHealth(alarms)

    health.works()
    assert not health.fails
    health.failed()
    assert health.fails
    health.failed()
    health.works()

    assert not health.fails
    assert alarms.told == [("store", True), ("store", False)]
