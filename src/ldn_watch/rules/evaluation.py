"""How well the rules judge: texts of which the truth is known, held against the verdicts on them.

Comes in: JSON lines (`parse_lines`), verdicts on their citations. Goes out: an `Evaluation`: rates for
relevance, conditions and study types, and every error with the reason that the rulebook gave.
Raises `UserError` that lists all problems of the lines.

What a line says: `title`, `abstract` and `pmid` of the text; `relevance_shown`, `conditions_shown` and
`study_shown` are what the given text shows, null where that cannot be said (then it is not scored);
`conditions` is all that the whole paper is about: judged, these are no errors, and neither are
ancestors of what is expected. Aspects (relevance.toml, `aspect_groups`) are not scored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ldn_watch.errors import UserError
from ldn_watch.model import AbstractSection, Citation, Evidence, Relevance, Verdict, uid_of
from ldn_watch.rules.knowledge import Rules

_LONGEST_PMID = 12  # digits; PubMed is at eight


@dataclass(frozen=True, slots=True)
class Line:
    """One text and the truth about it; None is not scored."""

    number: int
    citation: Citation
    relevance: str | None = None
    conditions: frozenset[str] | None = None
    study: str | None = None
    also: frozenset[str] = frozenset()
    text_file: str = ""  # `has_text`: where the record, or the abstract, is kept beside the lines

    def joined(self, record: Citation | None) -> Line:
        """The line with NLM's record in place of its own text; its abstract stays where NLM has none."""
        if record is None:
            return self
        return replace(self, citation=replace(record, abstract=record.abstract or self.citation.abstract))

    def with_abstract(self, text: str) -> Line:
        return replace(self, citation=replace(self.citation, abstract=(AbstractSection(text),)))


def parse_lines(text: str, name: str) -> list[Line]:
    """The lines of a JSON lines file called `name`. Raises `UserError` with every line that is wrong."""
    problems: list[str] = []
    lines = [
        line
        for number, written in enumerate(text.split("\n"), 1)  # JSON holds other line ends as they are
        if written.strip() and (line := _parse(written, number, name, problems))
    ]
    if problems or not lines:
        raise UserError(f"{name} cannot be scored", problems or [f"{name}: no lines"])
    return lines


def _parse(written: str, number: int, name: str, problems: list[str]) -> Line | None:
    where = f"{name}:{number}"
    try:
        values = json.loads(written)
    except (ValueError, RecursionError) as error:
        problems.append(f"{where}: not JSON: {error}")
        return None
    wrong = _what_is_wrong(values)
    if wrong:
        problems.append(f"{where}: {wrong}")
        return None
    abstract = values.get("abstract") or ""
    conditions = values.get("conditions_shown")
    return Line(
        number,
        Citation(
            uid=uid_of(values["pmid"]) if values.get("pmid") else "",
            title=values["title"],
            abstract=(AbstractSection(abstract),) if abstract else (),
        ),
        relevance=values.get("relevance_shown"),
        conditions=None if conditions is None else frozenset(conditions),
        study=values.get("study_shown"),
        also=frozenset(values.get("conditions") or ()),
        text_file=values.get("has_text") or "",
    )


def _what_is_wrong(values: Any) -> str:
    """What a person must mend in one line; "" where it is well."""
    if not isinstance(values, dict) or not isinstance(values.get("title"), str):
        return "write an object with a `title`"
    pmid = str(values.get("pmid") or "0")
    if not (pmid.isascii() and pmid.isdecimal() and len(pmid) <= _LONGEST_PMID):
        return f"`pmid` {repr(values['pmid'])[:40]}: write its digits"
    for key in ("abstract", "study_shown", "has_text"):
        if not isinstance(values.get(key) or "", str):
            return f"`{key}`: write a text, or null"
    relevance = values.get("relevance_shown")
    if relevance not in (None, *(known.value for known in Relevance)):
        return f"`relevance_shown` {relevance!r}: write focus, possible, unrelated or null"
    for key in ("conditions", "conditions_shown"):
        listed = values.get(key)
        if listed is not None and not (
            isinstance(listed, list) and all(isinstance(one, str) for one in listed)
        ):
            return f"`{key}`: write a list of condition ids, or null"
    return ""


