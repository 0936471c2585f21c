"""The archive as JSON lines.

Comes in: an archived citation and its ledger events. Goes out: one JSON object as a line of text,
keys in a fixed order. Raises nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ldn_watch.model import Archived, Event, Evidence


def to_json_line(archived: Archived, events: Sequence[Event]) -> str:
    """`{"pmid": "39012345", ...}` without a line end; dates are ISO 8601, instants in UTC."""
    return json.dumps(to_object(archived, events), ensure_ascii=False)


def to_object(archived: Archived, events: Sequence[Event]) -> dict[str, Any]:
    """What an export says of one citation."""
    citation, verdict = archived.citation, archived.verdict
    return {
        "pmid": citation.pmid,
        "doi": citation.doi or None,
        "title": citation.title,
        "journal": citation.journal.title or citation.journal.abbreviation,
        "published": citation.dates.published or None,
        "first_seen": archived.first_seen.isoformat(),
        "relevance": verdict.relevance.value,
        "conditions": [
            {
                "id": tag.condition,
                "kind": tag.kind.value,
                "evidence": [to_evidence(one) for one in tag.evidence],
            }
            for tag in verdict.tags
        ],
        "study_type": verdict.study_type,
        "dose": verdict.dose or None,
        "details": [
            {"kind": one.kind, "value": one.value, "evidence": [to_evidence(piece) for piece in one.evidence]}
            for one in verdict.details
        ],
        "retracted": citation.is_retracted,
        "deleted": archived.deleted,
        "events": [to_event(event) for event in events],
    }


def to_evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "rule": evidence.rule,
        "field": evidence.field,
        "words": evidence.words,
        "offset": evidence.offset,
    }


def to_event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "key": event.key,
        "quiet": event.quiet,
        "detail": event.detail,
    }
