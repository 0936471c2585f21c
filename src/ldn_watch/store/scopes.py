"""What pages ask: what changed since a version, which citations belong to a scope, how many of which kind.

Comes in: a connection (in a transaction, for what writes), PMIDs, a version, a `Scope`. Goes out: `Changes`,
uids, `Tally` lines. Raises what the database raises.

A scope is what a feed or a list page is about: "" (everything), `condition:ID`, `group:ID`. Each
remembers the version at which a line last entered, left or changed in it: publishing renders what is touched.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Select, func, select, update

from ldn_watch.citation import uid_of
from ldn_watch.plans import Changes, Scope, Tally
from ldn_watch.store.schema import citation, feed_line, scope, tag
from ldn_watch.store.sqlite import members, upsert


def scopes_of(conn: Connection, pmids: Collection[int]) -> set[str]:
    """The scopes in which lines of these citations stand now."""
    return set(conn.scalars(select(feed_line.c.scope).where(feed_line.c.pmid.in_(members(pmids))).distinct()))


def touch(conn: Connection, pmids: Collection[int], scopes: Collection[str], version: int) -> None:
    """These citations and scopes changed at this version."""
    conn.execute(update(citation).where(citation.c.pmid.in_(members(pmids))).values(changed=version))
    if scopes:
        rows = [{"name": name, "changed": version} for name in sorted(scopes)]
        conn.execute(upsert(scope, "name"), rows)


def changed_since(conn: Connection, version: int) -> Changes:
    """Whatever changed after this version, in the order of PMIDs and of names."""
    uids = select(citation.c.pmid).where(citation.c.changed > version).order_by(citation.c.pmid)
    names = select(scope.c.name).where(scope.c.changed > version).order_by(scope.c.name)
    return Changes(
        tuple(uid_of(pmid) for pmid in conn.scalars(uids)),
        tuple(to_scope(name) for name in conn.scalars(names)),
    )


def to_scope(name: str) -> Scope:
    """`condition:fibromyalgia` -> Scope(condition="fibromyalgia")."""
    kind, _, what = name.partition(":")
    return Scope(**{kind: what}) if kind else Scope()


def listed(conn: Connection, relevance: Collection[str], where: Scope) -> list[str]:
    """The uids of a scope's citations of these relevances, in the order of PMIDs."""
    statement = _members(relevance, where).order_by(citation.c.pmid)
    return [uid_of(row.pmid) for row in conn.execute(statement)]


def tally(conn: Connection, relevance: Collection[str], where: Scope) -> list[Tally]:
    """How many of a scope's citations appeared in which year as which study type; oldest year first."""
    year = func.substr(citation.c.published, 1, 4).label("year")
    which = citation.c.pmid.in_(_members(relevance, where))
    statement = select(year, citation.c.study_type, func.count().label("number")).where(which)
    rows = conn.execute(statement.group_by(year, citation.c.study_type).order_by(year, citation.c.study_type))
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
