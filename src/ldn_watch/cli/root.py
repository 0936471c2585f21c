"""The root of the command line: the global options, how a call begins and ends, what several verbs do.

In: the command line. Out: an exit code (session.py), for each failure one clear line on stderr; for the
verbs the group they register on, their shared options and types, and an open watch. `watch_of` raises
`UserError` and `StoreError`; `run` raises nothing, and `main` ends the process.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from ldn_watch import __version__
from ldn_watch.cli.session import Exit, Session, Terminated
from ldn_watch.cli.terminal import discard, end_streams, prepare_streams, progress, say
from ldn_watch.errors import UserError
from ldn_watch.model import pmid_of
from ldn_watch.nearest import unknown

if TYPE_CHECKING:
    from ldn_watch.app import Watch
    from ldn_watch.config.sections import Config


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="LDN_WATCH_CONFIG",
    help="The configuration; otherwise $LDN_WATCH_CONFIG, otherwise ./config.toml.",
)
@click.option("-v", "--verbose", count=True, help="Log what happens to stderr; twice: everything.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but failures.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    envvar="LDN_WATCH_LOG_FORMAT",
    help="Log and failures as text, or as one JSON object a line.",
)
@click.version_option(__version__, prog_name="ldn-watch")
@click.pass_obj
def root(session: Session, config: Path | None, verbose: int, log_format: str, *, quiet: bool) -> None:
    """What is new about low-dose naltrexone in PubMed, once, with its evidence.

    Begin with: ldn-watch init
    """
    if verbose and quiet:
        raise click.UsageError("-v and -q contradict each other")
    session.path, session.named = config or session.path, config is not None
    session.verbosity, session.quiet, session.log_as_json = verbose, quiet, log_format == "json"
    session.begin()


def open_watch(config: Config, **parts: Any) -> AbstractContextManager[Watch]:
    """`app.open_watch`, imported by the verbs that need it: --help stays quick."""
    from ldn_watch import app

    return app.open_watch(config, **parts)


def main() -> None:
    """The console script."""
    prepare_streams()
    signal.signal(signal.SIGTERM, terminate)
    code = run(sys.argv[1:])
    end_streams()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code."""
    session = Session()
    try:
        with root.make_context("ldn-watch", list(arguments), obj=session) as context:
            code = root.invoke(context)
    except click.exceptions.Exit as ended:  # --help, --version
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return Exit.USER
    except click.ClickException as error:
        return session.fail(UserError(error.format_message()))
    except BrokenPipeError:  # `ldn-watch search ... | head`
        discard(sys.stdout)
        return Exit.WELL
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, a person gets one line
        return session.fail(error)
    return int(code or Exit.WELL)


def terminate(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM ends the verb at work, as Ctrl-C does."""
    raise Terminated


# --- what several verbs do ------------------------------------------------------------------------


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


@contextmanager
def watch_of(session: Session, *, mailing: bool = False) -> Iterator[Watch]:
    """The watch of the session's configuration, with a progress bar where somebody looks."""
    config = session.config(mailing=mailing)
    wanted = not (session.quiet or session.as_json or session.verbosity)
    with progress(wanted=wanted) as bars, open_watch(config, progress=bars) as watch:
        yield watch


def say_all(lines: Iterable[str]) -> None:
    """One line after another, on stdout."""
    for line in lines:
        say(line)


def check_name(name: str, known: Iterable[str], what: str) -> None:
    """Raises `UserError`, with the name that was perhaps meant, for a condition, say, that does not exist."""
    if name and name not in known:
        raise UserError(unknown(name, known, what))


def not_archived(uids: Sequence[str]) -> UserError:
    """One line for whoever asked for these."""
    pmids, it = ", ".join(map(pmid_of, uids)), "it" if len(uids) == 1 else "them"
    return UserError(
        f"PMID {pmids} {'is' if it == 'it' else 'are'} not in the archive: "
        f"the query does not match {it}, or no run saw {it}"
    )
