"""The verbs that ask and change nothing: the state, the archive, a verdict, PubMed.

In: the session, a verb's options and arguments. Out: text or JSON on stdout, or a file. Raises `UserError`
(a name or a PMID that is not known) and what the watch raises: `root.run` makes one clear line of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from ldn_watch.cli.root import AS_JSON, Pmid, root, say_all, watch_of
from ldn_watch.errors import UserError
from ldn_watch.model import pmid_of
from ldn_watch.nearest import unknown
from ldn_watch.plans import SearchQuery
from ldn_watch.session import Session
from ldn_watch.terminal import output as to_stdout
from ldn_watch.terminal import say, show_rows, show_table
from ldn_watch.wording import (
    audit_lines,
    card,
    found_objects,
    found_row,
    json_text,
    safe_json,
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
    type=click.Choice(["table", "json"]),
    default="table",
    help="json: a list of objects.",
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
        _check_name(condition, watch.labels.conditions, "condition")
        _check_name(study_type, watch.labels.study_types, "study type")
        day = since.date() if since else None
        found = watch.search(SearchQuery(" ".join(query), condition, study_type, day, limit))
        if session.as_json:
            say(json_text(found_objects(found)))
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
            raise _not_archived(pmid)
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
            raise _not_archived(pmid or "")
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


@root.command()
@click.option("--format", "style", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout.")
@click.pass_obj
def export(session: Session, style: str, output: Path | None) -> None:  # noqa: ARG001 - one style so far
    """Write the archive, one JSON object a line."""
    with watch_of(session) as watch:
        lines = (f"{safe_json(line)}\n" for line in watch.export())
        if output is None:
            with to_stdout():
                sys.stdout.writelines(lines)
        else:
            _write_whole(output, lines)


def _write_whole(path: Path, lines: Iterable[str]) -> None:
    """Never half an export under its name, nor one that stays behind where the disk is full."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserError(f"{path} cannot be written ({error.strerror}): nothing is left of it") from error
        raise


def _check_name(name: str, known: Iterable[str], what: str) -> None:
    if name and name not in known:
        raise UserError(unknown(name, known, what))


def _not_archived(uid: str) -> UserError:
    return UserError(
        f"PMID {pmid_of(uid)} is not in the archive: the query does not match it, or no run saw it"
    )
