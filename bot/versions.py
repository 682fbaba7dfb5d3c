"""Which entries are later versions of others, or took them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.opened_entry import OpenedEntry


@dataclass(frozen=True, slots=True)
class Versions:
    """What became of messages later, by the number of the first version."""

    changes: Mapping[int, tuple[OpenedEntry, ...]] = field(repr=False)
    taken_back: Mapping[int, int]
    """Which entry took a message back."""

    @staticmethod
    def of(entries: Sequence[OpenedEntry]) -> "Versions":
        """Return what these entries say; a change may point at a change."""
        first: dict[int, int] = {}
        changes: dict[int, tuple[OpenedEntry, ...]] = {}
        taken_back: dict[int, int] = {}
        for entry in entries:
            if entry.refers_to is None:
                continue
            root = first.get(entry.refers_to, entry.refers_to)
            if entry.kind == "edit":
                first[entry.sequence] = root
                changes[root] = (*changes.get(root, ()), entry)
            elif entry.kind == "withdrawn":
                taken_back[root] = entry.sequence
        return Versions(changes, taken_back)

    def of_entry(self, sequence: int) -> tuple[OpenedEntry, ...]:
        """Return the later versions of an entry, the oldest first."""
        return self.changes.get(sequence, ())
