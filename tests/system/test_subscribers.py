"""A reader's whole way, through a real server, a real mail server and real runs."""

from __future__ import annotations

import re
import signal
import sqlite3
import threading
import time
from contextlib import closing, contextmanager, suppress
from email import message_from_bytes
from email.policy import default
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.system.play import run_here
from tests.system.service import record

pytestmark = pytest.mark.system
SITE = "https://ldn.example.org"
SERVE = '[serve]\nlisten = "127.0.0.1:0"\nproxies = 0\n'
READER = "new@example.org"


@pytest.fixture
def site(service):
    """The watch after its first run, with [serve] in its configuration."""
    service.configure(digest=SERVE)
    assert run_here(service).exit == 0
    return service


@contextmanager
def served(service):
    """`ldn-watch serve`, at an address of its own; its URL."""
    process = service.start("serve")
    try:
        line = process.stdout.readline()
        assert "Listening at " in line, line + process.stderr.read()
        yield process, line.split()[-1]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def get(url: str) -> str:
    with urlopen(url, timeout=20) as answer:  # noqa: S310
        return answer.read().decode()


def post(url: str, **fields) -> int:
    try:
        with urlopen(Request(url, urlencode(fields, doseq=True).encode()), timeout=20) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        return error.code


def ask(url: str, address: str = READER, **fields) -> int:
    token = re.search(r'name="form" value="([^"]+)"', get(f"{url}/subscribe"))[1]
    chosen = {"scope": "chosen", "condition": "fibromyalgia", "frequency": "daily"} | fields
    return post(f"{url}/subscribe", form=token, address=address, **chosen)


def arrived(service, count: int, reader: str = READER, seconds: float = 20) -> list:
    """The mails that this reader has, once there are so many."""
    ends = time.monotonic() + seconds
    while len(mails := mails_of(service, reader)) < count and time.monotonic() < ends:
        time.sleep(0.05)
    assert len(mails) == count
    return mails


def mails_of(service, reader: str = READER) -> list:
    return [
        message_from_bytes(one.content, policy=default)
        for one in service.mails()
        if one.recipients == (reader,)
    ]


def link_in(mail, page: str) -> str:
    text = mail.get_body(("plain",)).get_content()
    return re.search(rf"{SITE}(/{page}/\S+)", text)[1]


def make_due(service) -> None:
    """As if the reader had confirmed the day before yesterday: the daily mail is due."""
    with closing(sqlite3.connect(service.folder / "state/ldn-watch.sqlite3")) as conn, conn:
        conn.execute("UPDATE digest SET last_due = '2000-01-01T00:00:00.000000Z' WHERE id GLOB '_s*'")


def test_from_the_form_to_one_mail_and_out_again(site):
    with served(site) as (_, url):
        assert ask(url) == 200
        (letter,) = arrived(site, 1)
        confirm = link_in(letter, "confirm")
        assert "button" in get(url + confirm)
        assert run_here(site).exit == 0
        assert len(mails_of(site)) == 1, "a GET confirms nobody"
        assert post(url + confirm) == 200
        site.replica.put(record(104), record(105, "Low-dose naltrexone in Crohn's disease: trial 105"))
        assert run_here(site).outcome == "new"
        make_due(site)
        assert run_here(site).exit == 0
        assert run_here(site).exit == 0
        _, digest = arrived(site, 2)
        assert "trial 104" in digest.get_body(("plain",)).get_content()
        assert "trial 105" not in digest.get_body(("plain",)).get_content()
        assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert digest["List-Id"] == "<subscribers.example.org>"
        assert link_in(digest, "manage")
        way_out = digest["List-Unsubscribe"].strip("<>").removeprefix(SITE)
        get(url + way_out)
        site.replica.put(record(106))
        run_here(site)
        assert post(url + way_out, **{"List-Unsubscribe": "One-Click"}) == 200
        make_due(site)
        run_here(site)
        site.run("deliver", "--retry")
        assert len(mails_of(site)) == 2
    assert len(mails_of(site, "ann@example.org")) == 2, "the lists of the configuration go on as ever"
    verified = site.run("verify")
    assert verified.returncode == 0, verified.stderr


def test_every_attempt_sends_the_same_bytes(site):
    with served(site) as (_, url):
        ask(url)
        post(url + link_in(arrived(site, 1)[0], "confirm"))
    site.replica.put(record(104))
    run_here(site)
    make_due(site)
    site.mailbox.refuses[READER] = "450 4.2.0 greylisted"
    run_here(site)
    site.mailbox.refuses.clear()
    site.run_and_kill(lambda kill: setattr(site.mailbox, "on_data", lambda _: kill()))
    assert run_here(site).exit == 0
    bodies = {one.content for one in site.mails() if one.recipients == (READER,)}
    assert len(bodies) == 2, "the letter, and one digest"


