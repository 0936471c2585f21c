"""Is the citation about low-dose naltrexone?

Comes in: a `Scan`, what it says about naltrexone, and the citation's tags. Goes out: a `Judgement`:
focus, possible or unrelated, with the evidence for it. Raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ldn_watch.model import Evidence, Relevance, Tag, TagKind
from ldn_watch.rules.naltrexone import Naltrexone
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relevance with its reasons."""

    relevance: Relevance
    reasons: tuple[Evidence, ...] = ()


def judge(naltrexone: Naltrexone, tags: Sequence[Tag]) -> Judgement:
    """Focus before possible before unrelated; the first reason that holds is told."""
    facts = _Facts(naltrexone, tags)
    for relevance, rules in ((Relevance.FOCUS, _FOCUS), (Relevance.POSSIBLE, _POSSIBLE)):
        for rule in rules:
            reasons = tuple(rule(facts))
            if reasons:
                return Judgement(relevance, reasons)
    return Judgement(Relevance.UNRELATED, tuple(_unrelated(facts)))


# --- focus -----------------------------------------------------------------------------------------


def _named_as_topic(facts: _Facts) -> Iterator[Evidence]:
    """Low-dose naltrexone by name in the title or a keyword."""
    topic = [hit for hit in facts.naltrexone.explicit if facts.scan.is_topic(hit)]
    if topic:
        yield facts.scan.evidence("ldn-topic", topic[0])


def _named_with_low_dose(facts: _Facts) -> Iterator[Evidence]:
    """Naltrexone in the title, and a low daily dose of it anywhere."""
    naltrexone, scan = facts.naltrexone, facts.scan
    doses = [
        dose for dose in naltrexone.low_doses if not facts.is_inside or scan.field_at(dose.start) == "title"
    ]
    if naltrexone.title_names and doses and not naltrexone.is_high_dose_subject:
        yield scan.evidence("naltrexone-title", naltrexone.title_names[0])
        yield scan.evidence_at("low-dose-stated", doses[0].start, doses[0].end)


def _explicit_in_abstract(facts: _Facts) -> Iterator[Evidence]:
    """The abstract names low-dose naltrexone: under a title that names the drug, as given, or often."""
    own = [hit for hit in facts.naltrexone.explicit if not facts.is_in_passing(hit)]
    often = len(own) >= facts.scan.rules.relevance.dominant
    if facts.naltrexone.title_names:
        is_given = any(facts.is_given(hit) for hit in own)
        if own and (is_given or not facts.is_inside) and (often or not facts.is_given_high):
            yield facts.scan.evidence("naltrexone-title", facts.naltrexone.title_names[0])
            yield facts.scan.evidence("ldn-abstract", own[0])
    elif not facts.is_one_of_many:
        given = [hit for hit in own if facts.is_given(hit)]
        if given or often:
            yield from (facts.scan.evidence("ldn-abstract", hit) for hit in (given or own)[:3])


def _low_dose_given(facts: _Facts) -> Iterator[Evidence]:
    """A low dose was given in a disease, whatever the title says."""
    doses = facts.naltrexone.low_doses
    if doses and facts.outside and not (facts.is_inside or facts.is_one_of_many) and facts.is_given_low:
        yield facts.scan.evidence_at("low-dose-stated", doses[0].start, doses[0].end)


_FOCUS = (_named_as_topic, _named_with_low_dose, _explicit_in_abstract, _low_dose_given)


# --- possible --------------------------------------------------------------------------------------


def _in_passing(facts: _Facts) -> Iterator[Evidence]:
    """Low-dose naltrexone by name, as one of many."""
    if facts.naltrexone.explicit and not facts.is_blocker:
        yield facts.scan.evidence("ldn-in-passing", facts.naltrexone.explicit[0])


def _letters_alone(facts: _Facts) -> Iterator[Evidence]:
    """LDN never spelt out, in a disease in which it is used, beside words of treatment."""
    scan = facts.scan
    for hit in facts.naltrexone.letters:
        if facts.outside and any(scan.same_sentence(cue, hit) for cue in scan.of("treatment")):
            yield scan.evidence("ldn-not-spelt-out", hit)
            yield facts.outside[0]
            return


def _loosely_named(facts: _Facts) -> Iterator[Evidence]:
    """A low dose of an opioid antagonist that is not named."""
    if facts.scan.of("loose") and not facts.scan.of("siblings") and not facts.is_blocker:
        yield facts.scan.evidence("ldn-loosely", facts.scan.of("loose")[0])


