"""How facts become the tables of a report, and which numbers are shown in them."""

from collections.abc import Iterable, Mapping, Sequence

from casework.contacts import ContactForm
from casework.report_topics import (
    CONTACTS_BY_FORM,
    CONTENTS,
    HELD,
    STANDING,
    UNRECORDED,
    WITH_FORM,
    WRITTEN_DOWN,
    Content,
    Measure,
    Share,
    Topic,
    Unit,
)
from casework.reports import (
    NOW,
    UNNAMED,
    Asked,
    By,
    Cell,
    Column,
    Fact,
    Report,
    Row,
    Section,
    Why,
)
from casework.small_numbers import Look, Looks, Margins, cover, is_small


def report(asked: Asked, facts: Iterable[Fact]) -> Report:
    """Return the tables of a report."""
    found: dict[Topic, dict[str, list[Fact]]] = {topic: {} for topic in CONTENTS}
    for fact in facts:
        found[fact.topic].setdefault(_key(asked, fact), []).append(fact)
    keys = _keys(asked, found)
    sections = tuple(
        _Table(
            asked,
            topic,
            (NOW,) if asked.by is By.MONTH and topic in STANDING else keys,
            found[topic],
            _kept(found[Topic.CONTACTS]),
        ).section()
        for topic in asked.topics
        if asked.by is not By.FORM or topic in WITH_FORM
    )
    return Report(asked.period, asked.by, asked.profile, sections, _notes(found))


def _key(asked: Asked, fact: Fact) -> str:
    match asked.by:
        case By.MONTH:
            return NOW if fact.at is None else asked.period.month_of(fact.at)
        case By.CONTACT_PERSON:
            return fact.worker
        case By.PROFILE:
            return fact.profile
        case By.CLIENT:
            return fact.client
        case By.FORM:
            return fact.form


def _keys(
    asked: Asked, found: Mapping[Topic, Mapping[str, Sequence[Fact]]]
) -> tuple[str, ...]:
    if asked.by is By.MONTH:
        return asked.period.months()
    keys = {key for topic in found.values() for key in topic}
    if asked.by is By.FORM:
        return tuple(form for form in ContactForm if form in keys)
    return tuple(sorted(keys, key=_in_order))


def _in_order(key: str) -> tuple[bool, int, str]:
    """Order K2 before K10, and those who are not told apart last."""
    return key == UNNAMED, len(key) if key[1:].isdecimal() else 0, key


def _kept(contacts: Mapping[str, Iterable[Fact]]) -> dict[str, bool]:
    """Return whether contacts of anybody are written down, row by row."""
    return {
        key: any(fact.part != UNRECORDED for fact in facts)
        for key, facts in contacts.items()
    }


def _notes(found: Mapping[Topic, Mapping[str, Sequence[Fact]]]) -> tuple[Why, ...]:
    parts = {fact.part for row in found[Topic.CONTACTS].values() for fact in row}
    if UNRECORDED not in parts:
        return ()
    return (Why.SOME_NOT_RECORDED if parts - {UNRECORDED} else Why.NOT_RECORDED,)


