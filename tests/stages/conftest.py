from __future__ import annotations

import pytest

from ldn_watch.model import Labels
from ldn_watch.plans import HarvestPlan, Owed
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.store.sqlstore import open_store
from tests.stages.builders import NOW, fetched, judge

LABELS = Labels(
    {"fibromyalgia": "Fibromyalgia", "migraine": "Migraine"},
    {"chronic-pain": "Chronic pain"},
    {"rct": "Randomised controlled trial"},
    {"fibromyalgia": "chronic-pain", "migraine": "chronic-pain"},
)


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path / "ldn-watch.sqlite3", app_version="test", now=NOW)
    yield made
    made.close()


@pytest.fixture
def keep(store):
    """Archive citations with their events, owed to the digests that are named."""

    def kept(*pairs, digests=()):
        citations = {one.uid: one for one, _ in pairs}
        revisions = tuple(
            plan_revision(one, judge(one.citation), NOW, HarvestSettings("q"))
            for one in fetched(*citations.values())
        )
        events = tuple(happened for _, happened in pairs)
        owed = tuple(Owed(digest, event.identity) for digest in digests for event in events)
        store.apply_harvest(HarvestPlan(revisions=revisions, events=events, owed=owed))

    return kept
