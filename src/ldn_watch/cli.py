"""The verbs, their options and exit codes; no logic.

In: the command line. Out: text, or with --json one object, on stdout; failures in one clear line on
stderr; an exit code (session.py). Raises nothing: `main` ends the process.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Event as Signal
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from ldn_watch import __version__
from ldn_watch.errors import UserError
from ldn_watch.model import RunReport, pmid_of
from ldn_watch.nearest import unknown
from ldn_watch.plans import SearchQuery
from ldn_watch.session import Exit, Session, Terminated, code_of
from ldn_watch.terminal import prepare_streams, progress, say, show_rows, show_table
from ldn_watch.wording import (
    audit_lines,
    card,
    change_lines,
    count,
    delivery_object,
    found_objects,
    found_row,
    json_text,
    mail_summary,
    safe_json,
    status_rows,
    verdict_rows,
)

if TYPE_CHECKING:
    from ldn_watch.app import Watch
    from ldn_watch.config import Config


def open_watch(config: Config, **parts: Any) -> AbstractContextManager[Watch]:
    """`app.open_watch`, imported by the verbs that need it: --help stays quick."""
    from ldn_watch import app

    return app.open_watch(config, **parts)


def main() -> None:
    """The console script."""
    prepare_streams()
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code."""
    session = Session()
    try:
        with root.make_context("ldn-watch", list(arguments), obj=session) as context:
            code = root.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:  # --help, --version
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return Exit.USER
    except click.ClickException as error:
        return session.fail(UserError(error.format_message()))
    except BrokenPipeError:  # `ldn-watch search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.WELL
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, a person gets one line
        return session.fail(error)
    return int(code or Exit.WELL)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


_LONGEST_PMID = 12  # digits; PubMed is at eight


class Pmid(click.ParamType[str]):
    """`39012345`, `pmid:39012345` or `PMID 39012345` -> its uid."""

    name = "PMID"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        digits = value.lower().removeprefix("pmid").lstrip(": ")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_PMID):
            self.fail(f"{value!r} is no PMID: write its digits, such as 39012345", param, ctx)
        return f"pmid:{int(digits)}"


AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="LDN_WATCH_CONFIG",
    help="The configuration; otherwise $LDN_WATCH_CONFIG, otherwise ./config.toml.",
)
@click.option("-v", "--verbose", count=True, help="Log what happens to stderr; twice: everything.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but failures.")
@click.version_option(__version__, prog_name="ldn-watch")
@click.pass_obj
def root(session: Session, config: Path | None, verbose: int, *, quiet: bool) -> None:
    """What is new about low-dose naltrexone in PubMed, once, with its evidence.

    Begin with: ldn-watch init
    """
    if verbose and quiet:
        raise click.UsageError("-v and -q contradict each other")
    session.path, session.named = config or session.path, config is not None
    session.verbosity, session.quiet = verbose, quiet
    session.begin()


@root.command()
@click.pass_obj
def init(session: Session) -> None:
    """Write a configuration with comments, and the state folder."""
    from ldn_watch.config import write_template

    path = session.path
    state = write_template(path)
    if not session.quiet:
        say(f"Wrote {path} and the folder {state}. Next:")
        say(f"  1. open {path} and fill in `email`; everything else can stay")
        say("  2. ldn-watch check       tries the configuration, the rules and PubMed")
        say("  3. ldn-watch run-once    the first run fills the archive and mails nobody")


@root.command("run-once")
@click.option("--demo", is_flag=True, help="Play three days on this machine, into ./demo-state.")
@click.option("--dry-run", is_flag=True, help="Ask and judge, write and send nothing.")
@click.option("--accept-census", is_flag=True, help="Believe PubMed when it lists far fewer than before.")
@AS_JSON
@click.pass_obj
def run_once(session: Session, *, demo: bool, dry_run: bool, accept_census: bool, as_json: bool) -> Exit:
    """Look once, and publish and send what is due: the verb for cron."""
    session.as_json = as_json
    if demo:
        from ldn_watch.app import run_demo

        report = run_demo(Path("demo-state"), (lambda _text: None) if as_json or session.quiet else say)
        return session.tell(report) if as_json else code_of(report)
    with _watch(session, mailing=not dry_run) as watch:
        return session.tell(watch.run_once(dry_run=dry_run, accept_census=accept_census))


@root.command()
@click.pass_obj
def daemon(session: Session) -> None:
    """Look again and again, until SIGTERM; cron and systemd timers need no daemon."""
    from ldn_watch.daemon import run_daemon

    session.begin(logging.WARNING if session.quiet else logging.INFO)
    config = session.config(mailing=True)

    def once(stop: Signal) -> RunReport:
        with open_watch(config, stop=stop) as watch:
            return watch.run_once()

    if not run_daemon(config, once):
        os._exit(
            Exit.WELL
        )  # a run that hangs must not outlast SIGTERM; its transactions are whole or not at all


