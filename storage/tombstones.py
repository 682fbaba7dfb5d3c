"""The last entries of cases that are gone.

Signed links of the chain like any other: no row that somebody put in can pretend that
a case is gone whose files are missing.
"""

import sqlite3
from typing import Final

KIND: Final = "destroyed"
"""What such an entry is; nobody can open it either."""

# NOT INDEXED: an index has copies of some columns, and those were not looked at.
CASES: Final = f"""
    SELECT DISTINCT case_id FROM contact_entry NOT INDEXED WHERE kind = '{KIND}'
"""


def cases(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the cases that are gone; of an older store as well as of a new one."""
    return frozenset(case for (case,) in connection.execute(CASES))
