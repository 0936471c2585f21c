"""What else a citation says of its study: design, age group, registry numbers, how many took part.

Comes in: a `Scan` and the study type. Goes out: `Detail`s, each with its evidence. Raises nothing.
The words and patterns stand in study.toml.
"""

from __future__ import annotations

from collections.abc import Iterator

from ldn_watch.model import Detail, Evidence
from ldn_watch.rules.knowledge import DetailRule
from ldn_watch.rules.participants import participants
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan


def to_details(scan: Scan, study_type: str) -> tuple[Detail, ...]:
    """Designs and groups in the order of study.toml, then participants, then trial ids."""
    return (*_described(scan, study_type), *participants(scan, study_type), *_registered(scan))


def _described(scan: Scan, study_type: str) -> Iterator[Detail]:
    hits: dict[str, list[Hit]] = {}
    for hit in scan.of("detail"):
        hits.setdefault(hit.meaning.owner, []).append(hit)
    for rule in scan.rules.study.details:
        if rule.types and study_type not in rule.types:
            continue
        evidence = _indexed(scan, rule) or _worded(scan, rule, hits.get(rule.id, []))
        if evidence:
            yield Detail(rule.kind, rule.id, (evidence,))


def _indexed(scan: Scan, rule: DetailRule) -> Evidence | None:
    """Evidence from NLM's indexing."""
    for term in scan.citation.publication_types:
        if term.ui in rule.mesh:
            return Evidence(rule.id, "publication-type", term.name)
    named = rule.mesh & scan.headings.keys()
    return Evidence(rule.id, "mesh", scan.headings[min(named)]) if named else None


def _worded(scan: Scan, rule: DetailRule, found: list[Hit]) -> Evidence | None:
    """Evidence from the words: one in the title or a keyword, or enough of them in the abstract."""
    unless = [hit for hit in scan.of("detail-unless") if hit.meaning.owner == rule.id]
    hits = [hit for hit in found if not any(_overlap(hit, other) for other in unless)]
    topic = [hit for hit in hits if scan.is_topic(hit)]
    chosen = topic or (hits if len(hits) >= rule.at_least else [])
    return scan.evidence(rule.id, chosen[0]) if chosen else None


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _registered(scan: Scan) -> Iterator[Detail]:
    """Registry numbers: those that NLM lists, then those in the text, each once."""
    known: set[str] = set()
    for number, evidence in (*_listed(scan), *_written(scan)):
        if number not in known:
            known.add(number)
            yield Detail("trial-id", number, (evidence,))


def _listed(scan: Scan) -> Iterator[tuple[str, Evidence]]:
    for bank in scan.citation.data_banks:
        for registry in scan.rules.study.registries:
            for number in bank.accessions:
                if registry.pattern.fullmatch(number):
                    yield number, Evidence(registry.id, "data-bank", number)


def _written(scan: Scan) -> Iterator[tuple[str, Evidence]]:
    told = {hit.meaning.owner for hit in scan.of("registry")}
    for registry in scan.rules.study.registries:
        if registry.id in told:
            for found in registry.pattern.finditer(scan.folded.original):
                yield found.group(), scan.evidence_at(registry.id, *found.span())
