"""The polite session over a real server that misbehaves; time is injected, nothing sleeps."""

from __future__ import annotations

import gzip
import logging
import socket
import ssl
import traceback

import pytest
import trustme

from ldn_watch import http
from ldn_watch.errors import Blocked, SourceError, Transient
from ldn_watch.http import PoliteSession
from tests.servers.scripted_http import FakeClock, Reply, ScriptedServer

KEY = "canary0123456789+/abcdef"
GOOD = Reply(b"<eSearchResult/>")
BLOCK_PAGE = b"<!DOCTYPE html><html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head></html>"


@pytest.fixture
def clock():
    return FakeClock()


def session_on(url, clock, **settings):
    settings = {
        "tool": "ldn-watch", "email": "o@example.org", "sleep": clock.sleep, "monotonic": clock.monotonic,
        "random": lambda: 0.0, "read_timeout": 5.0,
    } | settings  # fmt: skip
    return PoliteSession(url, **settings)


def ask(script, clock, check=None, **settings):
    """POST once over a server with this script; returns (answer or exception, server, session)."""
    with ScriptedServer(script) as server:
        session = session_on(server.url, clock, **settings)
        try:
            outcome = session.post("esearch.fcgi", {"db": "pubmed", "term": "naltrexone"}, check)
        except SourceError as error:
            outcome = error
        finally:
            session.close()
        return outcome, server, session


def test_a_good_answer_is_returned_and_the_manners_are_sent(clock):
    answer, server, session = ask([GOOD], clock, api_key=KEY)
    assert (answer.status, answer.body) == (200, GOOD.body)
    request = server.requests[0]
    assert request.path == "/entrez/eutils/esearch.fcgi"  # POST: no parameter, and no key, in the URL
    assert request.form == {
        "db": "pubmed", "term": "naltrexone", "tool": "ldn-watch", "email": "o@example.org", "api_key": KEY,
    }  # fmt: skip
    assert session.requests == 1


def test_without_a_key_none_is_sent(clock):
    _, server, _ = ask([GOOD], clock)
    assert "api_key" not in server.forms[0]


@pytest.mark.parametrize(("key", "spacing"), [("", 0.37), ("key", 0.111)])
def test_requests_are_spaced_retries_included(clock, key, spacing):
    with ScriptedServer([GOOD]) as server:
        session = session_on(server.url, clock, api_key=key)
        for _ in range(3):
            session.post("esearch.fcgi", {})
        session.close()
    assert clock.slept == pytest.approx([spacing, spacing])


def test_a_rate_of_ones_own(clock):
    with ScriptedServer([Reply(status=503), GOOD]) as server:
        session = session_on(server.url, clock, per_second=0.111)
        session.post("esearch.fcgi", {})
        session.close()
    assert clock.slept == pytest.approx([0.5, 9.5])  # the growing wait, then what is left of the spacing


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=500, body=b"<html><title>NCBI/eutils202 - WWW Error 500 Diagnostic</title></html>"),
        Reply(status=502),
        Reply(status=503, body=b"Unable to route request!"),
        Reply(status=408),
        Reply(status=429, body=b'{"error":"API rate limit exceeded","count":"4","limit":"3"}'),
        Reply(status=204),
        Reply(
            status=400,
            body=b"<eFetchResult><ERROR> Error: External viewer error: Empty Response. Bytes read: 0</ERROR>",
        ),
        Reply(b"<eSearchResult>" + b"x" * 5000, cut_after=100),
        Reply(b"5\r\n<eSea", headers={"Transfer-Encoding": "chunked"}, cut_after=8),
        Reply(b"zz\r\n<eSea", headers={"Transfer-Encoding": "chunked"}, cut_after=8),
        Reply(b"this is no gzip", headers={"Content-Encoding": "gzip"}),
        Reply(resets=True),
        Reply(raw=b""),
        Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n"),
        Reply(raw=b"HTTP/1.1 two hundred\r\n\r\n"),
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    ],
)
def test_faults_that_pass_are_retried_also_by_post(clock, fault):
    answer, _, session = ask([fault, GOOD], clock)
    assert answer.body == GOOD.body
    assert session.requests == 2


def test_waits_grow_and_the_last_failure_is_raised(clock):
    error, _, session = ask([Reply(status=503, body=b"Service unavailable")], clock)
    assert type(error) is Transient
    assert str(error).startswith("PubMed's esearch.fcgi at 127.0.0.1:")
    assert str(error).endswith(": HTTP 503: Service unavailable (after 5 attempts)")
    assert [wait for wait in clock.slept if wait >= 0.5] == [0.5, 1.0, 2.0, 4.0]
    assert session.requests == 5


def test_retry_after_in_seconds_is_obeyed(clock):
    ask([Reply(status=429, headers={"Retry-After": "7"}), GOOD], clock)
    assert clock.slept == [7.0]


