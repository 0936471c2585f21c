"""The table: every citation's PMID, year, study type, flags and conditions, small enough to load first.

Comes in: `SearchRecord`s. Goes out: `search/table.json`, and a table back from it. Raises `ValueError` where
the text is no table of this version.

By it the browser filters, counts and sorts without loading anything else, and knows which citations there
are: what other files say of a PMID that has no row is not shown. It also tells how large those files are, so
that the browser knows before it loads them what a query will cost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ldn_watch.render.pages.finding import Named, SearchRecord, Topic
from ldn_watch.webindex.coding import decode, encode
from ldn_watch.webindex.texts import FILES
from ldn_watch.webindex.words import RULES

VERSION = 2  # raised when the files are written otherwise
FIRST_YEAR = 1800  # an older one counts as unknown
PREPRINT, RETRACTED, CHILDREN = 1, 2, 4
TEXT_UNIT = 1000  # bytes; a file's size rounded up is all that the browser reckons with


@dataclass(frozen=True, slots=True)
class Row:
    """A citation's row; `conditions` and `study` are ids."""

    pmid: int
    year: int
    study: str
    flags: int
    conditions: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """Rows by PMID, and the names of what they tell."""

    rows: dict[int, Row] = field(default_factory=dict)
    conditions: dict[str, Topic] = field(default_factory=dict)
    studies: dict[str, Named] = field(default_factory=dict)
    shelves: dict[str, int] = field(default_factory=dict)  # the word files that there are, and their bytes
    texts: dict[int, int] = field(default_factory=dict)  # the files of texts, and their units
    known: int = 0  # the bytes of the list of known words

    def put(self, record: SearchRecord) -> None:
        """The record's row in place of its old one."""
        self.rows[record.pmid] = to_row(record)
        self.conditions |= {topic.id: topic for topic in record.conditions}
        self.studies[record.study.id] = record.study

    def to_bytes(self) -> bytes:
        """The file: the same bytes whatever the order in which the rows came; names in use alone."""
        used = {one for row in self.rows.values() for one in row.conditions}
        conditions = sorted(used)
        studies = sorted({row.study for row in self.rows.values()})
        places = {name: place for place, name in enumerate(conditions)}
        kinds = {name: place for place, name in enumerate(studies)}
        told = {
            "version": VERSION,
            "count": len(self.rows),
            "rules": RULES,
            "conditions": [_topic(self.conditions[name]) for name in conditions],
            "shelves": dict(sorted(self.shelves.items())),
            "known": self.known,
            "texts": "".join(encode(self.texts.get(number, 0)) for number in range(FILES)),
            "studies": [[name, self.studies[name].label] for name in studies],
            "rows": "".join(_encoded(self.rows, places, kinds)),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def read(cls, body: bytes) -> Self:
        """The table that these bytes are."""
        told = json.loads(body)
        if not isinstance(told, dict) or told.get("version") != VERSION or told.get("rules") != RULES:
            raise ValueError("no index, or one of another version")
        topics = [Topic(name, label, Named(*group)) for name, label, group in told["conditions"]]
        studies = [Named(*one) for one in told["studies"]]
        rows = {row.pmid: row for row in _decoded(told["rows"], topics, studies)}
        if len(rows) != told["count"]:
            raise ValueError("rows are missing")
        names = {one.id: one for one in topics}, {one.id: one for one in studies}
        sizes = {number: size for number, (size, _) in enumerate(decode(told["texts"])) if size}
        return cls(rows, *names, dict(told["shelves"]), sizes, told["known"])

    def weigh_text(self, number: int, body: bytes) -> None:
        """Note the size of a file of texts; without a byte it is none any more."""
        self.texts[number] = -(-len(body) // TEXT_UNIT)


def to_row(record: SearchRecord) -> Row:
    flags = (
        PREPRINT * record.is_preprint + RETRACTED * record.is_retracted + CHILDREN * record.is_about_children
    )
    year = record.year if record.year > FIRST_YEAR else 0
    return Row(record.pmid, year, record.study.id, flags, tuple(one.id for one in record.conditions))


def _topic(topic: Topic) -> list[Any]:
    return [topic.id, topic.label, [topic.group.id, topic.group.label]]


def _encoded(rows: Mapping[int, Row], places: Mapping[str, int], kinds: Mapping[str, int]) -> Iterator[str]:
    """Newest PMID first: distance to the one before, year, study type, flags, number of conditions, each."""
    before = 0
    for pmid in sorted(rows, reverse=True):
        row = rows[pmid]
        numbers = (
            abs(before - pmid),
            max(0, row.year - FIRST_YEAR),
            kinds[row.study],
            row.flags,
            len(row.conditions),
            *(places[name] for name in row.conditions),
        )
        before = pmid
        yield "".join(map(encode, numbers))


def _decoded(text: str, topics: list[Topic], studies: list[Named]) -> Iterator[Row]:
    numbers = (number for number, _ in decode(text))
    pmid = 0
    for distance in numbers:
        pmid = pmid - distance if pmid else distance
        yield _row(pmid, numbers, topics, studies)


def _row(pmid: int, numbers: Iterator[int], topics: list[Topic], studies: list[Named]) -> Row:
    try:
        year, study, flags, size = (next(numbers) for _ in range(4))
        conditions = tuple(topics[next(numbers)].id for _ in range(size))
        return Row(pmid, year and year + FIRST_YEAR, studies[study].id, flags, conditions)
    except (RuntimeError, StopIteration, IndexError):
        raise ValueError("the table is cut") from None


def table_of(records: Iterable[SearchRecord]) -> Table:
    """The table of these records."""
    table = Table()
    for record in records:
        table.put(record)
    return table
