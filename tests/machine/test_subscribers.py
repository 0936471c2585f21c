"""Whatever readers and PubMed do in whatever order: nothing is told twice, nor what nobody is owed.

A small machine over the real store and stages. PubMed: new citations, retractions, and citations that
come under a condition later. Readers ask, confirm, change, leave, come back; the desk may die.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ldn_watch.model import Labels
from ldn_watch.plans import HarvestPlan
from ldn_watch.stages.compose import Composer, ComposeSettings, Letterhead
from ldn_watch.stages.events import Knowledge, plan_events, plan_owed
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.subscribe import Desk, DeskSettings
from ldn_watch.store.sqlstore import open_store
from ldn_watch.subscriber import Choice, Frequency, Request, SubscriberState
from ldn_watch.tokens import Links, Tokens
from tests.stages.builders import NOW, citation, fetched, judge, retracted

READERS = ("ann@example.org", "ben@example.org")
CONDITIONS = ("fibromyalgia", "migraine")
LABELS = Labels({one: one for one in CONDITIONS}, {"chronic-pain": "Chronic pain"})
SETTINGS = ComposeSettings("LDN watch", "", "watch@example.org", "example.org", "", NOW.tzinfo, 1000)

readers = st.sampled_from(READERS)
choices = st.builds(
    Choice, st.frozensets(st.sampled_from(CONDITIONS)), st.just(frozenset()), st.sampled_from(Frequency)
)


class Subscriptions(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "db.sqlite3", app_version="t", now=NOW)
        self.now, self.titles = NOW, {}
        words = (f"w{number}" for number in count())
        links = Links("https://x.example", Tokens(b"k" * 32))
        settings = DeskSettings("LDN", "w@example.org", "example.org", 1000)
        self.desk = Desk(self.store, LABELS, links, settings, lambda: next(words))
        self.told = defaultdict(Counter)  # reader -> event identity -> how often
        self.confirmed_at = {}

    def teardown(self):
        self.store.close()
        self.folder.cleanup()

    # --- PubMed ------------------------------------------------------------------------------------

    def harvest(self, one):
        """As harvest.py does it, with whoever is subscribed at this moment."""
        (came,) = fetched(one)
        revision = plan_revision(came, judge(one), self.now, HarvestSettings("q"))
        digests = tuple(reader.to_digest("LDN") for reader in self.store.written_to())
        known = Knowledge(
            self.now,
            judge,
            digests=digests,
            archived=self.store.load([one.uid]),
            ledger=self.store.events_of([one.uid]),
            told=self.store.told([one.uid]),
        )
        events = tuple(plan_events(revision, known))
        owed = tuple(plan_owed(revision, [e for e in events if e not in known.ledger], known))
        self.store.apply_harvest(HarvestPlan(revisions=(revision,), events=events, owed=owed))

    @rule(about=st.sampled_from(("fibromyalgia", "migraine", "fibromyalgia and migraine", "itching")))
    def something_new(self, about):
        pmid = len(self.titles) + 1
        self.titles[pmid] = f"LDN for {about}"
        self.harvest(citation(pmid, self.titles[pmid]))

    @precondition(lambda self: self.titles)
    @rule(data=st.data())
    def headings_come_later(self, data):
        pmid = data.draw(st.sampled_from(sorted(self.titles)))
        self.titles[pmid] += " in migraine"
        self.harvest(citation(pmid, self.titles[pmid]))

    @precondition(lambda self: self.titles)
    @rule(data=st.data())
    def a_retraction(self, data):
        pmid = data.draw(st.sampled_from(sorted(self.titles)))
        self.harvest(retracted(pmid, title=self.titles[pmid]))

    # --- readers -----------------------------------------------------------------------------------

    @rule(who=readers, choice=choices, dies=st.booleans())
    def ask(self, who, choice, dies):
        self.store.put_request(Request(who, choice, self.now, "1"))
        if not dies:
            self.desk.run(self.now)

    @rule()
    def the_desk_comes(self):
        self.desk.run(self.now)

    @rule(who=readers)
    def confirm(self, who):
        one = self.store.subscriber_of(who)
        if one and self.store.confirm(one.id, one.nonce, self.now):
            self.confirmed_at[who] = self.now

    @rule(who=readers, choice=choices)
    def change(self, who, choice):
        one = self.store.subscriber_of(who)
        if one:
            self.store.change_choice(one.id, choice)

    @rule(who=readers)
    def leave(self, who):
        one = self.store.subscriber_of(who)
        if one:
            self.store.leave(one.id, self.now)

    @rule(hours=st.sampled_from((1, 30, 24 * 9, 24 * 40)))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def mails_go_out(self):
        digests = tuple(one.to_digest("LDN") for one in self.store.written_to())
        Composer(self.store, Letterhead(SETTINGS, LABELS)).run(digests, self.now)
        while delivery := self.store.claim(self.now, self.now, "me"):
            seqs = set(self.store.message(delivery).entries)
            with self.store._read() as conn:
                rows = conn.exec_driver_sql("SELECT seq, pmid, kind, key FROM event").all()
            for seq, pmid, kind, key in rows:
                if seq in seqs:
                    self.told[delivery.recipient][(f"pmid:{pmid}", kind, key)] += 1

    # --- what holds always -------------------------------------------------------------------------

    @invariant()
    def nothing_is_told_twice(self):
        for reader, told in self.told.items():
            assert set(told.values()) <= {1}, (reader, told)

    @invariant()
    def who_never_confirmed_is_told_nothing(self):
        assert self.told.keys() <= self.confirmed_at.keys()

    @invariant()
    def who_is_not_active_is_owed_nothing(self):
        for one in self.store.subscribers():
            if one.state is not SubscriberState.ACTIVE:
                assert self.store.pending(one.id) == []


Subscriptions.TestCase.settings = settings(max_examples=25, stateful_step_count=30)
TestSubscriptions = Subscriptions.TestCase
