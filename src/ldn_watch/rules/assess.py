"""Judging: a citation and the rules in, a verdict with its evidence out. Pure; raises nothing."""

from __future__ import annotations

from ldn_watch.model import Citation, Verdict
from ldn_watch.rules.details import to_details
from ldn_watch.rules.dose import to_range
from ldn_watch.rules.knowledge import Rules
from ldn_watch.rules.naltrexone import Naltrexone
from ldn_watch.rules.relevance import judge
from ldn_watch.rules.scan import Scan
from ldn_watch.rules.study import study_type
from ldn_watch.rules.tags import to_tags


def assess(citation: Citation, rulebook: Rules) -> Verdict:
    """The rulebook's judgement of a citation: the same for the same two, always."""
    scan = Scan(citation, rulebook)
    tags = to_tags(scan)
    naltrexone = Naltrexone(scan)
    judgement = judge(naltrexone, tags)
    kind, study_evidence = study_type(scan)
    doses = naltrexone.low_doses
    return Verdict(
        relevance=judgement.relevance,
        reasons=judgement.reasons,
        tags=tags,
        study_type=kind,
        study_evidence=study_evidence,
        dose=to_range(doses),
        dose_evidence=tuple(scan.evidence_at("dose", dose.start, dose.end) for dose in doses[:3]),
        details=to_details(scan, kind),
        rulebook=rulebook.hash,
    )


def assess_text(text: str, rulebook: Rules) -> Verdict:
    """The same for a text alone, read as a title."""
    return assess(Citation(uid="", title=text), rulebook)
