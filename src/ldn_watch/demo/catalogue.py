"""The records that a replica serves, and the bundled ones of the demonstration.

Comes in: records, or the XML files beside this module, one for each day of the story. Goes out: a
`Catalogue` that can be searched and changed while a replica serves it. Raises ValueError where a
file holds what is not a record.

Titles, journals, years and PMIDs below 99,000,000 in the bundled files are bibliographic facts; the
abstracts were written for this demonstration. PMIDs from 99,000,000 on are fictitious: of real
citations whose PMID was not known, and of records that are made up and say so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from threading import Lock

from ldn_watch.demo.records import Record, split_records, to_record

DAYS = (1, 2, 3)


class Catalogue:
    """Records by PMID. Reading needs no lock: a change replaces the whole mapping at once."""

    def __init__(self, records: Iterable[Record | bytes] = ()) -> None:
        self._lock = Lock()
        self._records: dict[int, Record] = {}
        self._pmids: list[int] = []
        self._found: dict[Hashable, frozenset[int]] = {}
        self.put(*records)

    @classmethod
    def load(cls, day: int = DAYS[-1]) -> Catalogue:
        """The bundled catalogue as it stands at the end of `day` (1, 2 or 3) of the story."""
        return cls(record for number in DAYS if number <= day for record in read_day(number))

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    @property
    def pmids(self) -> Sequence[int]:
        """All PMIDs in ascending order."""
        return self._pmids

    def get(self, pmid: int | str) -> Record | None:
        return self._records.get(int(pmid))

    def put(self, *records: Record | bytes) -> None:
        """Add records, or replace those of the same PMID; bytes are indexed first."""
        known = [record if isinstance(record, Record) else to_record(record) for record in records]
        with self._lock:
            self._change({**self._records, **{record.pmid: record for record in known}})

    def remove(self, *pmids: int) -> None:
        """Take records away, as NLM does with duplicates; unknown PMIDs are ignored."""
        with self._lock:
            self._change({pmid: record for pmid, record in self._records.items() if pmid not in pmids})

    def touch(self, pmid: int, day: date) -> None:
        """Let the MDAT of a record be `day` though nothing in it changed."""
        with self._lock:
            self._change({**self._records, pmid: replace(self._records[pmid], revised=day)})

    def between(self, low: int, high: int) -> Sequence[int]:
        """The PMIDs from `low` to `high`, both included."""
        return self._pmids[bisect_left(self._pmids, low) : bisect_right(self._pmids, high)]

    def select(self, key: Hashable, test: Callable[[Record], bool]) -> frozenset[int]:
        """The PMIDs for which `test` holds; remembered under `key` until something changes."""
        found = self._found  # a change meanwhile must not see this answer in its own memory
        if key not in found:
            found[key] = frozenset(record.pmid for record in self._records.values() if test(record))
        return found[key]

    def _change(self, records: dict[int, Record]) -> None:
        self._records = records
        self._pmids = sorted(records)
        self._found = {}


def read_day(day: int) -> tuple[Record, ...]:
    """What the bundled catalogue brings on `day`: new records, and new versions of known ones."""
    source = resources.files("ldn_watch.demo") / "catalogue" / f"day{day}.xml"
    return tuple(map(to_record, split_records(source.read_bytes())))
