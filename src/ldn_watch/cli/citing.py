"""The verbs that hand citations on: to reference managers, spreadsheets, programs and reference lists.

In: the session, a verb's options and arguments. Out: text on stdout or in a file, in UTF-8 wherever it is
read by a program. Raises `UserError` (a name or a PMID that is not known, a file that cannot be written) and
what the watch raises: `root.run` makes one clear line of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from ldn_watch.cli.root import Pmid, check_name, not_archived, root, watch_of
from ldn_watch.cli.session import Session
from ldn_watch.cli.terminal import write_text
from ldn_watch.errors import UserError
from ldn_watch.model import Relevance
from ldn_watch.plans import ExportQuery
from ldn_watch.wording.citing import EXPORTS, STYLES, in_style
from ldn_watch.wording.watching import safe_json


@root.command()
@click.option("--format", "style", type=click.Choice(EXPORTS), default="jsonl", show_default=True)
@click.option("--condition", default="", help="Only this condition, by its id.")
@click.option("--study-type", default="", help="Only this study type, by its id.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First seen on or after this day.")
@click.option(
    "--relevance",
    type=click.Choice([one.value for one in Relevance]),
    multiple=True,
    help="Only this relevance; may be given twice.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout.")
@click.pass_obj
def export(  # noqa: PLR0913, PLR0917 - one parameter an option
    session: Session,
    style: str,
    condition: str,
    study_type: str,
    since: datetime | None,
    relevance: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write the archive: JSON lines, or for a reference manager or a spreadsheet."""
    with watch_of(session) as watch:
        if condition or study_type:
            check_name(condition, watch.labels.conditions, "condition")
            check_name(study_type, watch.labels.study_types, "study type")
        day = since.date() if since else None
        wanted = ExportQuery(condition, study_type, day, frozenset(map(Relevance, relevance)))
        pieces: Iterable[str] = watch.export(style, wanted)
        if style == "jsonl":
            pieces = (f"{safe_json(line)}\n" for line in pieces)
        if output is None:
            write_text(pieces)
        else:
            _write_whole(output, pieces)


@root.command()
@click.argument("pmids", metavar="PMID...", nargs=-1, required=True, type=Pmid())
@click.option("--style", type=click.Choice(STYLES), default="vancouver", show_default=True)
@click.pass_obj
def cite(session: Session, pmids: tuple[str, ...], style: str) -> None:
    """Print archived citations as a reference list or a reference manager wants them."""
    with watch_of(session) as watch:
        known = watch.archived(pmids)
        if missing := [uid for uid in pmids if uid not in known]:
            raise not_archived(missing)
        write_text(in_style([known[uid] for uid in dict.fromkeys(pmids)], style))


def _write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Never half an export under its name, nor one that stays behind where the disk is full."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:  # CSV brings its own line ends
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserError(f"{path} cannot be written ({error.strerror}): nothing is left of it") from error
        raise
