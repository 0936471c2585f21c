"""Which conditions a citation is about, and which it mentions.

Comes in: a `Scan`. Goes out: `Tag`s in display order, each with its evidence. Raises nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ldn_watch.model import Evidence, Tag, TagKind
from ldn_watch.rules.negation import LONGEST_GAP, ends_list
from ldn_watch.rules.phrases import Hit, longest
from ldn_watch.rules.scan import Scan

_MOST_EVIDENCE = 5  # pieces kept of one kind: enough to see why


class _Found:
    """The evidence for one condition."""

    def __init__(self) -> None:
        self.topic: list[Evidence] = []
        self.mention: list[Evidence] = []

    def add(self, evidence: Evidence, *, topic: bool) -> None:
        pieces = self.topic if topic else self.mention
        if len(pieces) < _MOST_EVIDENCE and evidence not in pieces:
            pieces.append(evidence)


def to_tags(scan: Scan) -> tuple[Tag, ...]:
    """Every condition of the citation. A topic is its parents' topic too; what is only mentioned is no more
    than it says.
    """
    found: dict[str, _Found] = {}
    for condition, evidence, topic in (*_from_text(scan), *_from_mesh(scan)):
        for name in (condition, *(scan.rules.ancestors[condition] if topic else ())):
            found.setdefault(name, _Found()).add(evidence, topic=topic)
    tags = (_tag(scan, name, found[name]) for name in scan.rules.by_id if name in found)
    return tuple(tag for tag in tags if tag)


def _tag(scan: Scan, name: str, found: _Found) -> Tag | None:
    condition = scan.rules.by_id[name]
    if found.topic:
        return Tag(name, condition.group, TagKind.TOPIC, (*found.topic, *found.mention))
    if condition.only_topic and all(evidence.field != "mesh" for evidence in found.mention):
        return None  # an indexer's heading is no passing mention
    return Tag(name, condition.group, TagKind.MENTION, tuple(found.mention))


def _from_text(scan: Scan) -> Iterator[tuple[str, Evidence, bool]]:
    hits = [hit for hit in longest([*scan.of("term"), *_abbreviations(scan)]) if not _is_cancelled(scan, hit)]
    enough: Counter[tuple[str, bool]] = Counter()
    for group in _lists(scan, hits):
        wanted = [
            (hit, topic)
            for hit in group
            if enough[hit.meaning.owner, topic := scan.is_topic(hit)] < _MOST_EVIDENCE
        ]
        if wanted and not scan.is_taken_back(group[0].start, max(hit.end for hit in group)):
            for hit, topic in wanted:
                enough[hit.meaning.owner, topic] += 1
                yield hit.meaning.owner, scan.evidence(hit.meaning.owner, hit), topic


def _lists(scan: Scan, hits: list[Hit]) -> Iterator[list[Hit]]:
    """Conditions that are listed together, so that one "without" holds for all of them: hits in the order of
    the text, cut where a list ends. "Unlike lupus, fibromyalgia ..." is no list: no "and" or "or" ends it.
    """
    group: list[Hit] = []
    gap = ""
    for hit in hits:
        between = scan.text[group[-1].end : hit.start][: LONGEST_GAP + 1] if group else ""
        if group and hit.start >= group[-1].end and not scan.rules.negation.are_listed(between):
            yield from _cut(group, gap)
            group = []
        gap = between or gap
        group.append(hit)
    yield from _cut(group, gap)


def _cut(group: list[Hit], gap: str) -> Iterator[list[Hit]]:
    """The group, if an "and" or "or" ends it; else each hit by itself."""
    if len(group) > 1 and not ends_list(gap):
        yield from ([hit] for hit in group)
    elif group:
        yield group


def _abbreviations(scan: Scan) -> Iterator[Hit]:
    """Those in their own capitals whose meaning another phrase of the citation tells."""
    for hit in scan.of("short"):
        if (hit.meaning.owner, hit.meaning.short) in scan.told and scan.is_as_written(hit):
            yield hit


def _is_cancelled(scan: Scan, hit: Hit) -> bool:
    """True where one of the condition's own `unless` phrases overlaps the hit."""
    return any(
        unless.meaning.owner == hit.meaning.owner and unless.start < hit.end and hit.start < unless.end
        for unless in scan.of("unless")
    )


def _from_mesh(scan: Scan) -> Iterator[tuple[str, Evidence, bool]]:
    for heading in scan.citation.mesh:
        for condition in scan.rules.by_mesh.get(heading.ui, ()):
            yield condition.id, Evidence(condition.id, "mesh", heading.name), heading.major
