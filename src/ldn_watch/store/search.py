"""Full-text search over the archive: the text that is indexed, and queries that cannot go wrong.

Comes in: a citation, or a reader's words and filters. Goes out: the columns of `citation_text`, or the
PMIDs found. Raises nothing of its own: whatever a reader types is a search. FTS5 is SQLite's own
(https://www.sqlite.org/fts5.html); elsewhere `_matching` is another expression over `citation_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, column, literal, or_, select, table, text, true

from ldn_watch.model import Author, Citation, MeshHeading
from ldn_watch.plans import SearchQuery
from ldn_watch.store.schema import citation, tag

_PMID = re.compile(r"(?:pmid:?\s*)?([1-9][0-9]{0,8})", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_FTS = table("citation_fts", column("rowid"))


def texts_of(one: Citation) -> dict[str, str]:
    """What of a citation can be searched, by column."""
    sections = [*one.abstract, *(section for other in one.other_abstracts for section in other.sections)]
    return {
        "title": _lines([one.title, one.vernacular_title]),
        "abstract": _lines(f"{section.label} {section.text}".strip() for section in sections),
        "authors": _lines(map(_name, one.authors)),
        "journal": _lines([one.journal.title, one.journal.abbreviation]),
        "keywords": _lines(keyword.name for keyword in one.keywords),
        "mesh": _lines(map(_heading, one.mesh)),
    }


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, parts))


def _name(author: Author) -> str:
    return author.collective or " ".join(filter(None, (author.given, author.family, author.initials)))


def _heading(heading: MeshHeading) -> str:
    return " / ".join([heading.name, *(qualifier.name for qualifier in heading.qualifiers)])


def to_match(words: str) -> str:
    """The FTS5 expression for a reader's words: each quoted, all must occur; `fibro*` is a beginning.

    Quoted, no word is an operator (AND, NEAR, a hyphen, a colon); a word of signs alone is left out,
    for FTS5 would find nothing by it. "" where no word is left.
    """
    terms = [word for word in words.split() if any(map(str.isalnum, word))]
    return " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' + "*" * word.endswith("*") for word in terms)


def find(conn: Connection, query: SearchQuery) -> list[int]:
    """The PMIDs that `query` asks for, newest first seen first."""
    statement = select(citation.c.pmid).where(_about(_clean(query.words)))
    if query.condition:
        tagged = select(tag.c.pmid).where(tag.c.condition_id == _clean(query.condition))
        statement = statement.where(citation.c.pmid.in_(tagged))
    if query.study_type:
        statement = statement.where(citation.c.study_type == _clean(query.study_type))
    if query.since:
        statement = statement.where(citation.c.first_seen >= datetime.combine(query.since, time.min, UTC))
    newest = statement.order_by(citation.c.first_seen.desc(), citation.c.pmid.desc())
    return list(conn.scalars(newest.limit(max(query.limit, 0))))


def rebuild(conn: Connection) -> None:
    """Make the index anew from the text that it stands for (FTS5 4.4.4)."""
    conn.exec_driver_sql("INSERT INTO citation_fts(citation_fts) VALUES ('rebuild')")


def _about(words: str) -> ColumnElement[Any]:
    wanted = words.strip()
    if not wanted:
        return true()
    ways = list[ColumnElement[Any]]()
    if match := to_match(wanted):
        ways.append(citation.c.pmid.in_(_matching(match)))
    if pmid := _PMID.fullmatch(wanted):
        ways.append(citation.c.pmid == int(pmid[1]))
    if doi := _DOI.fullmatch(wanted):
        ways.append(citation.c.doi == doi[1].lower())
    return or_(*ways) if ways else literal(value=False)


def _matching(match: str) -> Any:
    return select(_FTS.c.rowid).where(text("citation_fts MATCH :match").bindparams(match=match))


def _clean(words: str) -> str:
    """Without NUL, which would end the expression early, and half surrogates, which no database takes."""
    return words.replace("\x00", " ").encode("utf-8", "replace").decode()