def test_retry_after_as_a_date_is_measured_by_the_servers_own_clock(clock):
    headers = {"Date": "Mon, 23 Nov 1998 06:00:00 GMT", "Retry-After": "Mon, 23 Nov 1998 06:00:30 GMT"}
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    fault = Reply(raw=f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n{raw}\r\n".encode())
    ask([fault, GOOD], clock)
    assert clock.slept == [30.0]


def test_a_very_long_retry_after_is_left_to_the_next_run(clock):
    error, _, session = ask([Reply(status=429, headers={"Retry-After": "3600"})], clock)
    assert type(error) is Transient
    assert error.retry_after == 3600
    assert "3600 s" in str(error)
    assert (session.requests, clock.slept) == (1, [])


def test_jitter_is_added(clock):
    ask([Reply(status=503), GOOD], clock, random=lambda: 0.5)
    assert clock.slept == [0.75]


def test_a_check_may_ask_for_another_attempt(clock):
    bodies = []

    def check(body):
        bodies.append(body)
        if len(bodies) == 1:
            raise Transient("an ERROR in a 200")

    answer, _, session = ask([Reply(b"first"), Reply(b"second")], clock, check)
    assert (answer.body, session.requests) == (b"second", 2)


def test_a_check_may_refuse_for_good(clock):
    def check(_):
        raise SourceError("no use")

    error, _, session = ask([GOOD], clock, check)
    assert str(error).endswith(": no use")
    assert session.requests == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(BLOCK_PAGE),
        Reply(BLOCK_PAGE, status=403),
        Reply(b"<html><a href='https://misuse.ncbi.nlm.nih.gov/error/abuse.shtml'>blocked</a></html>"),
        Reply(status=302, headers={"Location": "https://misuse.ncbi.nlm.nih.gov/error/abuse.shtml"}),
        Reply(status=301, headers={"Location": "//misuse.ncbi.nlm.nih.gov/"}),
    ],
)
def test_a_block_is_never_retried(clock, reply):
    error, _, session = ask([reply], clock)
    assert type(error) is Blocked
    assert "eutilities@ncbi.nlm.nih.gov" in str(error)
    assert session.requests == 1


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("https://www.example.net/login?secret=1", "https://www.example.net/login"),
        ("/elsewhere", "/elsewhere"),
        ("http://[broken", "no"),
        ("", "esearch.fcgi"),
    ],
)
def test_no_redirect_is_followed(clock, location, said):
    error, server, _ = ask([Reply(status=302, headers={"Location": location})], clock)
    assert type(error) is SourceError
    assert said in str(error)
    assert "secret" not in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=414, body=b"<html><title>Submitted URI too large!</title></html>"), "shorten"),
        (Reply(status=403, body=b"Forbidden"), "HTTP 403: Forbidden"),
        (
            Reply(status=400, body=b"<eSearchResult><ERROR>Invalid db name</ERROR>"),
            "HTTP 400: Invalid db name",
        ),
        (Reply(status=404), "HTTP 404"),
    ],
)
def test_what_will_not_pass_is_not_retried(clock, reply, said):
    error, _, session = ask([reply], clock)
    assert type(error) is SourceError
    assert said in str(error)
    assert session.requests == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=400, body=b'{"error":"API key invalid","api-key":"%s"}' % KEY.encode()),
        Reply(b'{"error":"API key invalid","api-key":"%s"}' % KEY.encode()),
        Reply(status=400, body=b"<ERROR>" + b"x" * 180 + b" " + KEY.encode() + b"</ERROR>"),
        Reply(status=400, body=b"<ERROR>bad: api_key=canary0123456789%2B%2fabcdef</ERROR>"),
        Reply(status=503, body=KEY.upper().encode()),
        Reply(resets=True),
    ],
)
def test_the_key_is_in_no_message_log_or_chain(clock, caplog, reply):
    caplog.set_level(logging.DEBUG)
    error, server, _ = ask([reply], clock, api_key=KEY)
    assert server.forms[0]["api_key"] == KEY
    told = (
        caplog.text
        + "".join(traceback.format_exception(error))
        + repr(error.__context__)
        + repr(error.__cause__)
    )
    assert "canary" not in told.casefold()


def test_a_refused_key_says_what_to_change(clock):
    error, _, session = ask([Reply(status=400, body=b'{"error":"API key invalid"}')], clock, api_key=KEY)
    assert "api_key_env" in str(error)
    assert session.requests == 1


