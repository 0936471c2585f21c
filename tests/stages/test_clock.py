"""What is decided, and what is mended, where the clock was set back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import DeliveryState, Look, Relevance, RunOutcome, RunReport
from ldn_watch.plans import Counts, HarvestPlan, IncidentPlan, MendPlan, Selection, Settlement, Trouble
from ldn_watch.render.notice import to_notices
from ldn_watch.schedule import is_due
from ldn_watch.stages.alert import OPERATOR
from ldn_watch.stages.census import ncbi_day
from ldn_watch.stages.clock import BORNE, CLOCK, begin, latest, plan_mend, what_jumped
from ldn_watch.stages.compose import Composer, Letterhead
from ldn_watch.stages.harvest import HarvestSettings, plan_revision
from ldn_watch.stages.publish import Publisher, PublishSettings
from ldn_watch.stages.shown import Shown, read_shown
from tests.stages.builders import NOW, citation, digest, event, fetched, judge
from tests.stages.conftest import LABELS
from tests.stages.test_compose import SETTINGS, WEEKLY

DAY = timedelta(days=1)
YEAR = 365 * DAY
EVERYTHING = Selection(frozenset({Relevance.FOCUS}), at_least=9)


@pytest.mark.parametrize("since", [-BORNE, -timedelta(hours=1), timedelta(0), DAY, YEAR])
def test_a_clock_that_goes_on_or_back_a_little_mends_nothing(since):
    assert plan_mend(NOW, NOW + since) is None
    assert plan_mend(None, NOW) is None


def test_a_clock_set_back_is_mended_and_said():
    assert plan_mend(NOW + YEAR, NOW) == MendPlan(NOW, ncbi_day(NOW), NOW + YEAR)
    (line,) = what_jumped(NOW + YEAR, NOW)
    assert "set back by 365 days" in line
    assert what_jumped(NOW + BORNE, NOW) == ()


def test_a_long_silence_is_said_once_it_may_be_the_clock():
    assert what_jumped(NOW - 30 * DAY, NOW) == ()
    (line,) = what_jumped(NOW - 90 * DAY, NOW)
    assert "90 days, or the clock is ahead" in line


def test_the_latest_hour_is_the_notes_the_last_runs_or_a_digests():
    assert latest("", None, []) is None
    assert latest("", NOW, []) == NOW  # a file that is older than the note
    assert latest(NOW.isoformat(), NOW + YEAR, []) == NOW  # once there is a note, dated runs count no more
    assert latest(NOW.isoformat(), None, [NOW + DAY]) == NOW + DAY


@given(st.integers(-4000, 4000), st.integers(-4000, 4000), st.integers(-4000, 4000))
def test_whatever_it_was_a_mended_clock_is_not_mended_again(was, jumped, later):
    noted = {CLOCK: (NOW + was * DAY).isoformat()}
    mended = []

    class Store:
        def read_note(self, name):
            return noted.get(name, "")

        def write_note(self, name, text):
            noted[name] = text

        def last_dues(self):
            return {}

        def apply_mend(self, plan):
            mended.append(plan)

        def counts(self):
            return Counts()

    begin(Store(), NOW + jumped * DAY)
    assert bool(mended) == (was - jumped > 1)
    mended.clear()
    begin(Store(), NOW + jumped * DAY + abs(later) * DAY)
    assert mended == []


def test_a_first_run_notes_the_time_and_says_nothing(store):
    assert begin(store, NOW) == ()
    assert store.read_note(CLOCK) == NOW.isoformat()


def test_a_file_older_than_the_note_is_mended_by_its_last_run(store):
    store.record_run(RunReport(RunOutcome.NOTHING_NEW), NOW + YEAR, NOW + YEAR)
    assert "set back" in begin(store, NOW)[0]
    assert begin(store, NOW) == ()


def test_a_digest_that_was_last_due_next_year_is_due_when_it_should_be(store, keep):
    composer = Composer(store, Letterhead(SETTINGS, LABELS))
    composer.run([WEEKLY], NOW)
    keep((citation(1), event(pmid=1)), digests=["weekly"])
    assert composer.run([WEEKLY], NOW + YEAR).composed == 1
    keep((citation(2), event(pmid=2)), digests=["weekly"])
    assert composer.run([WEEKLY], NOW + 14 * DAY).composed == 0  # this is how it was silenced
    begin(store, NOW + 14 * DAY)
    assert composer.run([WEEKLY], NOW + 14 * DAY).composed == 1
    assert composer.run([WEEKLY], NOW + 14 * DAY).composed == 0


def test_a_mended_digest_goes_back_to_its_newest_issue_before_now(store, keep):
    composer = Composer(store, Letterhead(SETTINGS, LABELS))
    composer.run([WEEKLY], NOW)
    keep((citation(1), event(pmid=1)), digests=["weekly"])
    composer.run([WEEKLY], NOW + 8 * DAY)
    store.mark_due("weekly", NOW + YEAR)
    store.apply_mend(MendPlan(NOW + 9 * DAY, ncbi_day(NOW + 9 * DAY), NOW + YEAR))
    assert store.last_dues() == {"weekly": (NOW + 8 * DAY).replace(microsecond=0)}
    assert is_due(WEEKLY.schedule, store.last_dues()["weekly"], NOW + 9 * DAY, UTC) is None


def test_what_waits_for_next_year_waits_no_longer(store, keep):
    keep((citation(1), event(pmid=1)), digests=["all"])
    store.apply_harvest(HarvestPlan(troubles=(Trouble("pmid:7", "missing", 3, NOW + YEAR, parked=True),)))
    state = replace(store.harvest_state(), looked_on=ncbi_day(NOW + YEAR))
    store.apply_harvest(HarvestPlan(state=state))
    store.open_digest("all", NOW)
    Composer(store, Letterhead(SETTINGS, LABELS)).run([digest()], NOW)
    delivery = store.claim(NOW, NOW, "me")
    store.settle(Settlement(delivery.id, 1, DeliveryState.DEFERRED, NOW, NOW + YEAR))
    assert (store.claim(NOW + DAY, NOW + DAY, "me"), store.refresh_due(NOW + DAY)) == (None, [])
    plan = MendPlan(NOW + DAY, ncbi_day(NOW + DAY), NOW + YEAR)
    for _ in range(2):
        store.apply_mend(plan)
        assert [trouble.uid for trouble in store.troubles(NOW + DAY)] == ["pmid:7"]
        assert store.harvest_state().looked_on == ncbi_day(NOW + DAY)
        assert store.refresh_due(NOW + DAY) == ["pmid:1"]
    assert store.claim(NOW + DAY, NOW + DAY, "me").id == delivery.id


def test_an_earlier_look_stays_what_it_was(store):
    for looked_on in (None, ncbi_day(NOW)):
        store.apply_harvest(HarvestPlan(state=replace(store.harvest_state(), looked_on=looked_on)))
        store.apply_mend(MendPlan(NOW + DAY, ncbi_day(NOW + DAY), NOW + YEAR))
        assert store.harvest_state().looked_on == looked_on


def test_a_mail_names_no_look_of_next_year(store, keep):
    composer = Composer(store, Letterhead(SETTINGS, LABELS, Look(NOW, RunOutcome.NEW, 5)))
    composer.run([digest()], NOW)
    store.record_run(RunReport(RunOutcome.COULD_NOT_LOOK, error="down"), NOW + YEAR, NOW + YEAR)
    keep((citation(1), event(pmid=1)), digests=["all"])
    composer.run([digest()], NOW + DAY)
    delivery = store.claim(NOW + DAY, NOW + DAY, "me")
    assert str((NOW + YEAR).year).encode() not in store.message(delivery).message


SOURCE = IncidentKind.SOURCE


def opened(store, at):
    store.open_digest(OPERATOR, at)
    store.apply_incidents(IncidentPlan(at, (Incident(SOURCE, at, at, 3, "HTTP 503"),)))


def closed(store, at):
    store.apply_incidents(IncidentPlan(at, closed=(SOURCE,)))


def test_the_operator_hears_the_end_of_what_began_next_year(store):
    opened(store, NOW + YEAR)
    store.apply_mend(MendPlan(NOW, ncbi_day(NOW), NOW + YEAR))
    (still,) = store.incidents()
    assert still.since == NOW
    closed(store, NOW + DAY)
    (over,) = store.untold(OPERATOR)
    assert (over.since, over.closed_at) == (NOW, NOW + DAY)


def test_an_incident_of_next_year_leaves_the_feed_as_any_other_and_keeps_its_name(store):
    opened(store, NOW + YEAR)
    closed(store, NOW + YEAR + DAY)
    (before,) = store.incidents(NOW)
    plan = MendPlan(NOW, ncbi_day(NOW), NOW + YEAR + DAY)
    for _ in range(2):
        store.apply_mend(plan)
        (after,) = store.incidents(NOW)
        assert (after.since, after.closed_at) == (NOW, NOW)
    assert store.incidents(NOW + DAY) == []
    told, mended = (list(to_notices(one, "")) for one in (before, after))
    assert [one.guid for one in mended] == [one.guid for one in told]  # a feed reader shows none twice
    assert {one.at for one in mended} == {NOW.replace(microsecond=0)}


def test_an_incident_of_today_stays_what_it_was(store):
    opened(store, NOW - DAY)
    before = store.incidents()
    store.apply_mend(MendPlan(NOW, ncbi_day(NOW), NOW + YEAR))
    assert store.incidents() == before


def test_what_a_clock_ahead_wrote_is_shown_as_of_the_hour_when_it_was_put_right(store, keep):
    keep((citation(1), event(pmid=1)))
    keep((citation(2), replace(event(pmid=2), at=NOW + YEAR)))
    store.record_run(RunReport(RunOutcome.NOTHING_NEW), NOW + YEAR, NOW + YEAR)
    begin(store, NOW + DAY)
    keep((citation(3), replace(event(pmid=3), at=NOW + 2 * DAY)))
    lines = store.newest(EVERYTHING)
    assert [(line.event.uid, line.event.at) for line in read_shown(store).newest(EVERYTHING)] == [
        ("pmid:3", NOW + 2 * DAY),
        ("pmid:2", NOW + DAY),  # for ever: an entry that changes each day would come back each day
        ("pmid:1", NOW),
    ]
    assert Shown(store).newest(EVERYTHING) == lines
    assert [line.event.at for line in lines if line.event.uid == "pmid:2"] == [NOW + YEAR], (
        "the ledger keeps it"
    )


# --- what readers are shown ---------------------------------------------------------------------------


def noticed(store, at, *pmids, kind="new"):
    """Archived and told by a run at this hour."""
    fresh = fetched(*(citation(pmid) for pmid in pmids)) if kind == "new" else ()
    revisions = tuple(plan_revision(one, judge(one.citation), at, HarvestSettings("q")) for one in fresh)
    told = tuple(replace(event(kind, pmid), at=at) for pmid in pmids)
    store.apply_harvest(HarvestPlan(revisions=revisions, events=told))


@pytest.fixture
def put_right(store, tmp_path):
    """A site made while the clock was a year ahead, and again after it was put right."""
    publisher = Publisher(store, tmp_path / "public", LABELS, PUBLISHING)
    noticed(store, NOW, 1, 5)
    begin(store, NOW + YEAR)
    noticed(store, NOW + YEAR, 2, 3)
    noticed(store, NOW + YEAR, 1, kind="retracted")
    publisher.run(NOW + YEAR)
    assert files_with(publisher.folder, AHEAD), "else nothing is tested"
    begin(store, NOW + 10 * DAY)
    publisher.run(NOW + 10 * DAY)
    return publisher


PUBLISHING = PublishSettings("LDN watch", "https://ldn.example.org", frozenset({Relevance.FOCUS}))
AHEAD = str((NOW + YEAR).year)


def files_with(folder, text):
    found = (path for path in folder.rglob("*.*") if text in f"{path.name} {path.read_text()}")
    return {path.relative_to(folder).as_posix() for path in found}


def test_no_page_feed_or_list_names_a_day_of_the_future(put_right):
    assert files_with(put_right.folder, AHEAD) == set()
    for pmid in (1, 2):  # one retracted then, one first seen then
        assert "3 Dec 2026" in (put_right.folder / f"citations/{pmid}.html").read_text()
    assert "2026-12-03" in (put_right.folder / "lists/fibromyalgia.csv").read_text()


def test_the_month_in_which_the_clock_was_put_right_has_what_it_dated_ahead(put_right):
    months = {path.name: path.read_text() for path in (put_right.folder / "months").iterdir()}
    assert sorted(months) == ["2026-11.html", "2026-12.html"]
    assert [months["2026-12.html"].count(f"citations/{pmid}.html") > 0 for pmid in (1, 2, 3, 5)] == [
        True,
        True,
        True,
        False,
    ]
    home = (put_right.folder / "index.html").read_text()
    assert "months/2026-12.html" in home


def test_a_change_afterwards_keeps_to_the_hours_that_are_told(put_right):
    noticed(put_right.store, NOW + 11 * DAY, 4)
    noticed(put_right.store, NOW + 11 * DAY, 2, kind="retracted")
    put_right.run(NOW + 11 * DAY)
    assert files_with(put_right.folder, AHEAD) == set()
    bit_by_bit = {path: path.read_bytes() for path in put_right.folder.rglob("*.*")}
    put_right.run(NOW + 11 * DAY, force=True)
    assert {path: path.read_bytes() for path in put_right.folder.rglob("*.*")} == bit_by_bit


def test_when_the_year_has_come_its_months_have_what_happened_then_alone(put_right):
    noticed(put_right.store, NOW + YEAR, 4)
    put_right.run(NOW + YEAR)
    (month,) = [path for path in (put_right.folder / "months").iterdir() if AHEAD in path.name]
    text = month.read_text()
    assert "citations/4.html" in text
    assert "citations/2.html" not in text


def test_lines_of_the_future_hold_no_later_ones_back(put_right):
    few = replace(EVERYTHING, at_least=2)
    noticed(put_right.store, NOW + 11 * DAY, 4)
    lines = read_shown(put_right.store).newest(few)
    assert [line.event.uid for line in lines] == ["pmid:4", "pmid:1"]
    since = replace(few, at_least=1, since=NOW + 10 * DAY)
    lines = read_shown(put_right.store).newest(since)
    assert [line.event.uid for line in lines] == ["pmid:4", "pmid:1", "pmid:3", "pmid:2"]


def test_what_is_revised_later_is_rendered_in_the_month_that_is_told(put_right):
    (fresh,) = fetched(citation(3, "Migraine and fibromyalgia"))
    revised = plan_revision(fresh, judge(fresh.citation), NOW + 11 * DAY, HarvestSettings("q"))
    put_right.store.apply_harvest(HarvestPlan(revisions=(revised,)))
    put_right.run(NOW + 11 * DAY)
    assert "Migraine and fibromyalgia" in (put_right.folder / "months/2026-12.html").read_text()
