"""The verbs around people who subscribe themselves: the roll, the pages, the bounces.

In: the session and a verb's options. Out: text or JSON on stdout. Raises what the watch raises: `root.run`
makes one clear line of it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ldn_watch.cli.root import AS_JSON, root, watch_of
from ldn_watch.cli.session import Exit, Session
from ldn_watch.cli.terminal import say
from ldn_watch.errors import UserError
from ldn_watch.subscriber import Frequency, Subscriber
from ldn_watch.wording.watching import count, json_text, printable

if TYPE_CHECKING:
    from ldn_watch.stages.deliver import DeliverReport

FREQUENCY = click.Choice([one.value for one in Frequency])


@root.group()
def subscribers() -> None:
    """Who gets mails by their own wish."""


@subscribers.command("list")
@AS_JSON
@click.pass_obj
def list_all(session: Session, *, as_json: bool) -> None:
    """Everybody, in the order in which they asked."""
    from ldn_watch.stages.roll import to_line

    session.as_json = as_json
    with watch_of(session) as watch:
        everybody = watch.roll().all()
    if as_json:
        say(json_text([to_line(one) for one in everybody]))
        return
    for one in everybody:
        say(printable(to_words(one)))
    if not everybody and not session.quiet:
        say("Nobody has subscribed yet.")


@subscribers.command()
@click.argument("address")
@click.option("--condition", "conditions", multiple=True, metavar="ID", help="A condition; may be repeated.")
@click.option("--group", "groups", multiple=True, metavar="ID", help="A whole group; may be repeated.")
@click.option("--frequency", type=FREQUENCY, default="weekly", help="How often at most.")
@click.option("--confirm", is_flag=True, help="Ask the reader by mail first (double opt-in).")
@click.pass_obj
def add(  # noqa: PLR0913 - each is one of the reader's choices
    session: Session,
    address: str,
    conditions: Sequence[str],
    groups: Sequence[str],
    frequency: str,
    *,
    confirm: bool,
) -> Exit:
    """Subscribe ADDRESS to everything, or to what is named.

    Without --confirm nobody is asked: that the reader has consented, and that you can show it, is then
    your responsibility.
    """
    from ldn_watch.parts import fresh_word

    known = checked(address)
    with watch_of(session, mailing=confirm) as watch:
        roll = watch.roll()
        choice = roll.choice(conditions, groups, frequency)
        if confirm:
            if watch.links is None:
                raise UserError(f"{session.path}: --confirm needs [serve]: its pages take the confirmation")
            roll.ask(known, choice)
            return told(session, known, watch.post_letters())
        one = roll.add(known, choice, fresh_word)
    if not session.quiet:
        say(f"{known} is subscribed ({one.id}). That the reader has consented is your responsibility.")
    return Exit.WELL


@subscribers.command()
@click.argument("whom", metavar="ADDRESS-OR-ID")
@click.pass_obj
def remove(session: Session, whom: str) -> None:
    """Send nothing any more; the address stays known, so that nothing is told twice."""
    with watch_of(session) as watch:
        one = watch.roll().remove(whom)
    if not session.quiet:
        say(f"{one.address} gets no mail any more.")


@subscribers.command()
@click.argument("whom", metavar="[ADDRESS-OR-ID]", required=False, default="")
@click.pass_obj
def export(session: Session, whom: str) -> None:
    """All that is kept of one reader, or of everybody: one JSON object a line."""
    with watch_of(session) as watch:
        for found in watch.roll().export(whom):
            say(json_text(found))


@subscribers.command()
@click.argument("whom", metavar="ADDRESS-OR-ID")
@click.pass_obj
def forget(session: Session, whom: str) -> None:
    """Take an address out of everything that is kept."""
    with watch_of(session) as watch:
        named = watch.roll().forget(whom)
    if not session.quiet:
        say(f"Forgotten: {count(named, 'row')} named the address. Backups and mail logs may still hold it.")


@root.command()
@click.option("--maildir", type=click.Path(path_type=Path), required=True, help="Where bounces come.")
@AS_JSON
@click.pass_obj
def bounces(session: Session, maildir: Path, *, as_json: bool) -> None:
    """Read delivery status notifications; write no more to addresses that are bad for good."""
    session.as_json = as_json
    with watch_of(session) as watch:
        report = watch.bounces(maildir)
    if as_json:
        found = {"notifications": report.notifications, "suppressed": list(report.suppressed)}
        say(json_text(found | {"soft": report.soft, "strange": report.strange}))
    elif session.is_loud or report.suppressed:
        for one in report.suppressed:
            say(f"{one} gets no mail any more; to lift that: ldn-watch deliver --unsuppress {one}")
        if session.is_loud:
            rest = f"{report.soft} may pass, {report.strange} speak of mails that are not ours"
            say(f"{count(report.notifications, 'notification')} read: {rest}.")


@root.command()
@click.option("--listen", default="", metavar="HOST:PORT", help="In place of [serve] listen.")
@click.pass_obj
def serve(session: Session, listen: str) -> None:
    """Serve pages and feeds, and let people subscribe, until SIGTERM."""
    from ldn_watch.serve.server import run_server

    session.begin(logging.WARNING if session.quiet else logging.INFO)
    config = session.config(mailing=True)
    run_server(config, lambda address: None if session.quiet else say(f"Listening at {address}"), listen)


def told(session: Session, address: str, report: DeliverReport) -> Exit:
    """What became of the letter that asks to confirm; what waits is sent by `serve` or the next run."""
    for failure in report.failures:
        session.complain(failure)
    if not session.quiet:
        say(f"{address} was asked to confirm." if report.sent else f"The mail that asks {address} waits.")
    return Exit.DELIVERY if report.failures else Exit.WELL


def checked(address: str) -> str:
    """The address as it is written to. Raises `UserError`."""
    try:
        from ldn_watch.addresses import parse_address

        return parse_address(address)
    except ModuleNotFoundError as error:
        text = f"a package is not installed ({error.name}): pip install 'ldn-watch[serve]'"
        raise UserError(text) from None
    except ValueError as error:
        raise UserError(f"{address!r} is no address to write to: {error}") from None


def to_words(one: Subscriber) -> str:
    """A line for a person."""
    what = ", ".join((*sorted(one.choice.groups), *sorted(one.choice.conditions))) or "everything"
    since = one.confirmed_at or one.asked_at
    return f"{one.id}  {one.state:<7}  {since:%Y-%m-%d}  {one.choice.frequency:<7}  {one.address}  {what}"