def test_a_check_sees_no_key_either(clock):
    seen = []
    ask([Reply(b"echo " + KEY.encode())], clock, seen.append, api_key=KEY)
    assert seen == [b"echo ***"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(hangs=True),
        Reply(b"x" * 9, headers={"Content-Length": "99999"}, drips=b"x"),
        Reply(raw=b"HTTP/1.1 200 OK\r\nX-Slow: ", drips=b"x"),
        Reply(b"", headers={"Transfer-Encoding": "chunked"}, drips=b"1\r\nx\r\n"),
    ],
)
def test_an_answer_that_never_ends_is_ended(clock, reply):
    error, _, session = ask([reply], clock, deadline=0.15, attempts=1)
    assert type(error) is Transient
    assert "no whole answer within 0.15 s" in str(error)
    assert session.requests == 1


def test_after_a_stall_the_next_attempt_is_whole(clock):
    answer, _, _ = ask([Reply(headers={"Content-Length": "9"}), GOOD], clock, deadline=0.2)
    assert answer.body == GOOD.body


def test_a_read_time_out_is_retried(clock):
    answer, _, session = ask([Reply(hangs=True), GOOD], clock, read_timeout=0.1)
    assert (answer.body, session.requests) == (GOOD.body, 2)


def test_nobody_listens(clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        session = session_on(f"http://127.0.0.1:{taken.getsockname()[1]}/", clock, attempts=2)
        with pytest.raises(Transient, match="refused"):
            session.post("einfo.fcgi", {})
    assert session.requests == 2


@pytest.mark.parametrize("url", ["no-scheme/", "gopher://127.0.0.1/", "http://:x/"])
def test_an_address_that_is_none_is_not_retried(clock, url):
    session = session_on(url, clock)
    with pytest.raises(SourceError, match="not an address"):
        session.post("einfo.fcgi", {})
    assert session.requests == 1


def test_a_gzipped_answer_is_unpacked(clock):
    answer, _, _ = ask([Reply(gzip.compress(b"whole"), headers={"Content-Encoding": "gzip"})], clock)
    assert answer.body == b"whole"


def test_an_endless_answer_is_not_kept(clock, monkeypatch):
    monkeypatch.setattr(http, "MAX_BODY", 1 << 20)
    bomb = gzip.compress(bytes(3 << 20))
    error, _, session = ask([Reply(bomb, headers={"Content-Encoding": "gzip"})], clock)
    assert type(error) is SourceError
    assert "larger than 1 MB" in str(error)
    assert session.requests == 1


def test_a_proxy_of_the_environment_is_not_used_for_loopback(clock, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    answer, _, _ = ask([GOOD], clock)
    assert answer.body == GOOD.body


def test_a_proxy_of_the_environment_is_used_for_the_world_and_watched_too(clock, monkeypatch):
    with ScriptedServer([Reply(raw=b"HTTP/1.1 200 OK\r\nX-Slow: ", drips=b"x"), GOOD]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        session = session_on("http://eutils.example.org/", clock, deadline=0.15)
        answer = session.post("einfo.fcgi", {})
        session.close()
    assert answer.body == GOOD.body
    assert [request.path for request in proxy.requests] == ["http://eutils.example.org/einfo.fcgi"] * 2


def test_what_netrc_knows_of_the_host_is_not_sent(clock, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password canary", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    _, server, _ = ask([GOOD], clock)
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    "proxy", ["http://me:canary@127.0.0.1:9", "http://me:canary@:x/", "http://me:ca@nary@[x"]
)
def test_the_password_of_a_proxy_is_in_no_message(clock, monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    session = session_on("http://eutils.example.org/", clock, attempts=1)
    with pytest.raises(SourceError) as caught:
        session.post("einfo.fcgi", {})
    session.close()
    assert "nary" not in "".join(traceback.format_exception(caught.value))


@pytest.fixture
def tls(tmp_path, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_over_tls_a_drip_is_ended_and_the_next_attempt_whole(clock, tls):
    drip = Reply(headers={"Content-Length": "99999"}, drips=b"x")
    with ScriptedServer([drip, Reply(hangs=True), GOOD], tls) as server:
        session = session_on(server.url, clock, deadline=0.25)
        assert session.post("einfo.fcgi", {}).body == GOOD.body
        session.close()
    assert session.requests == 3


def test_a_certificate_of_nobody_known_is_refused(clock, tls, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with ScriptedServer([GOOD], tls) as server:
        session = session_on(server.url, clock, attempts=1)
        with pytest.raises(Transient, match=r"(?i)certificate"):
            session.post("einfo.fcgi", {})
        session.close()
    assert server.requests == []


def test_the_real_clocks_are_the_default(clock):
    with ScriptedServer([Reply(status=503), GOOD]) as server:
        session = PoliteSession(server.url, tool="t", email="e", sleep=clock.sleep)
        assert session.post("einfo.fcgi", {}).body == GOOD.body
        session.close()
    assert 0.5 <= clock.slept[0] < 1.0
