"""What pages ask: what changed since a version, which citations belong to a scope, how many of which kind.

Comes in: a connection (in a transaction, for what writes), PMIDs, a version, a `Scope`. Goes out: `Changes`,
uids, `Tally` lines. Raises what the database raises.

A scope is what a feed or a list page is about: "" (everything), `condition:ID`, `group:ID`. Each, and each
publication year of it (`condition:ID@2024`), remembers the version at which a line last entered, left or
changed in it: publishing renders what is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Select, func, select, update

from ldn_watch.citation import uid_of
from ldn_watch.plans import Changes, Scope, Shelved, Tally
from ldn_watch.store.ledger import GRAVE_BAND
from ldn_watch.store.schema import citation, feed_line, scope, tag
from ldn_watch.store.sqlite import members, upsert

AT = "@"  # between a scope's name and a year; no id of a condition or group holds one
YEAR = func.substr(citation.c.published, 1, 4).label("year")


def scopes_of(conn: Connection, years: Mapping[int, Collection[str]]) -> set[str]:
    """The scopes in which lines of these citations stand now, and the same of the years given for each."""
    where = feed_line.c.pmid.in_(members(years))
    found = set[str]()
    for pmid, name in conn.execute(select(feed_line.c.pmid, feed_line.c.scope).where(where).distinct()):
        found.add(name)
        found.update(f"{name}{AT}{year}" for year in years[pmid])
    return found


def years_of(conn: Connection, pmids: Collection[int]) -> dict[int, str]:
    """In which year each archived one of these was published."""
    rows = conn.execute(select(citation.c.pmid, YEAR).where(citation.c.pmid.in_(members(pmids))))
    return {row.pmid: row.year for row in rows}


def touch(conn: Connection, pmids: Collection[int], scopes: Collection[str], version: int) -> None:
    """These citations and scopes changed at this version."""
    conn.execute(update(citation).where(citation.c.pmid.in_(members(pmids))).values(changed=version))
    if scopes:
        rows = [{"name": name, "changed": version} for name in sorted(scopes)]
        conn.execute(upsert(scope, "name"), rows)


def changed_since(conn: Connection, version: int) -> Changes:
    """Whatever changed after this version, in the order of PMIDs and of names."""
    uids = select(citation.c.pmid).where(citation.c.changed > version).order_by(citation.c.pmid)
    names = list(conn.scalars(select(scope.c.name).where(scope.c.changed > version).order_by(scope.c.name)))
    return Changes(
        tuple(uid_of(pmid) for pmid in conn.scalars(uids)),
        tuple(to_scope(name) for name in names if AT not in name),
        tuple((to_scope(name), year) for name, at, year in (one.partition(AT) for one in names) if at),
    )


def to_scope(name: str) -> Scope:
    """`condition:fibromyalgia` -> Scope(condition="fibromyalgia")."""
    kind, _, what = name.partition(":")
    return Scope(**{kind: what}) if kind else Scope()


def listed(conn: Connection, relevance: Collection[str], where: Scope) -> list[str]:
    """The uids of a scope's citations of these relevances, in the order of PMIDs."""
    statement = _members(relevance, where).order_by(citation.c.pmid)
    return [uid_of(row.pmid) for row in conn.execute(statement)]


def shelf(conn: Connection, relevance: Collection[str], where: Scope) -> list[Shelved]:
    """A scope's citations, newest publication first."""
    which = citation.c.pmid.in_(_members(relevance, where))
    statement = select(citation.c.uid, YEAR, citation.c.study_type).where(which)
    order = (citation.c.published.desc(), citation.c.pmid.desc())
    return [Shelved(*row) for row in conn.execute(statement.order_by(*order))]


def grave(conn: Connection, relevance: Collection[str]) -> list[str]:
    """What is retracted, in doubt or removed, newest publication first."""
    told = select(feed_line.c.pmid).where(feed_line.c.scope == "", feed_line.c.band == GRAVE_BAND)
    retracted = citation.c.is_retracted & citation.c.relevance.in_(sorted(relevance))
    statement = select(citation.c.pmid).where(retracted | citation.c.pmid.in_(told))
    statement = statement.order_by(citation.c.published.desc(), citation.c.pmid.desc())
    return [uid_of(row.pmid) for row in conn.execute(statement)]


def tally(conn: Connection, relevance: Collection[str], where: Scope) -> list[Tally]:
    """How many of a scope's citations appeared in which year as which study type; oldest year first."""
    which = citation.c.pmid.in_(_members(relevance, where))
    statement = select(YEAR, citation.c.study_type, func.count().label("number")).where(which)
    rows = conn.execute(statement.group_by(YEAR, citation.c.study_type).order_by(YEAR, citation.c.study_type))
    return [Tally(row.year, row.study_type, row.number) for row in rows]


def _members(relevance: Collection[str], where: Scope) -> Select[tuple[int]]:
    shown = citation.c.relevance.in_(sorted(relevance))
    statement = select(citation.c.pmid).where(shown)
    named = [
        column == name
        for column, name in ((tag.c.condition_id, where.condition), (tag.c.group_id, where.group))
        if name
    ]
    return statement.where(citation.c.pmid.in_(select(tag.c.pmid).where(*named))) if named else statement