@root.command()
@AS_JSON
@click.pass_obj
def status(session: Session, *, as_json: bool) -> None:
    """When PubMed last answered, what is archived, what is owed."""
    session.as_json = as_json
    with _watch(session) as watch:
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
    with _watch(session) as watch:
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
    with _watch(session) as watch:
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
    with _watch(session) as watch:
        found = watch.explain(pmid or "")
        if not found:
            raise _not_archived(pmid or "")
        show_rows([("Title", found[0].title), *verdict_rows(found[1], watch.labels)])


@root.group()
def rules() -> None:
    """The knowledge: conditions, relevance, study types."""


@rules.command("check")
@click.pass_obj
def rules_check(session: Session) -> None:
    """Run every rule's own examples."""
    from ldn_watch.rulebooks import check_rules

    problems = check_rules(session.rules_folder())
    if problems:
        raise UserError(f"the rules have {count(len(problems), 'problem')}", problems)
    if session.is_loud:
        say("The rules are sound: every example is judged as it says.")


@root.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing.")
@click.option("--announce", is_flag=True, help="Tell readers of what the new rules find relevant.")
@click.pass_obj
def retag(session: Session, *, dry_run: bool, announce: bool) -> None:
    """Judge the whole archive by the rules of today."""
    with _watch(session) as watch:
        changes = watch.retag(dry_run=dry_run, announce=announce)
    if not session.quiet:
        _say_all(change_lines(changes, dry_run=dry_run))


@root.command()
@AS_JSON
@click.pass_obj
def audit(session: Session, *, as_json: bool) -> None:
    """Ask PubMed again: what is missing here, and what polling by date would have missed."""
    session.as_json = as_json
    with _watch(session) as watch:
        report = watch.audit()
    if as_json:
        say(json_text(asdict(report)))
    else:
        _say_all(audit_lines(report))


@root.command()
@click.option("--retry", is_flag=True, help="Try now what waits for a later attempt, or for a person.")
@click.option(
    "--release", default="", metavar="DIGEST", help="Let go what the flood brake holds for a digest."
)
@click.option(
    "--unsuppress", default="", metavar="ADDRESS", help="Write again to an address that had refused for good."
)
@AS_JSON
@click.pass_obj
def deliver(session: Session, *, retry: bool, release: str, unsuppress: str, as_json: bool) -> Exit:
    """Send what is owed, without asking PubMed."""
    session.as_json = as_json
    with _watch(session, mailing=True) as watch:
        report = watch.deliver(retry=retry, release=release, unsuppress=unsuppress)
    return session.tell(report, mail_summary(report) or ["Nothing to send."], delivery_object(report))


@root.command()
@click.pass_obj
def rebuild(session: Session) -> None:
    """Write the feeds and pages anew from the archive."""
    with _watch(session) as watch:
        written = watch.rebuild()
    if session.is_loud:
        say(f"{count(written, 'file')} written.")


@root.command()
@click.option("--send-test", default="", metavar="ADDRESS", help="Send a test mail to this address.")
@click.pass_obj
def check(session: Session, send_test: str) -> Exit:
    """Try the configuration, the rules, the state folder, PubMed and the mail server."""
    with _watch(session, mailing=True) as watch:
        lines = watch.check(send_test)
    for line in lines:
        if line.ok and not session.quiet:
            say(f"ok    {line.text}")
        elif not line.ok:
            say(f"WRONG {line.text}", sys.stderr)
    return Exit.WELL if all(line.ok for line in lines) else Exit.USER


@root.command()
@click.option("--format", "style", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout.")
@click.pass_obj
def export(session: Session, style: str, output: Path | None) -> None:  # noqa: ARG001 - one style so far
    """Write the archive, one JSON object a line."""
    with _watch(session) as watch:
        lines = (f"{safe_json(line)}\n" for line in watch.export())
        if output is None:
            sys.stdout.writelines(lines)
            return
        part = output.with_name(f"{output.name}.part")  # never half an export under its name
        with part.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        part.replace(output)


# --- what several verbs do ------------------------------------------------------------------------


@contextmanager
def _watch(session: Session, *, mailing: bool = False) -> Iterator[Watch]:
    """The watch of the session's configuration, with a progress bar where somebody looks."""
    config = session.config(mailing=mailing)
    wanted = not (session.quiet or session.as_json or session.verbosity)
    with progress(wanted=wanted) as bars, open_watch(config, progress=bars) as watch:
        yield watch


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _check_name(name: str, known: Iterable[str], what: str) -> None:
    if name and name not in known:
        raise UserError(unknown(name, known, what))


def _not_archived(uid: str) -> UserError:
    return UserError(
        f"PMID {pmid_of(uid)} is not in the archive: the query does not match it, or no run saw it"
    )