# --- scoring ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """What was expected of a class, what was judged to be of it, and in how many both."""

    expected: int = 0
    judged: int = 0
    hit: int = 0

    @property
    def precision(self) -> float | None:
        return self.hit / self.judged if self.judged else None

    @property
    def recall(self) -> float | None:
        return self.hit / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        return 2 * self.hit / (self.expected + self.judged) if self.expected + self.judged else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: where, about what ("relevance", "condition", "study_type"), and the rules' reason."""

    line: int
    pmid: str
    title: str
    about: str
    expected: str
    judged: str
    why: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The tallies by class, and every error in the order of the lines."""

    relevance: Mapping[str, Tally]
    conditions: Mapping[str, Tally]
    study_types: Mapping[str, Tally]
    shown_relevant: int  # shown as focus or possible
    kept: int  # of those, judged focus or possible
    unrelated_possible: int  # of the unrelated, judged possible
    mistakes: tuple[Mistake, ...]

    @property
    def micro(self) -> Tally:
        """All conditions together."""
        return total(self.conditions.values())

    @property
    def accuracy(self) -> float | None:
        return total(self.study_types.values()).recall

    @property
    def recall_with_possible(self) -> float | None:
        return self.kept / self.shown_relevant if self.shown_relevant else None

    @property
    def possible_rate(self) -> float | None:
        unrelated = self.relevance["unrelated"].expected
        return self.unrelated_possible / unrelated if unrelated else None


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    found = tuple(tallies)
    return Tally(
        sum(one.expected for one in found), sum(one.judged for one in found), sum(one.hit for one in found)
    )


def evaluate(judged: Sequence[tuple[Line, Verdict]], rules: Rules) -> Evaluation:
    """Hold verdicts against the truth."""
    relevance = [(line.relevance, verdict.relevance.value) for line, verdict in judged if line.relevance]
    studies = [(line.study, verdict.study_type) for line, verdict in judged if line.study]
    conditions = [_compare(line, verdict, rules) for line, verdict in judged]
    mistakes = sorted(
        (mistake for line, verdict in judged for mistake in _mistakes(line, verdict, rules)),
        key=lambda mistake: mistake.line,
    )
    relevant = [told for shown, told in relevance if shown != Relevance.UNRELATED]
    return Evaluation(
        relevance={kind.value: _tally(relevance, kind.value) for kind in Relevance},
        conditions=_by_condition(conditions),
        study_types={kind: _tally(studies, kind) for kind in sorted({shown for shown, _ in studies})},
        shown_relevant=len(relevant),
        kept=sum(told != Relevance.UNRELATED for told in relevant),
        unrelated_possible=relevance.count((Relevance.UNRELATED.value, Relevance.POSSIBLE.value)),
        mistakes=tuple(mistakes),
    )


def _tally(pairs: Sequence[tuple[str, str]], kind: str) -> Tally:
    return Tally(
        sum(shown == kind for shown, _ in pairs),
        sum(told == kind for _, told in pairs),
        pairs.count((kind, kind)),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The conditions of one line: found, missed, and judged without being true."""

    found: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()


def _compare(line: Line, verdict: Verdict, rules: Rules) -> _Compared:
    if line.conditions is None:
        return _Compared()
    shown = _known(line.conditions, rules)
    true = shown | _known(line.also, rules)
    allowed = true | {above for name in true for above in rules.ancestors.get(name, ())}
    told = frozenset(verdict.conditions())
    return _Compared(
        shown & told - rules.aspects, shown - told - rules.aspects, told - allowed - rules.aspects
    )


def _known(names: Iterable[str], rules: Rules) -> frozenset[str]:
    """Today's ids for these names."""
    return frozenset(rules.aliases.get(name, name) for name in names)


def _by_condition(lines: Sequence[_Compared]) -> dict[str, Tally]:
    found = Counter(name for line in lines for name in line.found)
    missed = Counter(name for line in lines for name in line.missed)
    wrong = Counter(name for line in lines for name in line.wrong)
    return {
        name: Tally(found[name] + missed[name], found[name] + wrong[name], found[name])
        for name in sorted({*found, *missed, *wrong})
    }


def _mistakes(line: Line, verdict: Verdict, rules: Rules) -> Iterator[Mistake]:
    def mistake(about: str, expected: str, judged: str, why: tuple[Evidence, ...] = ()) -> Mistake:
        citation = line.citation
        return Mistake(line.number, citation.pmid, citation.title, about, expected, judged, why)

    if line.relevance and line.relevance != verdict.relevance:
        yield mistake("relevance", line.relevance, verdict.relevance, verdict.reasons)
    compared = _compare(line, verdict, rules)
    for name in sorted(compared.missed):
        yield mistake("condition", name, "" if name in rules.by_id else "no such condition")
    for tag in verdict.tags:
        if tag.condition in compared.wrong:
            yield mistake("condition", "", tag.condition, tag.evidence)
    if line.study and line.study != verdict.study_type:
        yield mistake("study_type", line.study, verdict.study_type, verdict.study_evidence)


# --- for machines ------------------------------------------------------------------------------------


def to_object(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as `rules eval --json` prints it; a rate without a denominator is null."""
    focus, micro = evaluation.relevance["focus"], evaluation.micro
    return {
        "relevance": _rates(focus)
        | {
            "recall_with_possible": evaluation.recall_with_possible,
            "possible_rate": evaluation.possible_rate,
            "per_class": _per_class(evaluation.relevance),
        },
        "conditions": _rates(micro) | {"per_condition": _per_class(evaluation.conditions)},
        "study_type": {"accuracy": evaluation.accuracy, "per_type": _per_class(evaluation.study_types)},
        "errors": [_mistake_object(mistake) for mistake in evaluation.mistakes],
    }


def _rates(tally: Tally) -> dict[str, Any]:
    return {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}


def _per_class(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {
        name: _rates(tally) | {"expected": tally.expected, "judged": tally.judged, "hit": tally.hit}
        for name, tally in tallies.items()
    }


def _mistake_object(mistake: Mistake) -> dict[str, Any]:
    return {
        "line": mistake.line,
        "pmid": mistake.pmid or None,
        "title": mistake.title,
        "about": mistake.about,
        "expected": mistake.expected or None,
        "judged": mistake.judged or None,
        "why": [
            {"rule": one.rule, "field": one.field, "words": one.words, "offset": one.offset}
            for one in mistake.why
        ],
    }
