"""What people send with a form, as values.

In: the fields of a form, the labels. Out: a `Filled`: what was chosen, and what is wrong, in words beside the
fields. Raises nothing: whatever a client sends is a value or an error to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from ldn_watch.addresses import parse_address
from ldn_watch.model import Labels
from ldn_watch.subscriber import Choice, Frequency

LONGEST_TYPED = 320
EVERYTHING, CHOSEN = "everything", "chosen"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: shown again where something is wrong, so that nobody types twice."""

    typed: str = ""
    scope: str = CHOSEN
    choice: Choice = field(default_factory=Choice)
    address: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)  # field -> what would be right
    is_bot: bool = False


def read_subscription(sent: MultiDict[str, str], labels: Labels) -> Filled:
    """The whole form. `website` is a field that no person sees: whoever fills it in is a program."""
    typed = sent.get("address", "")[:LONGEST_TYPED]
    errors, address = {}, ""
    try:
        address = parse_address(typed)
    except ValueError as error:
        errors["address"] = (
            f"Please write a mail address such as ada@example.org. {error}"
            if typed
            else ("Please write your mail address.")
        )
    chosen = read_choice(sent, labels)
    bot = bool(sent.get("website", ""))
    return Filled(typed, chosen.scope, chosen.choice, address, {**errors, **chosen.errors}, bot)


def read_choice(sent: MultiDict[str, str], labels: Labels) -> Filled:
    """Conditions, groups, how often. What the rulebook does not know is not chosen."""
    scope = sent.get("scope", CHOSEN)
    conditions = frozenset(sent.getlist("condition")) & labels.conditions.keys()
    groups = frozenset(sent.getlist("group")) & labels.groups.keys()
    word = sent.get("frequency", Frequency.WEEKLY)
    frequency = Frequency(word) if word in set(Frequency) else Frequency.WEEKLY
    if scope == EVERYTHING:
        return Filled(scope=scope, choice=Choice(frequency=frequency))
    choice = Choice(conditions, groups, frequency)
    wrong = "Please choose at least one condition or group, or “everything”."
    return Filled(scope=CHOSEN, choice=choice, errors={"scope": wrong} if choice.is_everything else {})
