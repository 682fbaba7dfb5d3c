"""What must be looked after from time to time; each duty looks into the tables."""

from datetime import datetime, timedelta

from casework.people import Person
from handlers import staff
from handlers.office import Office
from storage import people, unaddressed
from storage.transaction import Transaction

ASK_AGAIN_AFTER = timedelta(minutes=5)


def bring_back_unaddressed(tx: Transaction, office: Office, now: datetime) -> int:
    """Ask again about lines that wait for a name; return how many people were asked."""
    waiting: list[Person] = [
        people.known(tx, person)
        for person in unaddressed.asked_before(tx, now - ASK_AGAIN_AFTER)
    ]
    for worker in waiting:
        staff.ask_again(tx, office, worker, now)
    return len(waiting)
