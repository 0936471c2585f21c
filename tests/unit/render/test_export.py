"""The archive as JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ldn_watch.model import (
    Archived,
    Citation,
    Dates,
    Detail,
    Event,
    EventKind,
    Evidence,
    Journal,
    Relevance,
    Tag,
    TagKind,
    Verdict,
)
from ldn_watch.render.cite.export import to_json_line

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_a_line_says_all_that_is_promised():
    citation = Citation(
        "pmid:7", "LDN\nfür Ψ", doi="10.1/x", journal=Journal("Pain"), dates=Dates(published="2024-03")
    )
    tag = Tag("fibromyalgia", "pain", TagKind.TOPIC, (Evidence("fibromyalgia", "title", "LDN", 0),))
    detail = Detail("participants", "31", ())
    verdict = Verdict(Relevance.FOCUS, tags=(tag,), study_type="rct", dose="4.5 mg", details=(detail,))
    archived = Archived(citation, verdict, NOW, NOW, "f")
    text = to_json_line(archived, [Event("pmid:7", EventKind.NEW, NOW)])
    assert "\n" not in text
    assert "für Ψ" in text
    assert json.loads(text) == {
        "pmid": "7",
        "doi": "10.1/x",
        "title": "LDN\nfür Ψ",
        "journal": "Pain",
        "published": "2024-03",
        "first_seen": "2026-11-23T06:00:00+00:00",
        "relevance": "focus",
        "conditions": [
            {
                "id": "fibromyalgia",
                "kind": "topic",
                "evidence": [{"rule": "fibromyalgia", "field": "title", "words": "LDN", "offset": 0}],
            }
        ],
        "study_type": "rct",
        "dose": "4.5 mg",
        "details": [{"kind": "participants", "value": "31", "evidence": []}],
        "retracted": False,
        "deleted": False,
        "events": [
            {"kind": "new", "at": "2026-11-23T06:00:00+00:00", "key": "", "quiet": False, "detail": ""}
        ],
    }
