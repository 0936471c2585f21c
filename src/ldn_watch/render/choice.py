"""What a subscriber chose, in words: of what, and how often.

Comes in: a `Choice` and the labels of the rulebook. Goes out: text. Raises nothing.
"""

from __future__ import annotations

from ldn_watch.model import Labels
from ldn_watch.subscriber import Choice, Frequency

HOW_OFTEN = {
    Frequency.DAILY: "every day on which there is something new",
    Frequency.WEEKLY: "once a week, if there is something new",
    Frequency.MONTHLY: "once a month, if there is something new",
}


def to_what(choice: Choice, labels: Labels) -> tuple[str, ...]:
    """What was chosen, in words: whole groups first, then conditions, each in order."""
    if choice.is_everything:
        return ("everything about low-dose naltrexone",)
    groups = sorted(labels.groups.get(one, one) for one in choice.groups)
    conditions = sorted(labels.conditions.get(one, one) for one in choice.conditions)
    return (*(f"{one} (the whole group)" for one in groups), *conditions)
