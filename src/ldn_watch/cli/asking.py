"""The verbs that ask and change nothing: the state, the archive, a verdict, PubMed.

In: the session, a verb's options and arguments. Out: text or JSON on stdout. Raises `UserError`
(a name or a PMID that is not known) and what the watch raises: `root.run` makes one clear line of it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from ldn_watch.cli.root import AS_JSON, Pmid, check_name, not_archived, root, say_all, watch_of
from ldn_watch.cli.session import Session
from ldn_watch.cli.terminal import say, show_rows, show_table, write_text
from ldn_watch.plans import SearchQuery
from ldn_watch.wording.citing import EXPORTS, in_format
from ldn_watch.wording.watching import (
    audit_lines,
    card,
    found_objects,
    found_row,
    json_text,
    status_rows,
    verdict_rows,
)


@root.command()
@AS_JSON
@click.pass_obj
def status(session: Session, *, as_json: bool) -> None:
    """When PubMed last answered, what is archived, what is owed."""
    session.as_json = as_json
    with watch_of(session) as watch:
        found = watch.status()
        if as_json:
            say(json_text(found))
        else:
            show_rows(status_rows(found))


@root.command()
@click.argument("query", nargs=-1)
@click.option("--condition", default="", help="Only this condition, by its id.")
@click.option("--study-type", default="", help="Only this study type, by its id.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First seen on or after this day.")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most so many."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", *EXPORTS]),
    default="table",
    help="json: a list of objects; others: as export writes them.",
)
@click.pass_obj
def search(  # noqa: PLR0913, PLR0917 - one parameter an option
    session: Session,
    query: tuple[str, ...],
    condition: str,
    study_type: str,
    since: datetime | None,
    limit: int,
    style: str,
) -> None:
    """Find archived citations by words, a PMID or a DOI."""
    session.as_json = style == "json"
    with watch_of(session) as watch:
        check_name(condition, watch.labels.conditions, "condition")
        check_name(study_type, watch.labels.study_types, "study type")
        day = since.date() if since else None
        found = watch.search(SearchQuery(" ".join(query), condition, study_type, day, limit))
        if session.as_json:
            say(json_text(found_objects(found)))
        elif style in EXPORTS:
            write_text(in_format(found, style))
        elif found:
            show_table(("PMID", "Published", "Citation"), (found_row(one, watch.labels) for one in found))
        elif not session.quiet:
            say("Nothing found.")


@root.command()
@click.argument("pmid", type=Pmid())
@click.pass_obj
def show(session: Session, pmid: str) -> None:
    """Show an archived citation and its history."""
    with watch_of(session) as watch:
        found = watch.show(pmid)
        if found is None:
            raise not_archived([pmid])
        archived, events = found
        show_rows(card(archived, events, watch.labels))


@root.command()
@click.argument("pmid", type=Pmid(), required=False)
@click.option("--text", help="Judge this text, as if it were a title and an abstract.")
@click.pass_obj
def explain(session: Session, pmid: str | None, text: str | None) -> None:
    """Say why: relevance, conditions, study type and dose, each with its evidence."""
    if (pmid is None) == (text is None):
        raise click.UsageError("explain takes a PMID or --text TEXT, one of the two")
    if text is not None:
        from ldn_watch.rulebooks import explain_text

        show_rows(verdict_rows(*explain_text(session.rules_folder(), text)))
        return
    with watch_of(session) as watch:
        found = watch.explain(pmid or "")
        if not found:
            raise not_archived([pmid or ""])
        show_rows([("Title", found[0].title), *verdict_rows(found[1], watch.labels)])


@root.command()
@AS_JSON
@click.pass_obj
def audit(session: Session, *, as_json: bool) -> None:
    """Ask PubMed again: what is missing here, and what polling by date would have missed."""
    session.as_json = as_json
    with watch_of(session) as watch:
        report = watch.audit()
    if as_json:
        say(json_text(asdict(report)))
    else:
        say_all(audit_lines(report))
