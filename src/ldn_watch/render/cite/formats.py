"""Citations for reference managers, spreadsheets and reference lists.

Comes in: a citation (RIS, BibTeX, CSL-JSON, NBIB, a line of text), or archived ones (a whole file, CSV). Goes
out: text; the same input gives the same bytes. Raises nothing. A retracted citation says so in each of them,
in a note or a publication type; its title stays NLM's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ldn_watch.model import Archived
from ldn_watch.render.cite.bibtex import to_bibtex
from ldn_watch.render.cite.csl import to_csl, to_csl_list
from ldn_watch.render.cite.line import to_text
from ldn_watch.render.cite.nbib import to_nbib
from ldn_watch.render.cite.ris import to_ris
from ldn_watch.render.cite.table import to_csv

__all__ = [
    "FORMATS",
    "Format",
    "to_bibtex",
    "to_csl",
    "to_csl_list",
    "to_csv",
    "to_nbib",
    "to_ris",
    "to_text",
]


class Format(NamedTuple):
    """How a file of citations is called, announced and written: its extension, its media type, and what
    makes of archived citations the pieces of its text (UTF-8; lines end as they stand).
    """

    extension: str
    media_type: str
    render: Callable[[Iterable[Archived]], Iterator[str]]


def _each(write: Callable[..., str]) -> Callable[[Iterable[Archived]], Iterator[str]]:
    return lambda rows: (write(row.citation, removed=row.deleted) for row in rows)


def _csl(rows: Iterable[Archived]) -> Iterator[str]:
    return to_csl_list(to_csl(row.citation, removed=row.deleted) for row in rows)


FORMATS = {
    "ris": Format("ris", "application/x-research-info-systems", _each(to_ris)),
    "bibtex": Format("bib", "application/x-bibtex", _each(to_bibtex)),
    "csl": Format("json", "application/vnd.citationstyles.csl+json", _csl),
    "csv": Format("csv", "text/csv; charset=utf-8", to_csv),
    "nbib": Format("nbib", "application/nbib", _each(to_nbib)),
}
