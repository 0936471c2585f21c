"""The program put together: each verb against a replica, in this process."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from ldn_watch.app import open_watch
from ldn_watch.config.reading import load_config
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.faults import status as http_status
from ldn_watch.demo.records import make_record
from ldn_watch.demo.replica import Replica
from ldn_watch.errors import LeaseHeld, UserError
from ldn_watch.model import RunOutcome
from ldn_watch.plans import ExportQuery, SearchQuery
from ldn_watch.rulebooks import explain_text, try_rules

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
CONFIG = """
[pubmed]
email = "operator@example.org"
base_url = "{url}"
requests_per_second = 500
attempts = 1
[[digest]]
id = "all"
title = "Everything"
to = ["ann@example.org"]
channel = "maildir"
conditions = {conditions}
"""


@pytest.fixture
def replica():
    with Replica(Catalogue(), today=date(2026, 11, 23)) as made:
        made.put(make_record(101, title="Low-dose naltrexone in fibromyalgia"))
        made.put(
            make_record(102, title="Laparoscopic donor nephrectomy (LDN) and naltrexone 50 mg for alcohol")
        )
        yield made


@pytest.fixture
def config(tmp_path, replica):
    def write(conditions="[]"):
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(url=replica.url, conditions=conditions), encoding="utf-8")
        return load_config(path, {})

    return write


@pytest.fixture
def watch(config):
    with open_watch(config(), now=lambda: NOW) as made:
        made.run_once()
        yield made


def test_an_old_id_of_a_condition_still_means_it(config):
    with open_watch(config('["crohn"]'), now=lambda: NOW) as watch:
        assert watch.labels.conditions["crohn-disease"]
        assert watch.digests[0].conditions == {"crohn-disease"}


def test_a_condition_that_does_not_exist_is_said_before_anything_is_asked(config, replica):
    with open_watch(config('["fibromialgia"]'), now=lambda: NOW) as watch, pytest.raises(UserError) as wrong:
        watch.run_once()
    assert 'did you mean "fibromyalgia"?' in wrong.value.problems[0]
    assert replica.requests == []


def test_status_says_what_the_watch_knows(watch, replica):
    status = watch.status()
    assert (status["citations"], status["relevant"], status["matched"]) == (2, 1, 2)
    assert status["last_success"] == NOW.isoformat()
    assert status["outbox"] == {"queued": 0, "sent": 0, "deferred": 0, "refused": 0, "in_doubt": 0, "held": 0}
    assert status["next_due"] == {"all": NOW.isoformat()}
    replica.fail_always("esearch", http_status(503))
    assert watch.run_once().outcome is RunOutcome.COULD_NOT_LOOK
    last = watch.status()["last_run"]
    assert (last["outcome"], "HTTP 503" in last["error"]) == ("could-not-look", True)
    json.dumps(watch.status())


def test_a_citation_is_found_shown_explained_and_exported(watch):
    (found,) = watch.search(SearchQuery("low-dose"))
    assert found.citation.pmid == "101"
    archived, events = watch.show("pmid:101")
    assert (archived.citation.title, [one.kind for one in events]) == (found.citation.title, ["new"])
    citation, verdict = watch.explain("pmid:101")
    assert (citation, verdict.conditions()) == (archived.citation, ("fibromyalgia",))
    assert [json.loads(line)["pmid"] for line in watch.export()] == ["101", "102"]
    assert [json.loads(line)["pmid"] for line in watch.export(wanted=ExportQuery("fibromyalgia"))] == ["101"]
    assert [line for line in "".join(watch.export("ris")).splitlines() if line.startswith("AN")] == [
        "AN  - 101",
        "AN  - 102",
    ]
    assert watch.archived(["pmid:101", "pmid:9"]).keys() == {"pmid:101"}
    assert watch.show("pmid:9") is None
    assert watch.explain("pmid:9") is None


def test_the_maildir_gets_what_is_new(watch, replica, tmp_path):
    replica.put(make_record(103, title="Low-dose naltrexone in Crohn's disease"))
    report = watch.run_once()
    assert (report.new, report.composed, report.sent) == (1, 1, 1)
    (mail,) = (tmp_path / "state" / "mail" / "new").iterdir()
    assert b"Crohn" in mail.read_bytes()
    assert watch.deliver(retry=True).sent == 0


def test_check_tries_the_parts_and_says_what_does_not_work(watch, replica):
    lines = watch.check("ann@example.org")
    assert [line.ok for line in lines] == [True, True, True, True, True]
    replica.fail_always("esearch", http_status(503))
    wrong = [line.text for line in watch.check() if not line.ok]
    assert len(wrong) == 1
    assert "HTTP 503" in wrong[0]


def test_check_holds_the_digests_against_the_rules(config):
    with open_watch(config('["fibromialgia"]'), now=lambda: NOW) as watch:
        wrong = [line.text for line in watch.check() if not line.ok]
    assert any('did you mean "fibromyalgia"?' in text for text in wrong)


def test_the_page_warns_while_pubmed_does_not_answer_and_no_longer(watch, replica, tmp_path):
    page = tmp_path / "state/public/index.html"
    before = page.read_bytes()
    replica.fail_always("esearch", http_status(503))
    watch.run_once()
    assert b"has not answered" in page.read_bytes()
    replica.heal()
    watch.run_once()
    assert page.read_bytes() == before


def test_an_address_can_be_written_to_again(watch):
    with pytest.raises(UserError, match="is not suppressed"):
        watch.deliver(unsuppress="ann@example.org")


def test_rebuild_retag_and_audit_find_everything_in_order(watch):
    assert watch.rebuild() == 0
    assert watch.retag(dry_run=True) == watch.retag() == []
    report = watch.audit()
    assert (report.matched, report.archived, report.missing) == (2, 2, ())


def test_status_says_when_the_rules_have_changed_since_the_archive_was_judged(watch):
    assert watch.status()["retag_due"] is False
    watch.store.write_note("rulebook", "the hash of other rules")
    assert watch.status()["retag_due"] is True
    watch.retag()
    assert watch.status()["retag_due"] is False


def test_only_a_configured_digest_can_be_released(watch):
    with pytest.raises(UserError, match="there are: all"):
        watch.deliver(release="weekly")


def test_one_run_at_a_time(watch):
    watch.store.take_lease("run", "elsewhere/boot/1/1", NOW, timedelta(hours=1), lambda _: False)
    with pytest.raises(LeaseHeld, match="another run is at work"):
        watch.run_once()
    assert watch.run_once(dry_run=True).outcome is RunOutcome.NOTHING_NEW


def test_a_dry_run_that_cannot_look_says_so(watch, replica):
    replica.fail_always("esearch", http_status(500))
    report = watch.run_once(dry_run=True)
    assert (report.outcome, report.requests > 0) == (RunOutcome.COULD_NOT_LOOK, True)


def test_the_shipped_rules_are_in_order_and_broken_ones_are_named(tmp_path):
    examined, conflicts = try_rules(None)
    assert examined
    assert [trial for trial in examined if trial.failed] + conflicts == []
    (tmp_path / "odd.toml").write_text('id = "odd"\nlabel = 3\n', encoding="utf-8")
    with pytest.raises(UserError) as caught:
        try_rules(tmp_path)
    assert caught.value.problems
    assert all("odd.toml" in problem for problem in caught.value.problems)


def test_a_text_is_explained_without_any_configuration():
    verdict, labels = explain_text(None, "Low-dose naltrexone in fibromyalgia")
    assert (verdict.relevance, verdict.conditions()) == ("focus", ("fibromyalgia",))
    assert labels.conditions["fibromyalgia"] == "Fibromyalgia"
