"""A failure that lasts, as its operator and its readers live it: told when it begins, and when it is over."""

from __future__ import annotations

import sys
import time
from email import message_from_bytes
from email.policy import default

import feedparser
import pytest

from ldn_watch.demo import faults
from tests.servers.monitor import Monitor
from tests.system import forked
from tests.system.service import record
from tests.system.test_kill import SUICIDE

pytestmark = pytest.mark.system
ALERTS = '[alerts]\noperator = "op@example.org"\n'


@pytest.fixture
def alerted(watching):
    write_alerts(watching, ALERTS)
    return watching


def write_alerts(service, text):
    with (service.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f"\n{text}")


def down(service):
    service.replica.fail_always("esearch", faults.status(404))  # not retried: quick


def to_operator(service):
    """Subject and text of each different message to the operator, oldest first."""
    found = {}
    for mail in service.mails():
        if mail.recipients == ("op@example.org",):
            message = message_from_bytes(mail.content, policy=default)
            assert "List-Unsubscribe" not in message
            found[mail.message_id] = (message["Subject"], " ".join(message.get_content().split()))
    return list(found.values())


def notices(service):
    """Titles of the entries about the watch itself, in each form of the feed of everything."""
    feeds = service.folder / "state/public/feeds"
    found = []
    for form in ("rss", "atom"):
        parsed = feedparser.parse((feeds / f"all.{form}").read_bytes())
        assert parsed.bozo == 0
        found.append([entry.title for entry in parsed.entries if "incident" in entry.id])
    assert found[0] == found[1]
    assert "incident" not in (feeds / "retractions.rss").read_text(encoding="utf-8")
    return found[0]


def test_an_outage_is_told_once_when_it_lasts_and_once_when_it_is_over(alerted):
    down(alerted)
    for _ in range(2):
        assert alerted.run_once()["exit"] == 3
    assert (to_operator(alerted), notices(alerted)) == ([], [])
    report = alerted.run_once()
    assert (report["exit"], report["digests"]["sent"]) == (3, 1)
    ((subject, text),) = to_operator(alerted)
    assert subject.startswith("LDN watch: PubMed could not be asked since ")
    for part in (
        "3 runs in a row have failed",
        "HTTP 404",
        "What was kept",
        "What happens next",
        "What to do",
    ):
        assert part in text
    (title,) = notices(alerted)
    assert title.startswith("About this watch: PubMed could not be asked since ")
    for _ in range(5):
        assert alerted.run_once()["exit"] == 3
    assert (len(to_operator(alerted)), len(notices(alerted))) == (1, 1)
    status = alerted.status()
    assert ([one["kind"] for one in status["incidents"]], status["failed_runs"]) == (["source"], 8)
    assert "PubMed could not be asked since" in alerted.run("status").stdout

    alerted.replica.heal()
    alerted.replica.put(record(104))
    assert alerted.run_once()["exit"] == 0
    assert to_operator(alerted)[1][0] == "LDN watch: PubMed answers again"
    assert notices(alerted)[0] == "About this watch: PubMed answers again"
    foot = foot_for_ann(alerted)
    assert "PubMed could not be asked. What appeared meanwhile has been fetched and is told." in foot
    assert alerted.run_once()["exit"] == 0
    assert (len(to_operator(alerted)), len(notices(alerted)), alerted.status()["incidents"]) == (2, 2, [])


def foot_for_ann(service):
    (mail,) = [mail for mail in service.mails() if mail.recipients == ("ann@example.org",)]
    message = message_from_bytes(mail.content, policy=default)
    return " ".join(message.get_body(("plain",)).get_content().split())


@pytest.mark.parametrize(
    ("module", "name", "number"),
    [
        ("ldn_watch.store.incidents", "apply", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.untold", 1),
        ("ldn_watch.store.incidents", "mark_told", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.settle", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.record_run", 1),
    ],
)
def test_a_run_that_is_killed_while_it_tells_leaves_nobody_told_twice(alerted, module, name, number):
    config = str(alerted.folder / "config.toml")

    def killed():
        command = [sys.executable, "-c", SUICIDE, module, name, str(number), "--config", config, "run-once"]
        assert forked.run(command).returncode == -9

    down(alerted)
    for _ in range(2):
        alerted.run_once()
    killed()
    alerted.run_once()
    assert (len(to_operator(alerted)), len(notices(alerted))) == (1, 1)
    alerted.replica.heal()
    killed()
    alerted.run_once()
    assert [subject for subject, _ in to_operator(alerted)[1:]] == ["LDN watch: PubMed answers again"]
    assert len(notices(alerted)) == 2


def test_a_monitor_hears_of_every_run_and_its_address_is_printed_nowhere(watching):
    with Monitor() as monitor:
        watching.environ["HEARTBEAT"] = f"{monitor.url}/ping/canary-token"
        write_alerts(watching, '[alerts]\nheartbeat_env = "HEARTBEAT"\n')
        assert watching.run("run-once").returncode == 0
        down(watching)
        assert watching.run("run-once").returncode == 3
        assert watching.run("run-once", "--dry-run").returncode == 3
        assert monitor.calls == ["/ping/canary-token", "/ping/canary-token/fail"]
        watching.replica.heal()
        monitor.answer = 500
        done = watching.run("run-once")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        loud = watching.run("-vv", "run-once")
        assert "the heartbeat was not taken: HTTP 500" in loud.stderr
        assert "canary" not in loud.stdout + loud.stderr
        (watching.folder / "state/ldn-watch.sqlite3").write_bytes(b"this is no database" * 100)
        assert watching.run("run-once").returncode == 2
        assert monitor.calls[-1] == "/ping/canary-token/fail"
    files = [path for path in (watching.folder / "state").rglob("*") if path.is_file()]
    assert [path for path in files if b"canary" in path.read_bytes()] == []


@pytest.mark.parametrize(("fault", "path"), [(False, "/ping/canary"), (True, "/ping/canary/fail")])
def test_the_daemon_beats_after_its_run_and_not_for_its_end(watching, fault, path):
    with Monitor() as monitor:
        watching.environ["HEARTBEAT"] = f"{monitor.url}/ping/canary"
        write_alerts(watching, '[alerts]\nheartbeat_env = "HEARTBEAT"\n')
        if fault:
            down(watching)
        daemon = watching.start("daemon")
        ends = time.monotonic() + 120
        while not monitor.calls and time.monotonic() < ends:
            time.sleep(0.02)
        daemon.terminate()
        _, said = daemon.communicate(timeout=60)
        assert (daemon.returncode, monitor.calls) == (0, [path]), said
        assert "canary" not in said
