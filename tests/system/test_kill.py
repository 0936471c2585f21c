"""SIGKILL in the middle of each stage, by the servers themselves; then a second run."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.system.service import record

pytestmark = pytest.mark.system


def on_the_nth(endpoint, number):
    """Kill when the replica gets its n-th request to an endpoint, before it answers."""

    def arm(service):
        seen = []

        def hook(kill):
            def asked(request):
                seen.append(request.endpoint)
                if seen.count(endpoint) == number:
                    kill()

            return asked

        return lambda kill: setattr(service.replica, "on_request", hook(kill))

    return arm


@pytest.mark.parametrize(
    ("endpoint", "number"), [("esearch", 1), ("esearch", 2), ("efetch", 1), ("efetch", 2), ("efetch", 3)]
)
def test_killed_while_asking_pubmed(watching, endpoint, number):
    watching.replica.put(*(record(pmid) for pmid in range(1000, 1500)))
    watching.configure(pubmed="max_new = 1000")
    watching.run_and_kill(on_the_nth(endpoint, number)(watching))
    assert watching.mails() == []
    report = watching.run_once()
    assert report["exit"] == 0
    assert len(watching.export()) == 503
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    assert watching.run_once()["outcome"] == "nothing-new"


def test_killed_on_the_first_run_nobody_is_mailed_for_what_was_there(service):
    service.replica.put(*(record(pmid) for pmid in range(1000, 1500)))
    service.run_and_kill(on_the_nth("efetch", 2)(service))
    assert service.run_once()["exit"] == 0
    assert len(service.export()) == 503
    assert service.mails() == []


@pytest.mark.parametrize("number", [1, 2])
def test_killed_while_the_mail_server_has_the_message(watching, number):
    watching.replica.put(record(104))

    def arm(kill):
        seen = []

        def got(content):
            seen.append(content)
            if len(seen) == number:
                kill()

        watching.mailbox.on_data = got

    watching.run_and_kill(arm)
    report = watching.run_once()
    assert (report["exit"], report["digests"]["in_doubt"]) == (0, 1)
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    twice = {mail.message_id: mail.content for mail in watching.mails()}
    assert all(twice[mail.message_id] == mail.content for mail in watching.mails())
    assert watching.status()["outbox"]["in_doubt"] == 0


def test_in_doubt_can_be_held_for_a_person(watching):
    watching.replica.put(record(104))
    with (watching.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[delivery]\nin_doubt = "hold"\n')
    watching.run_and_kill(lambda kill: setattr(watching.mailbox, "on_data", lambda _: kill()))
    watching.run_once()
    assert watching.status()["outbox"]["held"] == 1
    assert watching.run("deliver", "--retry").returncode == 0
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}


# A real process that kills itself at the n-th call of one of its own functions.
SUICIDE = """
import importlib, os, signal, sys
module, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
owner = importlib.import_module(module)
for part in name.split(".")[:-1]:
    owner = getattr(owner, part)
original, calls = getattr(owner, name.split(".")[-1]), []

def dies(*args, **kwargs):
    calls.append(1)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*args, **kwargs)

setattr(owner, name.split(".")[-1], dies)
from ldn_watch import cli
sys.exit(cli.run(sys.argv[4:]))
"""


@pytest.mark.parametrize(
    ("module", "name", "number"),
    [
        ("ldn_watch.stages.files", "write_atomically", 1),
        ("ldn_watch.stages.files", "write_atomically", 4),
        ("os", "fsync", 2),
        ("ldn_watch.store.sqlstore", "SqlStore.write_note", 1),
        ("ldn_watch.stages.compose", "plan_issue", 1),
        ("ldn_watch.store.outbox", "put_issue", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.claim", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.settle", 1),
        ("ldn_watch.store.sqlstore", "SqlStore.record_run", 1),
    ],
)
def test_killed_in_the_middle_of_publishing_composing_and_settling(watching, module, name, number):
    watching.replica.put(record(104))
    config = str(watching.folder / "config.toml")
    command = [sys.executable, "-c", SUICIDE, module, name, str(number), "--config", config, "run-once"]
    died = subprocess.run(command, capture_output=True, timeout=180, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert watching.run_once()["exit"] == 0
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    assert {line["pmid"] for line in watching.export()} == {"101", "102", "103", "104"}
    public = {path.name: path.read_bytes() for path in (watching.folder / "state/public").rglob("*.*")}
    assert b"info:pmid/104" in public["all.rss"]
    assert not any(name.endswith(".new") for name in public)
    assert watching.run("rebuild").returncode == 0
    assert public == {p.name: p.read_bytes() for p in (watching.folder / "state/public").rglob("*.*")}
