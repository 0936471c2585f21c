"""What kind of study a citation reports.

Comes in: a `Scan`. Goes out: the id of a study type and its evidence. Raises nothing.

The rules of study.toml are tried in the order of the file: NLM's publication types and MeSH check tags
where they are there already, the words of the title, then those of the abstract.
"""

from __future__ import annotations

from ldn_watch.model import Evidence
from ldn_watch.rules.knowledge import StudyRule
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan

OTHER = "other"


def study_type(scan: Scan) -> tuple[str, tuple[Evidence, ...]]:
    """The type of the first rule that holds; `other` where none does."""
    titles = _by_owner([hit for hit in scan.of("study-title") if scan.in_title(hit)])
    abstracts = _by_owner([hit for hit in scan.of("study-abstract") if not scan.is_topic(hit)])
    denied = {hit.meaning.owner for hit in scan.of("study-unless") if scan.in_title(hit)}
    for rule in scan.rules.study.rules:
        evidence = _indexed(scan, rule)
        hit = None if rule.id in denied else titles.get(rule.id) or abstracts.get(rule.id)
        if hit and not evidence:
            evidence = scan.evidence(rule.id, hit)
        if evidence:
            return rule.type, (evidence,)
    return OTHER, ()


def _by_owner(hits: list[Hit]) -> dict[str, Hit]:
    return {hit.meaning.owner: hit for hit in reversed(hits)}


def _indexed(scan: Scan, rule: StudyRule) -> Evidence | None:
    """Evidence from publication types and MeSH headings."""
    if scan.citation.kind in rule.publication_types:
        return Evidence(rule.id, "publication-type", scan.citation.kind)
    for term in scan.citation.publication_types:
        if term.name in rule.publication_types or term.ui in rule.publication_types:
            return Evidence(rule.id, "publication-type", term.name)
    headings = scan.headings
    if headings and rule.mesh & headings.keys() and not rule.without_mesh & headings.keys():
        return Evidence(rule.id, "mesh", headings[min(rule.mesh & headings.keys())])
    return None
