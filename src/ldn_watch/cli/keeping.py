"""The verbs that keep what is there in order: judge the archive again, write the public files anew, copy
the database, put a copy in its place, find what is not as it must be.

In: the session and a verb's options. Out: text on stdout. Raises what the watch raises: `root.run` makes
one clear line of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ldn_watch.cli.root import AS_JSON, root, say_all, watch_of
from ldn_watch.cli.session import Exit, Session
from ldn_watch.cli.terminal import say
from ldn_watch.errors import UserError
from ldn_watch.wording.keeping import backup_lines, restore_lines, verification_lines, verification_object
from ldn_watch.wording.watching import change_lines, count, json_text


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


FILE = click.Path(path_type=Path)


@root.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Copy the database to a new file, also while a run is at work."""
    from ldn_watch.parts import back_up

    report = back_up(session.config(), file)
    if session.is_loud:
        say_all(backup_lines(report, file))


@root.command()
@click.argument("file", type=FILE)
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    """Put a backup into an empty state folder; what it owes is held."""
    from ldn_watch import parts

    report = parts.restore(session.config(), file)
    if not session.quiet:
        say_all(restore_lines(report, file))


@root.command()
@click.pass_obj
def adopt(session: Session) -> None:
    """Make a state folder that came from another machine this one's."""
    with watch_of(session) as watch:
        moved = watch.adopt()
    if not session.quiet:
        said = (
            "belongs to this machine now: let no other run with it" if moved else "is this machine's already"
        )
        say(f"The archive in {session.config().watch.state_dir} {said}.")


@root.command()
@AS_JSON
@click.pass_obj
def verify(session: Session, *, as_json: bool) -> Exit:
    """Find what is not as it must be, and say what to do."""
    from ldn_watch.parts import database_of

    session.as_json = as_json
    config = session.config()
    if not database_of(config).is_file():  # opened, it would be made: a lost archive would be "well"
        raise UserError(f"{database_of(config)} does not exist: there is nothing to verify; check state_dir")
    with watch_of(session) as watch:
        found = watch.verify()
    if as_json:
        say(json_text(verification_object(found)))
    elif not (session.quiet and found.is_well):
        for line in verification_lines(found):
            say(line, None if found.is_well else sys.stderr)
    return Exit.WELL if found.is_well else Exit.USER
