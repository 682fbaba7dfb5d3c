"""A house where the help of somebody ended long ago, and what is decided then."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

from casework.people import Role
from casework.retention import Archive
from handlers import enrolment, retention_disposal, retention_lists
from storage import assignments, people
from tests.record_house import OFFICE, START, House, person

YEARS = {"dk_youth": {"retention_years": 5}}
DANISH = replace(OFFICE, profiles=YEARS, archive=Archive("", "Journalplan 2026"))
COLUMNS = """
    SELECT tables.name, columns.name
    FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table'
"""
LATER = START + timedelta(days=5 * 366)
LONG_AGO = START - timedelta(days=6 * 366)


def end(house: House, ref: str, when: datetime = START, until=None) -> None:
    """End the help of a client, as if nobody had said goodbye."""

    def unit(tx):
        client = people.find_by_ref(tx, ref)
        current = assignments.current(tx, client.id)
        known = assignments.details(tx, current.id)
        assignments.set_details(tx, replace(known, aftercare_until=until))
        assignments.end(tx, current.id, when)

    house.run(unit)


def over(directory, *refs) -> House:
    """Return a house with two who may decide, where the help of these is over."""
    house = House(directory)
    second = person("SV2", Role.SUPERVISOR, "Signe")
    house.run(enrolment.enrol, OFFICE, [second], house.tick())
    house.write("C1", "hej, er du der?")
    house.write("C2", "godmorgen")
    for ref in refs:
        end(house, ref, LONG_AGO)
    return house


def proposed(house, *named, by="CW", now=LATER):
    return house.run(retention_lists.propose, DANISH, named, by, now)


def confirmed(house, *named, now=LATER):
    made = proposed(house, *named, now=now)
    return house.run(retention_lists.confirm, DANISH, made.id, "SV", now)


def carried_out(house, number, now=LATER):
    """Carry out a list as the command does, and return what became of each case."""
    found = {
        case: house.run(retention_disposal.dispose, DANISH, number, case, now)
        for case in house.run(retention_disposal.still_to_do, number)
    }
    house.run(retention_disposal.finish, number, now)
    return found


def rows_with(house, value):
    """Return every column of every table in which a value stands, as a whole."""
    found = set()
    with closing(sqlite3.connect(house.data / "store.db")) as db:
        columns = db.execute(COLUMNS).fetchall()
        for table, column in columns:
            sql = f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1"  # noqa: S608 - ours
            if db.execute(sql, (value,)).fetchone():
                found.add(f"{table}.{column}")
    return found
