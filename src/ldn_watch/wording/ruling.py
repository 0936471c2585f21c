"""What the program says of its own rules: examples as judged, and how well the rules do.

In: trials and evaluations. Out: lines of plain text in which nothing from outside can command a terminal.
Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ldn_watch.wording.watching import count, printable

if TYPE_CHECKING:
    from ldn_watch.rules.checking import Trial
    from ldn_watch.rules.evaluation import Evaluation, Mistake, Tally

_ABOUT = {"relevance": "relevance", "condition": "condition", "study_type": "study type"}


def trial_line(trial: Trial) -> str:
    """`fibromyalgia.toml:18: "Low-dose ..." should give fibromyalgia, but: no fibromyalgia`."""
    outcome = f"should give {trial.expect}, but: {trial.found}" if trial.failed else f"gives {trial.found}"
    return f'{trial.where}: "{printable(trial.text)}" {outcome}'


def evaluation_lines(evaluation: Evaluation) -> Iterator[str]:
    """The rates, class by class and together, then every error with the reason that the rules gave."""
    yield from _table("Relevance", evaluation.relevance.items())
    yield f"{'recall, focus or possible':<40}{_rate(evaluation.recall_with_possible)}"
    yield f"{'unrelated judged possible':<40}{_rate(evaluation.possible_rate)}"
    yield ""
    yield from _table("Conditions", [*evaluation.conditions.items(), ("all together", evaluation.micro)])
    yield ""
    yield from _table("Study types", evaluation.study_types.items())
    yield f"{'accuracy':<40}{_rate(evaluation.accuracy)}"
    yield ""
    yield f"{count(len(evaluation.mistakes), 'error')}"
    for mistake in evaluation.mistakes:
        yield from _mistake_lines(mistake)


def _table(head: str, tallies: Iterable[tuple[str, Tally]]) -> Iterator[str]:
    yield f"{head:<34}{'shown':>7}{'judged':>8}{'precision':>11}{'recall':>8}{'F1':>8}"
    for name, tally in tallies:
        rates = f"{_rate(tally.precision):>11}{_rate(tally.recall):>8}{_rate(tally.f1):>8}"
        yield f"  {name:<32}{tally.expected:>7}{tally.judged:>8}{rates}"


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _mistake_lines(mistake: Mistake) -> Iterator[str]:
    pmid = f", PMID {mistake.pmid}" if mistake.pmid else ""
    yield f"line {mistake.line}{pmid}: {printable(mistake.title)}"
    told = f"shown {mistake.expected or 'none'}, judged {mistake.judged or 'none'}"
    yield f"    {_ABOUT[mistake.about]}: {told}"
    for one in mistake.why:
        yield f'    because "{printable(one.words)}" in {printable(one.field)} (rule {one.rule})'
