"""Is the citation about low-dose naltrexone?

Comes in: a `Scan` and the citation's tags. Goes out: a `Judgement`: focus, possible or unrelated, the
evidence for it, and the low dose where the text states one. Raises nothing.

The words and numbers stand in relevance.toml; here are the few things that take more than words: "low
dose" within reach of "naltrexone", an abbreviation that another meaning has taken, whose dose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ldn_watch.model import Evidence, Relevance, Tag, TagKind
from ldn_watch.rules.dose import Dose, naltrexone_doses
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan
from ldn_watch.rules.text import FIELD_END

_ANALOGUES = "Q000031"  # MeSH qualifier "analogs & derivatives": methylnaltrexone, not naltrexone


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relevance with its reasons, and the low dose as the text says it."""

    relevance: Relevance
    reasons: tuple[Evidence, ...] = ()
    dose: str = ""
    dose_evidence: tuple[Evidence, ...] = ()


def judge(scan: Scan, tags: Sequence[Tag]) -> Judgement:
    """Focus before possible before unrelated; the first reason that holds is told."""
    facts = _Facts(scan, tags)
    doses = facts.low_doses
    dose_evidence = tuple(scan.evidence_at("dose", dose.start, dose.end) for dose in doses[:3])
    dose = dose_evidence[0].words if dose_evidence else ""
    for relevance, reasons in ((Relevance.FOCUS, _focus(facts)), (Relevance.POSSIBLE, _possible(facts))):
        if reasons:
            return Judgement(relevance, reasons, dose, dose_evidence)
    return Judgement(Relevance.UNRELATED, _unrelated(facts), dose, dose_evidence)


def _focus(facts: _Facts) -> tuple[Evidence, ...]:
    scan = facts.scan
    topic = [hit for hit in facts.explicit if scan.is_topic(hit)]
    if topic:
        return (scan.evidence("ldn-topic", topic[0]),)
    if facts.title_names and facts.low_doses and not facts.is_high_dose_subject:
        dose = facts.low_doses[0]
        return (
            scan.evidence("naltrexone-title", facts.title_names[0]),
            scan.evidence_at("low-dose-stated", dose.start, dose.end),
        )
    own = [hit for hit in facts.explicit if not facts.is_in_passing(hit)]
    if own and facts.title_names and not facts.is_inside:
        return (
            scan.evidence("naltrexone-title", facts.title_names[0]),
            scan.evidence("ldn-abstract", own[0]),
        )
    given = [hit for hit in own if facts.is_given(hit)]
    if given or len(own) >= scan.rules.relevance.dominant:
        return tuple(scan.evidence("ldn-abstract", hit) for hit in (given or own)[:3])
    if facts.low_doses and facts.outside and not facts.is_inside and facts.is_given_low:
        dose = facts.low_doses[0]
        return (scan.evidence_at("low-dose-stated", dose.start, dose.end),)
    return ()


def _possible(facts: _Facts) -> tuple[Evidence, ...]:
    scan = facts.scan
    if facts.explicit:
        return (scan.evidence("ldn-in-passing", facts.explicit[0]),)
    if facts.is_inside or facts.is_high_dose_subject or not facts.names:
        return ()
    topic = [hit for hit in facts.names if scan.is_topic(hit)]
    if topic and (facts.outside or not facts.is_laboratory):
        return (scan.evidence("naltrexone-topic", topic[0]), *facts.outside[:1])
    if facts.is_major_topic and facts.outside:
        return (Evidence("naltrexone-topic", "mesh", "Naltrexone"), *facts.outside[:1])
    if facts.outside and not facts.is_laboratory:
        return (scan.evidence("naltrexone-mentioned", facts.names[0]), *facts.outside[:1])
    return ()


def _unrelated(facts: _Facts) -> tuple[Evidence, ...]:
    """Why not, where something had spoken for it."""
    scan = facts.scan
    for rule, kind in (("other-form", "other_forms"), ("homonym", "homonyms"), ("addiction", "addiction")):
        if scan.of(kind) and (facts.names or scan.of("ldn") or kind != "addiction"):
            return (scan.evidence(rule, scan.of(kind)[0]),)
    return ()


