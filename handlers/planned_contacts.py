"""How often there was to be contact with somebody in a time."""

from datetime import datetime, timedelta

from handlers import cadence, profiles
from handlers.figures_frame import Help
from handlers.office import Office
from storage import people
from storage.transaction import Transaction

A_DAY = timedelta(days=1)


def expected(
    tx: Transaction, office: Office, one: Help, length: timedelta, now: datetime
) -> int | None:
    """Return how often, as the rules that count now plan it; nothing: they do not."""
    if one.ends_at is None:
        client = people.known(tx, one.client)
        rules = profiles.of_assignment(tx, office, client, now)
    else:
        day = now.astimezone(office.zone).date()
        rules = profiles.named(office, one.profile, day)
    planned = cadence.planned_for(rules)
    if planned is None:
        return None
    return round(length / A_DAY * planned.times / planned.days)