def test_killed_between_the_request_and_the_mail_there_is_one_letter(site):
    with served(site) as (process, url):
        token = re.search(r'name="form" value="([^"]+)"', get(f"{url}/subscribe"))[1]
        site.mailbox.on_data = lambda _: process.send_signal(signal.SIGKILL)
        with suppress(OSError):  # it may be dead before it can answer
            post(f"{url}/subscribe", form=token, address=READER, scope="everything")
        process.communicate(timeout=30)
    site.mailbox.on_data = None
    assert run_here(site).exit == 0
    assert len({one["Message-ID"] for one in arrived(site, len(mails_of(site)))}) == 1
    assert link_in(mails_of(site)[-1], "confirm")


def test_a_letter_waits_for_no_run_and_shuts_none_out(site):
    """PubMed holds up a run, and somebody subscribes; then a run comes while a letter goes."""
    busy, go_on = threading.Event(), threading.Event()

    def hold(_request):
        busy.set()
        go_on.wait(30)

    with served(site) as (_, url):
        site.replica.on_request = hold
        run = site.start("run-once")
        try:
            assert busy.wait(30)
            assert ask(url) == 200
            arrived(site, 1)
        finally:
            go_on.set()
            run.communicate(timeout=60)
        site.replica.on_request = None
        assert run.returncode == 0
        codes = []
        site.mailbox.on_data = lambda _: codes.append(site.run("run-once").returncode) if not codes else None
        assert ask(url, "other@example.org") == 200
        arrived(site, 1, "other@example.org", 60)
    assert codes == [0]


def test_without_serve_what_was_asked_is_done_by_the_next_run(site):
    with served(site) as (_, url):
        site.mailbox.refuses[READER] = "450 4.2.0 greylisted"
        assert ask(url) == 200
        time.sleep(1)
    site.mailbox.refuses.clear()
    assert mails_of(site) == []
    site.run("deliver", "--retry")
    assert len(mails_of(site)) == 1


def test_the_operator_subscribes_removes_exports_and_forgets(site):
    added = site.run("subscribers", "add", "Ann@Example.ORG", "--condition", "fibromyalgia")
    assert added.returncode == 0, added.stderr
    assert "your responsibility" in added.stdout
    asked = site.run("subscribers", "add", READER, "--confirm")
    assert asked.returncode == 0, asked.stderr
    assert link_in(mails_of(site)[0], "confirm")
    listed = site.run("subscribers", "list").stdout
    assert "active" in listed
    assert "pending" in listed
    assert READER in site.run("subscribers", "export", READER).stdout
    for name in (READER, "ann@example.org"):
        assert site.run("subscribers", "remove", name).returncode == 0
        assert site.run("subscribers", "forget", name).returncode == 0
    site.replica.put(record(104))
    assert run_here(site).exit == 0
    assert mails_of(site, "ann@example.org") == [], "nor by the lists of the configuration"
    assert len(mails_of(site, "ben@example.org")) == 1
    for path in (site.folder / "state").glob("ldn-watch.sqlite3*"):
        assert READER.encode() not in path.read_bytes()
    assert site.run("subscribers", "add", READER).returncode == 2
    assert site.status()["subscribers"] == {"pending": 0, "active": 0, "gone": 0}


def test_bounces_are_read_and_suppress(site):
    site.replica.put(record(104))
    run_here(site)
    first = next(one for one in site.mails() if one.recipients == ("ann@example.org",))
    box = site.folder / "bounces"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "new/1").write_text(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {first.message_id}\n\n--b--\n"
    )
    done = site.run("bounces", "--maildir", str(box))
    assert done.returncode == 0, done.stderr
    assert "ann@example.org gets no mail any more" in done.stdout
    assert site.run("bounces", "--maildir", str(box)).stdout == ""
    assert list(site.status()["suppressed"]) == ["ann@example.org"]
    assert site.run("bounces", "--maildir", str(site.folder)).returncode == 2


def test_a_server_without_its_section_or_with_a_taken_address_says_so(site):
    with served(site) as (_, url):
        taken = site.run("serve", "--listen", url.removeprefix("http://"))
        assert (taken.returncode, taken.stderr.count("\n")) == (2, 1)
        assert "in use" in taken.stderr
    site.configure()
    missing = site.run("serve")
    assert missing.returncode == 2
    assert "[serve]" in missing.stderr


def test_slow_and_oversized_clients_are_let_go(site):
    import socket

    with served(site) as (_, url):
        port = int(url.rpartition(":")[2])
        for sent in (
            b"POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n" + b"a" * 200_000,
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
            b"GET /" + b"a" * 40_000,
            b"\x16\x03\x01\x02\x00" * 100 + b"\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
                try:
                    client.sendall(sent)
                    said = client.recv(4000)
                except ConnectionError:
                    said = b""
                assert not said.startswith(b"HTTP/1.1 2"), said
        idle = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
        assert "LDN watch" in get(f"{url}/subscribe"), "who says nothing costs no thread"
        for client in idle:
            client.close()
