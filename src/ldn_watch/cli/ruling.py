"""The `rules` group: the verbs on the knowledge itself.

In: the session, which knows the operator's folder of rules, and files. Out: text or JSON on stdout. Raises
`UserError` with every problem of the rules: `root.run` makes clear lines of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ldn_watch.cli.root import AS_JSON, root, say_all, watch_of
from ldn_watch.cli.session import Session
from ldn_watch.cli.terminal import say
from ldn_watch.errors import UserError
from ldn_watch.wording.ruling import evaluation_lines, trial_line
from ldn_watch.wording.watching import count, json_text

if TYPE_CHECKING:
    from ldn_watch.model import Citation
    from ldn_watch.rules.evaluation import Line


@root.group()
def rules() -> None:
    """The knowledge: conditions, relevance, study types."""


@rules.command("check")
@click.option("--examples", is_flag=True, help="Show every example and how it is judged.")
@click.pass_obj
def rules_check(session: Session, *, examples: bool) -> None:
    """Run every rule's own examples, and look for rules that contradict one another."""
    from ldn_watch.rulebooks import try_rules

    trials, conflicts = try_rules(session.rules_folder())
    if examples:
        say_all(map(trial_line, trials))
    problems = [*(trial_line(trial) for trial in trials if trial.failed), *conflicts]
    if problems:
        raise UserError(f"the rules have {count(len(problems), 'problem')}", problems)
    if session.is_loud:
        examined = count(len(trials), "example")
        say(f"The rules are sound: all {examined} are judged as they say, no two rules conflict.")


@rules.command("new")
@click.argument("name", metavar="ID")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to; otherwise the folder that the configuration names, otherwise ./rules.",
)
@click.pass_obj
def rules_new(session: Session, name: str, folder: Path | None) -> None:
    """Write a commented rule file for a condition of your own, or for more of a built-in one."""
    from ldn_watch.rulebooks import new_rule_file

    configured = session.rules_folder()
    path = new_rule_file(folder or configured or Path("rules"), name)
    if session.quiet:
        return
    say(f"Wrote {path}. Next:")
    say(f"  1. open {path}: what stands behind a # explains each line")
    if configured is None or path.parent.absolute() != configured:
        say(f'  2. write folder = "{path.parent}" under [rules] in {session.path}')
    say("  then: ldn-watch rules check, and ldn-watch retag --dry-run to see what it changes")


@rules.command("eval")
@click.argument(
    "files", metavar="FILE.jsonl [XML]...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--xml",
    "xml",
    metavar="FILE...",
    multiple=True,
    type=click.Path(path_type=Path),
    help="PubMed XML with the records of the lines' PMIDs: files, or folders of them.",
)
@AS_JSON
@click.pass_obj
def rules_eval(session: Session, files: tuple[Path, ...], xml: tuple[Path, ...], *, as_json: bool) -> None:
    """Measure the rules on texts of which the truth is known, with every error and its reason."""
    from ldn_watch.parts import read_citations
    from ldn_watch.rulebooks import evaluate_lines, lines_of, records_beside
    from ldn_watch.rules.evaluation import to_object

    session.as_json = as_json
    path, given = _sorted_out(files, xml)
    lines = lines_of(path)
    records = _archived(session, lines) | read_citations(sorted({*given, *records_beside(lines, path)}))
    evaluation = evaluate_lines(lines, records, session.rules_folder())
    if as_json:
        say(json_text(to_object(evaluation)))
    else:
        say_all(evaluation_lines(evaluation))


def _sorted_out(files: Sequence[Path], xml: Sequence[Path]) -> tuple[Path, list[Path]]:
    """The file of lines, and the XML: of a shell's `--xml *.xml` all but the first stand beside."""
    more = [path for path in files if path.name.endswith((".xml", ".xml.gz")) or path.is_dir()]
    lines = [path for path in files if path not in more]
    if len(lines) != 1:
        raise click.UsageError("rules eval takes one file of JSON lines; XML goes behind --xml")
    return lines[0], [*xml, *more]


def _archived(session: Session, lines: Sequence[Line]) -> dict[str, Citation]:
    """The lines' records in the archive, where there is a watch."""
    if not session.has_archive():
        return {}
    uids = [line.citation.uid for line in lines if line.citation.uid]
    with watch_of(session) as watch:
        return {uid: one.citation for uid, one in watch.archived(uids).items()}
