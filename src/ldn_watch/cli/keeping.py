"""The verbs that keep what is there in order: judge the archive again, write the public files anew.

In: the session and a verb's options. Out: text on stdout. Raises what the watch raises: `root.run` makes
one clear line of it.
"""

from __future__ import annotations

import click

from ldn_watch.cli.root import root, say_all, watch_of
from ldn_watch.session import Session
from ldn_watch.terminal import say
from ldn_watch.wording import change_lines, count


@root.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing.")
@click.option("--announce", is_flag=True, help="Tell readers of what the new rules find relevant.")
@click.pass_obj
def retag(session: Session, *, dry_run: bool, announce: bool) -> None:
    """Judge the whole archive by the rules of today."""
    with watch_of(session) as watch:
        changes = watch.retag(dry_run=dry_run, announce=announce)
    if not session.quiet:
        say_all(change_lines(changes, dry_run=dry_run))


@root.command()
@click.pass_obj
def rebuild(session: Session) -> None:
    """Write the feeds and pages anew from the archive."""
    with watch_of(session) as watch:
        written = watch.rebuild()
    if session.is_loud:
        say(f"{count(written, 'file')} written.")
