"""Secrets that would sing: none is in a log, message, traceback, file, page, mail or the database."""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from contextlib import closing

import pytest

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.faults import body, too_many_requests
from ldn_watch.demo.mailbox import Mailbox
from ldn_watch.demo.replica import Replica
from ldn_watch.logs import shapes_of
from tests.servers.smtp import SmtpServer
from tests.system.mail_faults import LOGIN, TLS, secure
from tests.system.service import Service, record, today

pytestmark = pytest.mark.system
KEY, PASSWORD, PROXY = "canary+key/0123456789", 'canary "of" smtp+pässword', "canary-of-the-proxy"
SECRETS = (KEY, PASSWORD, PROXY)

# The program with one function of its own that fails, and says all it knows.
BUG = """
import importlib, os, sys
module, name = sys.argv[1:3]
def fails(*_args, **_kwargs):
    know = [os.environ[name] for name in ("NCBI_API_KEY", "LDN_SMTP_PASSWORD", "http_proxy")]
    raise RuntimeError(" and ".join(know))
setattr(importlib.import_module(module), name, fails)
from ldn_watch import cli
sys.exit(cli.run(sys.argv[3:]))
"""


@pytest.fixture
def service(tmp_path):
    folder = tmp_path / "watch"
    folder.mkdir()
    replica = Replica(Catalogue(), today=today(), api_keys=[KEY])
    replica.put(*map(record, range(101, 104)))
    with replica, Mailbox(tmp_path / "received") as mailbox:
        made = Service(folder, replica, mailbox)
        made.environ |= {"NCBI_API_KEY": KEY, "LDN_SMTP_PASSWORD": PASSWORD}
        made.environ["http_proxy"] = f"http://me:{PROXY}@127.0.0.1:9"
        made.environ["TMPDIR"] = str(folder)
        made.configure(smtp='security = "none"')
        yield made


def found_in(text: bytes) -> set[str]:
    """The secrets that stand in these bytes, however spelled."""
    return {secret for secret in SECRETS for shape in shapes_of(secret) if shape.encode() in text}


def database_bytes(path) -> bytes:
    """Every value of every table, what is compressed unpacked."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        values = [value for name in tables for row in db.execute(f'SELECT * FROM "{name}"') for value in row]  # noqa: S608
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for value in map(unpacked, values)
    )


def unpacked(value):
    try:
        return zlib.decompress(value)
    except (TypeError, zlib.error):
        return value


def assert_silent(service: Service, said: list[str]) -> None:
    assert found_in("".join(said).encode()) == set()
    places = [path for path in service.folder.rglob("*") if path.is_file()]
    assert {path.name: found_in(path.read_bytes()) for path in places if found_in(path.read_bytes())} == {}
    assert found_in(database_bytes(service.folder / "state/ldn-watch.sqlite3")) == set()
    assert all(found_in(mail.content) == set() for mail in service.mails())


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_said_or_kept(service, form):
    said: list[str] = []

    def run(*arguments, code):
        done = service.run("-vv", "--log-format", form, *arguments)
        said.extend((done.stdout, done.stderr))
        assert done.returncode == code, done.stderr
        if form == "json":
            assert all(json.loads(line)["at"].endswith("Z") for line in done.stderr.splitlines())

    run("run-once", code=0)
    assert service.replica.requests[0].params["api_key"] == KEY, "the canary is in the cage"
    service.replica.put(record(104), record(105))
    server = SmtpServer(
        context=secure(service, "127.0.0.1"), logins={"watch": "another"}
    )  # its 535 echoes all
    with server:
        service.configure(smtp=TLS + LOGIN, port=server.port)
        run("run-once", "--json", code=4)
        assert server.said("AUTH", tls=True), "and so is the other"
        run("check", "--send-test", "me@example.org", code=2)
    service.replica.fail_always("esearch", too_many_requests(None))
    run("run-once", code=3)
    service.replica.heal()
    service.replica.fail_always("esearch", body(f'{{"error":"API key invalid","api-key":"{KEY}"}}'.encode()))
    run("run-once", code=3)
    service.replica.heal()
    service.configure(smtp='security = "none"')
    run("deliver", "--retry", code=0)
    run("status", "--json", code=0)
    run("export", code=0)
    assert_silent(service, said)
    assert len(service.mails()) == 2


@pytest.mark.parametrize("verb", ["run-once", "daemon"])
def test_a_bug_that_knows_the_secrets_keeps_them(service, verb):
    service.run("run-once")
    service.configure(smtp=f'security = "none"\n{LOGIN}')
    service.replica.put(record(104))
    command = [sys.executable, "-c", BUG, "ldn_watch.stages.compose", "plan_issue", "-vv"]
    service.command = lambda *rest: [*command, "--config", str(service.folder / "config.toml"), *rest]
    process = service.start(verb)
    said = []
    while not said or "a bug" not in said[-1]:
        said.append(process.stderr.readline())
        assert said[-1], "it ended without a word"
    process.terminate()
    said += process.communicate(timeout=60)
    assert process.returncode in (1, 0, -15)  # SIGTERM may meet the end of the run
    (crash,) = (service.folder / "state").glob("crash-*.txt")
    assert "RuntimeError: *** and *** and http://me:***@127.0.0.1:9" in crash.read_text(encoding="utf-8")
    assert crash.name in "".join(said)
    assert_silent(service, said)