def _dose_not_stated(facts: _Facts) -> Iterator[Evidence]:
    """Naltrexone without a dose, and a subject other than addiction, obesity and the laboratory's."""
    naltrexone, scan = facts.naltrexone, facts.scan
    if facts.is_inside or naltrexone.is_high_dose_subject or not naltrexone.names or facts.is_blocker:
        return
    topic = [hit for hit in (*naltrexone.names, *scan.of("class_names")) if scan.is_topic(hit)]
    if topic and (facts.outside or not facts.is_laboratory):
        yield scan.evidence("naltrexone-topic", topic[0])
    elif naltrexone.is_major_topic and facts.outside:
        yield Evidence("naltrexone-topic", "mesh", "Naltrexone")
    elif facts.outside and not facts.is_laboratory:
        yield scan.evidence("naltrexone-mentioned", naltrexone.names[0])
    else:
        return
    yield from facts.outside[:1]


_POSSIBLE = (_in_passing, _letters_alone, _loosely_named, _dose_not_stated)


def _unrelated(facts: _Facts) -> Iterator[Evidence]:
    """Why not, where something had spoken for it."""
    scan = facts.scan
    named = facts.naltrexone.names or scan.of("ldn")
    for rule, kind in (("other-form", "other_forms"), ("homonym", "homonyms"), ("addiction", "addiction")):
        if scan.of(kind) and (named or kind != "addiction"):
            yield scan.evidence(rule, scan.of(kind)[0])
            return


class _Facts:
    """What the rules of relevance ask of a text, found once."""

    def __init__(self, naltrexone: Naltrexone, tags: Sequence[Tag]) -> None:
        self.naltrexone = naltrexone
        self.scan: Scan = naltrexone.scan
        self.tags = tags
        self.rules = self.scan.rules.relevance

    @cached_property
    def outside(self) -> list[Evidence]:
        """The first evidence of each topic that is a disease for which the full dose is not licensed."""
        return [
            tag.evidence[0]
            for tag in self.tags
            if tag.kind is TagKind.TOPIC
            and tag.condition not in self.rules.inside | self.rules.inside_alone
            and tag.group not in self.rules.aspect_groups
        ]

    @cached_property
    def is_inside(self) -> bool:
        """True where addiction or obesity is the subject."""
        topics = {tag.condition for tag in self.tags if tag.kind is TagKind.TOPIC}
        if topics & self.rules.inside or (topics & self.rules.inside_alone and not self.outside):
            return True
        scan = self.scan
        addiction = [hit for hit in scan.of("addiction") if not scan.is_taken_back(hit.start, hit.end)]
        return any(scan.is_topic(hit) for hit in addiction) or bool(addiction and not self.outside)

    @cached_property
    def is_laboratory(self) -> bool:
        """True where naltrexone is likely the tool with which receptors are blocked."""
        return bool(self.scan.of("laboratory"))

    @cached_property
    def is_blocker(self) -> bool:
        """True where the text says that it was that tool, and its title does not name a low dose."""
        return bool(self.scan.of("blocker"))

    @cached_property
    def is_one_of_many(self) -> bool:
        """True where the title names another drug and not this one, or a crowd of drugs is named."""
        drugs = {self.scan.words(hit).lower() for hit in self.scan.of("other_drugs")}
        in_title = any(self.scan.in_title(hit) for hit in self.scan.of("other_drugs"))
        return not self.naltrexone.title_names and (in_title or len(drugs) >= self.rules.crowd)

    @cached_property
    def is_given_high(self) -> bool:
        """True where the doses that are stated for it are all full ones."""
        return bool(self.naltrexone.doses) and not self.naltrexone.low_doses

    @cached_property
    def is_given_low(self) -> bool:
        """True where the low dose stands in a sentence that says it was given."""
        return any(sentence in self._given for sentence in self.naltrexone.low_dose_sentences())

    def is_in_passing(self, hit: Hit) -> bool:
        """True for one of a list: "treatments such as ..., low-dose naltrexone and ..."."""
        return self._passing.get(self.scan.sentence(hit), hit.start + 1) <= hit.start

    def is_given(self, hit: Hit) -> bool:
        """True where the hit's sentence says that the study gave or studied it."""
        return self.scan.sentence(hit) in self._given

    @cached_property
    def _given(self) -> set[int]:
        return {self.scan.sentence(hit) for hit in self.scan.of("given")}

    @cached_property
    def _passing(self) -> dict[int, int]:
        """Sentence -> where the first word of a list in it ends."""
        return {self.scan.sentence(cue): cue.end for cue in reversed(self.scan.of("passing"))}
