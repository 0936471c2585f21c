"""No request goes anywhere but to the configured hosts, whatever records and replies say."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from ldn_watch.demo import faults
from tests.system.service import record

pytestmark = pytest.mark.system
ELSEWHERE = "http://elsewhere.example:8081/x"
TEMPTING = (
    f"Low-dose naltrexone: see {ELSEWHERE} <img src='{ELSEWHERE}'> "
    "<link rel='stylesheet' href='//elsewhere.example/x.css'> trial"
)

# The interpreter itself reports every name that is looked up and every connection that is opened.
WATCHED = """
import json, sys
seen = []
def note(event, arguments):
    if event == "socket.connect":
        seen.append(list(arguments[1][:2]) if isinstance(arguments[1], tuple) else [str(arguments[1])])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        seen.append([str(arguments[0]), arguments[1] if event == "socket.getaddrinfo" else 0])
    elif event in ("subprocess.Popen", "os.system", "webbrowser.open"):
        seen.append([event])
sys.addaudithook(note)
from ldn_watch import cli
code = cli.run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
sys.exit(code)
"""


def connections(service, *arguments, code=0):
    """Every [host, port] that a run of the program looked up or connected to."""
    path = service.folder / "connections.json"
    command = [sys.executable, "-c", WATCHED, str(path), "--config", str(service.folder / "config.toml")]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=180, check=False, env=os.environ
    )
    assert done.returncode == code, done.stderr
    return {tuple(one) for one in json.loads(path.read_text(encoding="utf-8"))}


@pytest.fixture
def tempted(watching):
    watching.replica.put(
        record(
            104, TEMPTING, types=("Journal Article", "Retracted Publication"), links=[("RetractionIn", 999)]
        ),
        record(105, TEMPTING, abstract=TEMPTING),
    )
    return watching


def test_a_whole_run_with_news_and_mails(tempted):
    configured = {("127.0.0.1", tempted.replica.port), ("127.0.0.1", tempted.mailbox.port)}
    assert connections(tempted, "run-once") == configured
    assert len(tempted.mails()) == 2
    assert "elsewhere.example" in (tempted.folder / "state/public/feeds/all.rss").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.block_redirect(ELSEWHERE), 3),
        (faults.block_redirect("//elsewhere.example/x"), 3),
        (faults.body(f'<!DOCTYPE eSearchResult SYSTEM "{ELSEWHERE}"><eSearchResult/>'.encode()), 3),
        (faults.body(f'<!DOCTYPE x [<!ENTITY % a SYSTEM "{ELSEWHERE}"> %a;]><eSearchResult/>'.encode()), 3),
        (faults.body(b"<?xml-stylesheet href='http://elsewhere.example/'?><eSearchResult/>"), 3),
    ],
)
def test_no_redirect_and_no_dtd_is_followed(tempted, fault, code):
    tempted.replica.fail_always("esearch", fault)
    assert connections(tempted, "run-once", code=code) == {("127.0.0.1", tempted.replica.port)}


@pytest.mark.parametrize(
    "verb", [["search", "naltrexone"], ["show", "104"], ["export"], ["status"], ["rebuild"]]
)
def test_who_reads_the_archive_asks_nobody(tempted, verb):
    assert tempted.run("run-once").returncode == 0
    assert connections(tempted, *verb) == set()
