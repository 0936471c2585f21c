"""Short notes through Apprise to a real web hook: owed like mails, never lost, never told twice."""

from __future__ import annotations

import pytest

from ldn_watch.render.messages.note import BULLET
from tests.servers.webhook import Webhook
from tests.system.service import record, today

pytestmark = pytest.mark.system
pytest.importorskip("apprise", reason="skipped: no apprise")
TOKEN = "canary-of-the-web-hook"
NOTES = """
[[digest]]
id = "notes"
channel = "apprise"
to = ["team"]

[[notify]]
name = "team"
url_env = "TEAM"
entries = 2
"""


@pytest.fixture
def hook(watching):
    with Webhook() as made:
        watching.environ["TEAM"] = f"{made.url}/{TOKEN}"
        watching.configure(digest=NOTES)
        assert watching.run_once()["outcome"] == "nothing-new"  # the digest begins
        yield made


def test_a_note_is_owed_until_the_service_takes_it_and_then_no_more(watching, hook):
    hook.answer = 503
    watching.replica.put(*map(record, (201, 202, 203)))
    report = watching.run_once()
    assert report["exit"] == 4
    assert (report["digests"]["sent"], report["digests"]["deferred"]) == (2, 1)  # the mails went out
    assert TOKEN not in report["said"]
    hook.answer = 200
    assert watching.run_once()["digests"]["sent"] == 1
    assert watching.run_once()["digests"]["sent"] == 0
    (note,) = hook.notes
    assert note["title"] == "3 new on fibromyalgia - notes"
    assert note["message"].count(BULLET) == 2
    assert "and 1 more" in note["message"]


def test_a_retraction_comes_as_a_note_of_its_own(watching, hook):
    watching.replica.put(record(201))
    watching.run_once()
    types = ("Journal Article", "Retracted Publication")
    links = [("RetractionIn", 999)]
    watching.replica.put(record(201, types=types, revised=today(), links=links), record(202))
    watching.run_once()
    first, second = hook.notes
    assert "Retracted" not in first["message"]
    assert second["title"].startswith("1 retraction, 1 new")
    assert second["message"].startswith(f"{BULLET}Retracted: ")


def test_a_test_note_and_no_token_in_what_is_said(watching, hook):
    done = watching.run("-vv", "check", "--send-test", "team")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "apprise: the test message to team was taken" in done.stdout
    hook.answer = 404
    failed = watching.run("-vv", "check", "--send-test", "team")
    assert failed.returncode == 2
    assert "error=404" in failed.stderr
    assert TOKEN not in done.stdout + done.stderr + failed.stdout + failed.stderr
    assert [path.endswith(TOKEN) for path in hook.paths] == [True, True]
