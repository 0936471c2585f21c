"""Citations and verdicts as CSV (RFC 4180: CRLF, quotes doubled), for spreadsheets.

Comes in: archived citations. Goes out: lines of text in UTF-8, the names of the columns first; lists are
parted by "; ". Raises nothing. A cell that a spreadsheet would take for a formula (=, +, -, @ and their wide
forms) begins with an apostrophe, as OWASP advises against CSV injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from ldn_watch.model import Archived, TagKind
from ldn_watch.render.cite import particulars
from ldn_watch.render.reference import to_authors
from ldn_watch.render.text import one_line

COLUMNS = (
    "pmid", "title", "original_title", "authors", "journal", "year", "published", "volume", "issue", "pages",
    "doi", "pmcid", "relevance", "study_type", "conditions", "mentions", "dose", "participants",
    "publication_types", "retracted", "expression_of_concern", "removed", "preprint", "first_seen",
    "note", "url",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def to_csv(rows: Iterable[Archived]) -> Iterator[str]:
    """The table, a line at a time."""
    yield _line(COLUMNS)
    for row in rows:
        cells = to_cells(row)
        yield _line(harmless(cells[name]) for name in COLUMNS)


def harmless(text: str) -> str:
    """The text as one line that no spreadsheet computes."""
    clean = one_line(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def to_cells(row: Archived) -> dict[str, str]:
    """One citation, a text a column."""
    citation, verdict = row.citation, row.verdict
    return _bibliographic(row) | {
        "relevance": verdict.relevance.value,
        "study_type": verdict.study_type,
        "conditions": "; ".join(dict.fromkeys(verdict.conditions(TagKind.TOPIC))),
        "mentions": "; ".join(dict.fromkeys(verdict.conditions(TagKind.MENTION))),
        "dose": verdict.dose,
        "participants": "; ".join(one.value for one in verdict.details if one.kind == "participants"),
        "publication_types": "; ".join(term.name for term in citation.publication_types),
        "retracted": _yes(given=citation.is_retracted),
        "expression_of_concern": _yes(given=bool(citation.linked(*particulars.CONCERN_LINKS))),
        "removed": _yes(given=row.deleted),
        "preprint": _yes(given=citation.is_preprint),
        "first_seen": row.first_seen.date().isoformat(),
        "note": " ".join(particulars.notes_of(citation, removed=row.deleted)),
    }


def _bibliographic(row: Archived) -> dict[str, str]:
    citation = row.citation
    day = particulars.date_of(citation)
    return {
        "pmid": citation.pmid,
        "title": particulars.title_of(citation),
        "original_title": particulars.original_title_of(citation),
        "authors": "; ".join(to_authors(citation.authors)) + "; et al." * (not citation.authors_complete),
        "journal": particulars.container_of(citation),
        "year": str(day[0]) if day else "",
        "published": "-".join(f"{number:02}" for number in day),
        "volume": citation.journal.volume,
        "issue": citation.journal.issue,
        "pages": particulars.pages_of(citation),
        "doi": particulars.doi_of(citation),
        "pmcid": particulars.pmc_of(citation),
        "url": particulars.pubmed_of(citation),
    }


def _yes(*, given: bool) -> str:
    return "yes" if given else "no"
