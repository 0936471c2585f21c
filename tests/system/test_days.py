"""The days of a watch, as its operator and its readers live them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ldn_watch.demo import faults
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.mailbox import answers
from ldn_watch.demo.records import synthetic_records
from tests.system.service import record, today

pytestmark = pytest.mark.system


def text_of(mail) -> str:
    return message_from_bytes(mail.content, policy=default).get_body(("plain",)).get_content()


def test_the_first_run_fills_the_archive_and_mails_nobody(service):
    done = service.run("run-once")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [line["pmid"] for line in service.export()] == ["101", "102", "103"]
    assert service.mails() == []
    assert "trial 103" in (service.folder / "state/public/feeds/all.rss").read_text(encoding="utf-8")


def test_an_idle_run_costs_two_requests_and_says_nothing_new(watching):
    report = watching.run_once()
    assert (report["outcome"], report["matched"], report["asked"], report["requests"]) == (
        "nothing-new",
        3,
        2,
        2,
    )
    assert report["exit"] == 0


def test_what_is_new_is_told_once(watching):
    watching.replica.put(record(104, "Low-dose naltrexone for Crohn's disease"))
    report = watching.run_once()
    assert (report["outcome"], report["new"], report["events"], report["asked"]) == ("new", 1, {"new": 1}, 3)
    told = {"composed": 1, "sent": 2, "deferred": 0, "refused": 0, "in_doubt": 0, "held": 0, "discarded": 0}
    assert report["digests"] == told
    assert {mail.recipients for mail in watching.mails()} == {("ann@example.org",), ("ben@example.org",)}
    assert "Low-dose naltrexone for Crohn's disease" in text_of(watching.mails()[0])
    again = watching.run_once()
    assert (again["outcome"], again["asked"], len(watching.mails())) == ("nothing-new", 2, 2)


def test_a_retraction_is_told_to_whoever_was_told(watching):
    watching.replica.put(record(104))
    watching.run_once()
    watching.replica.put(
        record(
            104,
            types=("Journal Article", "Retracted Publication"),
            revised=today(),
            links=[("RetractionIn", 999)],
        )
    )
    report = watching.run_once()
    assert report["events"] == {"retracted": 1}
    mail = watching.mails()[-1]
    assert "retraction" in mail.subject.lower()
    assert "Retracted: Low-dose naltrexone in fibromyalgia: trial 104" in " ".join(text_of(mail).split())
    assert "#retracted" in (watching.folder / "state/public/feeds/retractions.rss").read_text(
        encoding="utf-8"
    )
    assert [line["retracted"] for line in watching.export()] == [False, False, False, True]
    assert watching.run_once()["outcome"] == "nothing-new"


def test_an_old_citation_newly_indexed_is_told_with_that_label(watching):
    old = today() - timedelta(days=6 * 365)
    watching.replica.put(record(50, published=str(old.year), pubmed=old, entrez=today()))
    watching.run_once()
    assert "newly indexed" in text_of(watching.mails()[0])
    audit = watching.run("audit")
    assert "Entrez date" in audit.stdout
    assert " days late" in audit.stdout


def test_pubmed_down_is_never_nothing_new(watching):
    watching.replica.put(record(104))
    watching.replica.fail_always("esearch", faults.status(503))
    done = watching.run("run-once")
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert "could not look: PubMed's esearch.fcgi" in done.stderr
    assert "HTTP 503" in done.stderr
    report = watching.run_once()
    assert (report["outcome"], report["new"], report["exit"]) == ("could-not-look", 0, 3)
    watching.replica.heal()
    assert watching.run_once()["new"] == 1


def test_what_is_owed_goes_out_while_pubmed_is_down(watching):
    watching.replica.put(record(104))
    watching.mailbox.fail_always("RCPT", answers("450 4.2.0 greylisted"))
    assert watching.run_once()["exit"] == 4
    watching.mailbox.heal()
    watching.replica.fail_always("esearch", faults.reset())
    report = watching.run_once()
    assert (report["exit"], report["digests"]["sent"], len(watching.mails())) == (3, 2, 2)
    assert watching.run("deliver", "--retry").returncode == 0
    assert len(watching.mails()) == 2


def test_the_next_mail_says_that_pubmed_could_not_be_asked(watching):
    watching.replica.fail_always("esearch", faults.status(500))
    assert watching.run_once()["exit"] == 3
    watching.replica.heal()
    watching.replica.put(record(104))
    watching.run_once()
    assert "could not be asked" in " ".join(text_of(watching.mails()[0]).split())


def test_one_bad_address_never_touches_the_others(watching):
    watching.mailbox.refuses["ann@example.org"] = "550 5.1.1 no such user"
    watching.replica.put(record(104))
    report = watching.run_once()
    assert (report["exit"], report["digests"]["sent"], report["digests"]["refused"]) == (4, 1, 1)
    watching.replica.put(record(105))
    report = watching.run_once()
    assert (report["exit"], report["digests"]["sent"], report["digests"]["refused"]) == (0, 1, 0)
    assert watching.messages() == {"ben@example.org": 2}


def test_one_poisoned_record_never_costs_the_others(watching):
    watching.replica.put(*(record(pmid) for pmid in range(201, 241)))
    watching.replica.fail_always("efetch", faults.poisoned_record(220, "control_characters"))
    report = watching.run_once()
    assert (report["new"], report["quarantined"]) == (39, 1)
    assert watching.status()["quarantine"] == 1
    watching.replica.heal()
    assert watching.run_once()["new"] == 1
    assert watching.status()["quarantine"] == 0


def test_what_pubmed_lists_and_does_not_return_is_tried_again_then_parked(watching):
    watching.replica.put(record(104), record(105))
    watching.replica.fail_always("efetch", faults.missing_records(104))
    assert watching.run_once()["new"] == 1
    watching.run_once()
    watching.run_once()
    assert watching.status()["parked"] == 1
    assert watching.run_once()["asked"] == 2
    audit = watching.run("audit")
    assert "104" in audit.stdout


def test_a_census_that_suddenly_shrinks_is_not_believed(service):
    service.replica.put(*(record(pmid) for pmid in range(200, 260)))
    service.run("run-once")
    service.replica.remove(*range(200, 260))
    report = service.run_once()
    assert (report["outcome"], report["exit"]) == ("could-not-look", 3)
    assert "--accept-census" in report["error"]
    assert service.run_once("--accept-census")["outcome"] == "nothing-new"
    assert service.run_once()["exit"] == 0


def test_a_request_for_every_two_hundred_and_no_more(watching):
    watching.replica.put(*(record(pmid) for pmid in range(1000, 1450)))
    watching.configure(pubmed="max_new = 1000\nrefresh_days = 0")
    assert watching.run_once()["asked"] == 2 + 3
    assert watching.run_once()["asked"] == 2 + 3  # a refresh that is due pays ceil(N / 200)


def test_a_stranger_follows_the_readme(service):
    folder = service.folder / "my-watch"
    folder.mkdir()
    command = [sys.executable, "-m", "ldn_watch"]

    def say(*arguments):
        return subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, check=False)

    assert say("init").returncode == 0
    assert say("run-once").returncode == 2
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace('email = ""', 'email = "me@example.org"', 1)
    text = re.sub(r'base_url = "https://eutils[^"]*"', f'base_url = "{service.replica.url}"', text)
    config.write_text(text, encoding="utf-8")
    checked = say("check")
    assert checked.returncode == 0, checked.stdout
    assert "3 citations match" in checked.stdout
    done = say("run-once")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    service.replica.put(record(104))
    assert say("run-once").returncode == 0
    assert json.loads(say("status", "--json").stdout)["entries"] == {"waiting": 1, "held": 0}


def test_above_the_ceiling_an_idle_run_costs_parts_and_three(service):
    service.replica.catalogue = Catalogue(synthetic_records(20_500))
    service.replica._endpoints.catalogue = service.replica.catalogue
    service.configure(pubmed="max_new = 100000")
    first = service.run_once()
    assert (first["matched"], first["new"]) == (20_500, 20_500)
    idle = service.run_once()
    assert (idle["outcome"], idle["matched"]) == ("nothing-new", 20_500)
    assert idle["asked"] <= 3 + 3


def test_a_flood_is_held_until_a_person_releases_it(watching):
    watching.configure(pubmed="max_new = 5")
    watching.replica.put(*(record(pmid) for pmid in range(200, 210)))
    report = watching.run_once()
    assert report["digests"]["composed"] == 0
    assert watching.status()["entries"]["held"] == 10
    assert watching.mails() == []
    released = watching.run("deliver", "--release", "all")
    assert released.returncode == 0, released.stderr
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}


def test_a_second_run_says_that_the_first_is_at_work(watching):
    replies = []

    def meanwhile(_request):
        watching.replica.on_request = None
        replies.append(watching.run("run-once"))

    watching.replica.on_request = meanwhile
    assert watching.run("run-once").returncode == 0
    assert replies[0].returncode == 5
    assert "another run" in replies[0].stderr


def test_a_dry_run_changes_nothing(watching):
    watching.replica.put(record(104))
    before = watching.status()["citations"]
    report = watching.run_once("--dry-run")
    assert (report["outcome"], report["new"]) == ("new", 1)
    assert (watching.status()["citations"], watching.mails()) == (before, [])


def test_the_public_files_can_be_deleted_and_come_back_the_same(watching):
    public = watching.folder / "state/public"
    before = {path.name: path.read_bytes() for path in public.rglob("*") if path.is_file()}
    stamps = {path.name: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}
    watching.run("run-once")
    assert stamps == {path.name: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}
    for path in public.rglob("*"):
        if path.is_file():
            path.unlink()
    assert watching.run("rebuild").returncode == 0
    assert before == {path.name: path.read_bytes() for path in public.rglob("*") if path.is_file()}
