"""Judging: a citation and the rules in, a verdict with its evidence out. Pure; raises nothing."""

from __future__ import annotations

from ldn_watch.model import Citation, Verdict
from ldn_watch.rules.knowledge import Rules
from ldn_watch.rules.relevance import judge
from ldn_watch.rules.scan import Scan
from ldn_watch.rules.study import study_type
from ldn_watch.rules.tags import to_tags


def assess(citation: Citation, rulebook: Rules) -> Verdict:
    """The rulebook's judgement of a citation: the same for the same two, always."""
    scan = Scan(citation, rulebook)
    tags = to_tags(scan)
    judgement = judge(scan, tags)
    kind, study_evidence = study_type(scan)
    return Verdict(
        relevance=judgement.relevance,
        reasons=judgement.reasons,
        tags=tags,
        study_type=kind,
        study_evidence=study_evidence,
        dose=judgement.dose,
        dose_evidence=judgement.dose_evidence,
        rulebook=rulebook.hash,
    )


def assess_text(text: str, rulebook: Rules) -> Verdict:
    """The same for a text alone, read as a title."""
    return assess(Citation(uid="", title=text), rulebook)
