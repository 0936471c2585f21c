"""The verbs that set up the watch and let it look, publish and send.

In: the session and a verb's options. Out: text or one JSON object on stdout, an exit code. Raises what
the watch raises: `root.run` makes one clear line of it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event as Signal
from typing import TYPE_CHECKING, TypeVar

import click

from ldn_watch.cli.root import AS_JSON, open_watch, root, watch_of
from ldn_watch.cli.session import Exit, Session, code_of
from ldn_watch.cli.terminal import say
from ldn_watch.errors import LeaseHeld
from ldn_watch.model import RunReport
from ldn_watch.wording.watching import delivery_object, mail_summary

if TYPE_CHECKING:
    from ldn_watch.config.sections import Config

Result = TypeVar("Result")


@root.command()
@click.pass_obj
def init(session: Session) -> None:
    """Write a configuration with comments, and the state folder."""
    from ldn_watch.config.reading import write_template

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
        report = _play_demo((lambda _text: None) if as_json or session.quiet else say)
        return session.tell(report) if as_json else code_of(report)

    def look() -> Exit:
        with watch_of(session, mailing=not dry_run) as watch:
            return session.tell(watch.run_once(dry_run=dry_run, accept_census=accept_census))

    return look() if dry_run else _beaten(look, lambda: session.known, lambda code: code)


def _beaten(
    act: Callable[[], Result], config: Callable[[], Config | None], code: Callable[[Result], Exit | None]
) -> Result:
    """Act, then tell the monitor how it ended: after the lease is given back, so that nobody waits for it.

    Nothing is told where another run is at work, which tells itself, where a person or the system ended
    this one (a restart is no failure, and if no run follows, the monitor misses it), nor for a None.
    """
    try:
        result = act()
    except LeaseHeld:
        raise
    except Exception:
        _beat(config(), well=False)
        raise
    ended = code(result)
    if ended is not None:
        _beat(config(), well=ended is Exit.WELL)
    return result


def _beat(config: Config | None, *, well: bool) -> None:
    if config and config.alerts.heartbeat:
        from ldn_watch.parts import heartbeat

        pulse = heartbeat(config)
        if pulse:
            pulse.beat(well=well)


def _play_demo(speak: Callable[[str], None]) -> RunReport:
    from ldn_watch.parts import run_demo

    def once(config: Config, now: datetime) -> RunReport:
        with open_watch(config, now=lambda: now) as watch:
            return watch.run_once()

    return run_demo(Path("demo-state"), once, speak)


@root.command()
@click.pass_obj
def daemon(session: Session) -> None:
    """Look again and again, until SIGTERM; cron and systemd timers need no daemon."""
    from ldn_watch.daemon import run_daemon

    session.begin(logging.WARNING if session.quiet else logging.INFO)
    config = session.config(mailing=True)

    def once(stop: Signal) -> RunReport:
        def look() -> RunReport:
            with open_watch(config, stop=stop) as watch:
                return watch.run_once()

        return _beaten(look, lambda: config, lambda report: None if stop.is_set() else code_of(report))

    if not run_daemon(config, once):
        os._exit(
            Exit.WELL
        )  # a run that hangs must not outlast SIGTERM; its transactions are whole or not at all


@root.command()
@click.option("--retry", is_flag=True, help="Try now what waits for a later attempt, or for a person.")
@click.option(
    "--release", default="", metavar="DIGEST", help="Let go what the flood brake holds for a digest."
)
@click.option(
    "--discard",
    default="",
    metavar="DIGEST",
    help="Count what is held for a digest as told, mail it to nobody.",
)
@click.option(
    "--unsuppress", default="", metavar="ADDRESS", help="Write again to an address that had refused for good."
)
@AS_JSON
@click.pass_obj
def deliver(  # noqa: PLR0913 - an option each
    session: Session, *, retry: bool, release: str, discard: str, unsuppress: str, as_json: bool
) -> Exit:
    """Send what is owed, without asking PubMed."""
    session.as_json = as_json
    with watch_of(session, mailing=True) as watch:
        report = watch.deliver(retry=retry, release=release, discard=discard, unsuppress=unsuppress)
    return session.tell(report, mail_summary(report) or ["Nothing to send."], delivery_object(report))


@root.command()
@click.option(
    "--send-test", default="", metavar="ADDRESS", help="Send a test to this address, or to a [[notify]] name."
)
@click.pass_obj
def check(session: Session, send_test: str) -> Exit:
    """Try the configuration, the rules, the state folder, PubMed and the mail server."""
    with watch_of(session, mailing=True) as watch:
        lines = watch.check(send_test)
    for line in lines:
        if line.ok and not session.quiet:
            say(f"ok    {line.text}")
        elif not line.ok:
            session.complain(line.text, head="WRONG ")
    return Exit.WELL if all(line.ok for line in lines) else Exit.USER