class _Facts:
    """What the text says about naltrexone, found once."""

    def __init__(self, scan: Scan, tags: Sequence[Tag]) -> None:
        self.scan = scan
        self.tags = tags
        self.rules = scan.rules.relevance

    @cached_property
    def other_forms(self) -> list[Hit]:
        """A depot, an isomer, a relative, or a tablet with another drug."""
        return [*self.scan.of("other_forms"), *self.scan.of("companions")]

    @cached_property
    def names(self) -> list[Hit]:
        """Naltrexone by name, where the words do not name another form of it."""
        return [
            name
            for name in self.scan.of("naltrexone")
            if not any(
                form.start < name.end and name.start < form.end for form in self.scan.of("other_forms")
            )
        ]

    @cached_property
    def title_names(self) -> list[Hit]:
        return [hit for hit in self.names if self.scan.in_title(hit)]

    @cached_property
    def is_indexed(self) -> bool:
        """True where NLM's indexing names naltrexone itself."""
        citation = self.scan.citation
        return self.is_headed or any(
            substance.ui in self.rules.mesh or substance.registry_number in self.rules.substances
            for substance in citation.substances
        )

    @cached_property
    def is_headed(self) -> bool:
        return any(heading.ui in self.rules.mesh for heading in self.scan.citation.mesh)

    @cached_property
    def is_major_topic(self) -> bool:
        return any(
            heading.major
            and heading.ui in self.rules.mesh
            and all(qualifier.ui != _ANALOGUES for qualifier in heading.qualifiers)
            for heading in self.scan.citation.mesh
        )

    @cached_property
    def explicit(self) -> list[Hit]:
        """Low-dose naltrexone by name: its abbreviations, and "low dose" within reach of "naltrexone"."""
        if not self.names and not self.scan.of("ldn"):
            return []
        pairs = [pair for low in self.scan.of("low") if (pair := self._pair(low))]
        return sorted([*self._abbreviations(), *pairs])

    def _abbreviations(self) -> Iterable[Hit]:
        if self.scan.of("homonyms") or not (self.names or self.is_indexed):
            return ()  # the letters stand for something else here
        return (
            hit for hit in self.scan.of("ldn") if self.scan.is_as_written(hit) and not self._is_compound(hit)
        )

    def _is_compound(self, hit: Hit) -> bool:
        """LDN-193189 and its kin: a number follows."""
        following = self.scan.text[hit.end : hit.end + 4].split()
        return bool(following and following[0].isdigit() and len(following[0]) > 1)

    def _pair(self, low: Hit) -> Hit | None:
        """The stretch from "low dose" to "naltrexone" (or back) where nothing else takes the dose."""
        for name in self.names:
            start, end = min(low.start, name.start), max(low.end, name.end)
            between = self.scan.text[min(low.end, name.end) : max(low.start, name.start)]
            if len(between.split()) > self.rules.reach or FIELD_END in between or ". " in between:
                continue
            if not self._is_another_drugs(low, name):
                return Hit(start, end, low.meaning)
        return None

    def _is_another_drugs(self, low: Hit, name: Hit) -> bool:
        """A drug between the two takes the dose; so does one right after "low dose"."""
        for drug in self.scan.of("other_drugs"):
            if low.end <= drug.start and drug.end <= name.start:
                return not self._are_coordinated(drug, name)
            if name.end <= low.start and 0 <= drug.start - low.end <= 1:
                return True
        return False

    def _are_coordinated(self, drug: Hit, name: Hit) -> bool:
        """True for one dose of both: "low-dose naloxone or naltrexone"."""
        return self.scan.text[drug.end : name.start].strip() in ("or", "/", "and/or")

    @cached_property
    def doses(self) -> list[Dose]:
        if not self.names and not self.explicit:
            return []
        ldn = [hit for hit in self.explicit if hit.meaning.kind == "ldn"]
        return naltrexone_doses(self.scan, [*self.names, *ldn])

    @cached_property
    def low_doses(self) -> list[Dose]:
        """Naltrexone's doses up to the limit; none where another form of it is meant."""
        if self.other_forms and not self.explicit:
            return []
        return [dose for dose in self.doses if 0 < dose.most <= self.rules.highest_low_mg]

    @cached_property
    def is_high_dose_subject(self) -> bool:
        """True where doses are stated for naltrexone and none is low, or the text's form is another one."""
        if self.scan.of("companions") and not self.explicit:
            return True
        if self.other_forms and not self.explicit:
            return not self.title_names or any(self.scan.is_topic(hit) for hit in self.other_forms)
        return bool(self.doses) and not self.low_doses

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
        addiction = self.scan.of("addiction")
        return any(self.scan.is_topic(hit) for hit in addiction) or bool(addiction and not self.outside)

    @cached_property
    def is_laboratory(self) -> bool:
        """True where naltrexone is likely the tool with which receptors are blocked."""
        return bool(self.scan.of("laboratory"))

    @cached_property
    def is_given_low(self) -> bool:
        """True where the low dose stands in a sentence that says it was given."""
        starts = {dose.start for dose in self.low_doses}
        given = {self.scan.sentence(hit) for hit in self.scan.of("given")}
        spans = self.scan.sentence_spans
        return any(spans[number][0] <= start < spans[number][1] for number in given for start in starts)

    def is_in_passing(self, hit: Hit) -> bool:
        """True for one of a list: "treatments such as ..., low-dose naltrexone and ..."."""
        return any(
            cue.end <= hit.start and self.scan.same_sentence(cue, hit) for cue in self.scan.of("passing")
        )

    def is_given(self, hit: Hit) -> bool:
        """True where the hit's sentence says that the study gave or studied it."""
        return any(self.scan.same_sentence(cue, hit) for cue in self.scan.of("given"))
