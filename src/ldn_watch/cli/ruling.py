"""The `rules` group: the verbs on the knowledge itself.

In: the session, which knows the operator's folder of rules. Out: text on stdout. Raises `UserError` with
every problem of the rules: `root.run` makes clear lines of it.
"""

from __future__ import annotations

import click

from ldn_watch.cli.root import root
from ldn_watch.errors import UserError
from ldn_watch.session import Session
from ldn_watch.terminal import say
from ldn_watch.wording import count


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