class _Table:
    """One table on its way: what was counted, and how it may be shown."""

    def __init__(
        self,
        asked: Asked,
        topic: Topic,
        keys: Sequence[str],
        facts: Mapping[str, Sequence[Fact]],
        kept: Mapping[str, bool],
    ) -> None:
        self._asked = asked
        self._topic = topic
        self._keys = keys
        self._rows = [facts.get(key, ()) for key in keys]
        self._kept = kept
        self._content: Content = CONTENTS[topic]
        if asked.by is By.FORM and topic is Topic.CONTACTS:
            self._content = CONTACTS_BY_FORM
        self._parts = self._content.parts
        if self._content.only_used:
            used = {fact.part for row in self._rows for fact in row}
            self._parts = tuple(part for part in self._parts if part in used)
        self._has_total = not asked.by.names_persons and len(keys) > 1

    def section(self) -> Section:
        """Return the table."""
        if not self._keys:
            return Section(self._topic, self._asked.by, self._columns(), (), None)
        counts = [self._counted(facts) for facts in self._rows]
        looks = self._looks(counts)
        measured = [self._measured(each) for each in self._content.measures]
        rows = tuple(
            Row(
                key,
                self._known(
                    key,
                    (
                        *self._cells(counts[at], looks.cells[at], looks.of_rows[at]),
                        *(cells[at] for cells in measured),
                    ),
                ),
            )
            for at, key in enumerate(self._keys)
        )
        total = None
        if self._has_total:
            summed = [sum(column) for column in zip(*counts, strict=True)]
            cells = self._cells(summed, looks.of_columns, looks.of_all)
            last = (cells[-1] for cells in measured)
            total = Row("", self._known(None, (*cells, *last)))
        return Section(self._topic, self._asked.by, self._columns(), rows, total)

    def _columns(self) -> tuple[Column, ...]:
        content = self._content
        return (
            *([Column(content.total)] if content.total else []),
            *(Column(part, is_part=True) for part in self._parts),
            *(Column(share.name, Unit.PERCENT) for share in content.shares),
            *(Column(each.name, each.unit) for each in content.measures),
        )

    def _counted(self, facts: Iterable[Fact]) -> list[int]:
        counts = dict.fromkeys(self._parts, 0)
        for fact in facts:
            part = HELD if self._content is CONTACTS_BY_FORM else fact.part
            if part in counts:
                counts[part] += 1
        return list(counts.values())

    def _looks(self, counts: Sequence[Sequence[int]]) -> Looks:
        margins = Margins(bool(self._content.total), self._has_total)
        if self._asked.covers:
            return cover(counts, margins)
        # Who asks may see each of these; the others stay small in a row of their own.
        rows = [
            cover([row if self._is_unnamed(key) else [0] * len(row)], margins)
            for key, row in zip(self._keys, counts, strict=True)
        ]
        return Looks(
            tuple(each.cells[0] for each in rows),
            tuple(each.of_rows[0] for each in rows),
            (Look.OPEN,) * len(self._parts),
            Look.OPEN,
        )

    def _is_unnamed(self, key: str) -> bool:
        return self._asked.by.names_persons and key == UNNAMED

    def _cells(
        self, counts: Sequence[int], looks: Sequence[Look], look_of_sum: Look
    ) -> tuple[Cell, ...]:
        cells = [Cell(*each) for each in zip(counts, looks, strict=True)]
        shown = dict(zip(self._parts, cells, strict=True))
        shares = [_share(share, shown) for share in self._content.shares]
        total = [Cell(sum(counts), look_of_sum)] if self._content.total else []
        return (*total, *cells, *shares)

    def _measured(self, measure: Measure) -> list[Cell]:
        """Return a number for each row, and behind them that of all together."""
        rows = [[*_numbers(facts, measure)] for facts in self._rows]
        everything = [number for row in rows for number in row]
        counts = [[len(numbers)] for numbers in rows]
        hidden = [is_small(len(each)) for each in (*rows, everything)]
        if measure.adds_up and self._asked.covers:
            looks = cover(counts, Margins(of_rows=False, of_columns=self._has_total))
            hidden = [
                look is not Look.OPEN
                for look in (*(each[0] for each in looks.cells), *looks.of_columns)
            ]
        if not self._asked.covers:
            unnamed = [self._is_unnamed(key) for key in self._keys]
            hidden = [a and b for a, b in zip(hidden, [*unnamed, False], strict=True)]
        return [
            _reckoned(measure, numbers, is_hidden=is_hidden)
            for numbers, is_hidden in zip((*rows, everything), hidden, strict=True)
        ]

    def _known(self, key: str | None, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Return the numbers, and for each that nobody can know the reason."""
        return tuple(
            cell if why is None else Cell(why=why)
            for cell, column in zip(cells, self._columns(), strict=True)
            for why in [self._why_not(key, column.name)]
        )

    def _why_not(self, key: str | None, column: str) -> Why | None:
        """Return why a number of a row, or of all together, is not known."""
        asked = self._asked
        if asked.by is By.MONTH and key not in (None, NOW):
            month = asked.period.month_of(asked.now)
            if str(key) > month and self._topic is not Topic.MEETINGS:
                return Why.AHEAD
        is_written = self._topic in WRITTEN_DOWN and column != "planned"
        if is_written or column == "stand_ins":
            rows = self._kept.values() if key is None else [self._kept.get(key, True)]
            if rows and not any(rows):
                return Why.NOT_RECORDED
        begins = asked.changes_since
        if column == "changes" and begins and begins > asked.period.since:
            is_month = asked.by is By.MONTH and key is not None
            if not is_month or str(key) <= asked.period.month_of(begins):
                return Why.NOT_YET_KEPT
        return None


def _share(share: Share, shown: Mapping[str, Cell]) -> Cell:
    """Return so many of a hundred, where nothing can be worked out from it."""
    used = [shown[part] for part in {*share.of, *share.out_of}]
    if any(cell.look is not Look.OPEN for cell in used):
        return Cell(look=Look.COVERED)
    whole = sum(shown[part].value or 0 for part in share.out_of)
    if not whole:
        return Cell(why=Why.NOTHING_TO_MEASURE)
    return Cell(round(100 * sum(shown[part].value or 0 for part in share.of) / whole))


def _numbers(facts: Iterable[Fact], measure: Measure) -> Iterable[int]:
    for fact in facts:
        if (
            fact.part in measure.parts
            and fact.number is not None
            and measure.in_hours in (None, fact.in_hours)
        ):
            yield fact.number


def _reckoned(measure: Measure, numbers: Sequence[int], *, is_hidden: bool) -> Cell:
    if not numbers:
        return Cell(why=Why.NOTHING_TO_MEASURE)
    if is_hidden:
        return Cell(look=Look.COVERED)
    return Cell(measure.reckon(numbers))
