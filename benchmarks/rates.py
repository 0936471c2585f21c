"""How many citations a second each stage takes: parse, judge, store, publish."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ldn_watch import __version__
from ldn_watch.codec import fingerprint
from ldn_watch.demo.records import make_record
from ldn_watch.model import Citation, Event, EventKind, Relevance, Verdict
from ldn_watch.plans import HarvestPlan, Revision
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.rules.assess import assess
from ldn_watch.sources.pubmed_xml import read_record
from ldn_watch.stages.publish import Publisher, PublishSettings
from ldn_watch.store.sqlstore import SqlStore, open_store

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SENTENCE = (
    "In this made-up record adults with fibromyalgia took naltrexone 4.5 mg at bedtime for twelve weeks "
    "or a placebo that looked the same, and wrote down their pain every evening. "
)


def cpu_of(act: Callable[[], object]) -> float:
    """The CPU seconds that `act` takes."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def raw_records(count: int) -> list[bytes]:
    """Records with an abstract of some 1,400 characters."""
    subjects = ("fibromyalgia", "Crohn's disease", "multiple sclerosis", "long COVID", "psoriasis")
    return [
        make_record(
            30_000_000 + number,
            title=f"Low-dose naltrexone in {subjects[number % 5]}: made-up trial {number}",
            abstract=[("METHODS", SENTENCE * 4), ("RESULTS", SENTENCE * 4)],
        )
        for number in range(count)
    ]


def revision(citation: Citation, raw: bytes, verdict: Verdict) -> Revision:
    return Revision(citation, fingerprint(citation), raw, verdict, NOW, NOW + timedelta(days=7))


def fill(store: SqlStore, revisions: list[Revision]) -> None:
    """Keep them, 200 a transaction, each with its quiet `new` event where it is relevant."""
    for at in range(0, len(revisions), 200):
        page = tuple(revisions[at : at + 200])
        news = [one.citation.uid for one in page if one.verdict.is_relevant]
        events = tuple(
            Event(uid, EventKind.NEW, NOW - timedelta(hours=len(revisions) - at), quiet=True) for uid in news
        )
        store.apply_harvest(HarvestPlan(revisions=page, events=events))


def main() -> None:
    raws = raw_records(2_000)
    rulebook = read_rulebook(None)
    citations: list[Citation] = []
    verdicts: list[Verdict] = []

    def told(name: str, count: int, seconds: float) -> None:
        print(f"{name:<28}{count / seconds:>10,.0f} a second   ({seconds:.2f} s CPU)")

    told("parse, citations", 2_000, cpu_of(lambda: citations.extend(map(read_record, raws))))
    assess(citations[0], rulebook)  # the automaton is built at the first use
    told(
        "judge, citations", 2_000, cpu_of(lambda: verdicts.extend(assess(one, rulebook) for one in citations))
    )
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "ldn-watch.sqlite3", app_version=__version__, now=NOW)
        revisions = [revision(*parts) for parts in zip(citations, raws, verdicts, strict=True)]
        told("store, citations", 2_000, cpu_of(lambda: fill(store, revisions)))
        settings = PublishSettings("LDN watch", "https://ldn.example.org", frozenset(Relevance))
        publisher = Publisher(store, Path(folder) / "public", rulebook.labels(), settings)
        feeds = 3 * (2 + len(rulebook.labels().conditions) + len(rulebook.labels().groups))
        told("publish, feed files", feeds, cpu_of(lambda: publisher.run(NOW)))
        told("publish again, feed files", feeds, cpu_of(lambda: publisher.run(NOW, force=True)))
        store.close()
