"""TLS and logins: nothing in clear text that should not be, and nobody's issue lost for a wrong password."""

from __future__ import annotations

import base64
import dataclasses
import logging
import ssl
import traceback

import pytest
import trustme

from ldn_watch.channels.smtp import Smtp, SmtpSettings, is_loopback
from ldn_watch.model import Deferred, Delivered
from tests.contracts.channel import MESSAGE
from tests.servers.smtp import DROP, HANG, SmtpServer

ADA = "ada@readers.test"
PASSWORD = "canary-pässword-4711"
LOGINS = {"watch": PASSWORD}


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def to_context(authority: trustme.CA, host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def context(authority):
    return to_context(authority, "127.0.0.1")


@pytest.fixture
def smtp(ca_file):
    channels = []

    def make(server: SmtpServer, **changes: object) -> Smtp:
        settings = SmtpSettings(
            server.host, server.port, "watch@ldn-watch.test", ca_file=ca_file, timeout=5.0, pause=0.0
        )
        channels.append(Smtp(dataclasses.replace(settings, **changes)))
        return channels[-1]

    yield make
    for channel in channels:
        channel.close()


def with_login(**changes: object) -> dict[str, object]:
    return {"username": "watch", "password": PASSWORD, **changes}


def assert_nothing_in_clear(server: SmtpServer) -> None:
    assert server.said("AUTH", tls=False) == []
    assert server.said("MAIL", tls=False) == []
    assert [message for message in server.messages if not message.tls] == []


# --- TLS ------------------------------------------------------------------------------------------


def test_starttls_comes_before_everything_that_matters(smtp, context):
    with SmtpServer(context=context, logins=LOGINS) as server:
        assert isinstance(smtp(server, **with_login()).send(MESSAGE, ADA), Delivered)
        assert [line.split()[0] for tls, line in server.commands if not tls] == ["ehlo", "STARTTLS"]
        assert [line.split()[0] for tls, line in server.commands if tls] == [
            "ehlo",
            "AUTH",
            "MAIL",
            "RCPT",
            "DATA",
        ]
        assert server.accepted[0].data == MESSAGE


def test_tls_from_the_first_byte(smtp, context):
    with SmtpServer(context=context, implicit_tls=True, logins=LOGINS) as server:
        channel = smtp(server, **with_login(security="tls"))
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert all(tls for tls, _ in server.commands)
        assert server.connections == 1


def test_without_starttls_there_is_no_way_back_to_clear_text(smtp):
    with SmtpServer(logins=LOGINS) as server:
        outcome = smtp(server, **with_login()).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert "offers no STARTTLS" in outcome.why
        assert "clear text is never used" in outcome.why
        assert_nothing_in_clear(server)


@pytest.mark.parametrize("reply", ["454 4.7.0 TLS not available", "501 no", "nonsense", "220-a\n421 b", DROP])
def test_a_starttls_that_fails_defers(smtp, context, reply):
    with SmtpServer(context=context, logins=LOGINS, answers={"STARTTLS": reply}) as server:
        assert isinstance(smtp(server, **with_login()).send(MESSAGE, ADA), Deferred)
        assert_nothing_in_clear(server)


def test_what_is_said_ahead_of_tls_is_forgotten(smtp, context):
    injected = "220 go ahead\n250-mail.test\n250 AUTH PLAIN"
    with SmtpServer(context=context, answers={"STARTTLS": injected}) as server:
        assert isinstance(smtp(server, **with_login()).send(MESSAGE, ADA), Deferred)
        assert server.said("AUTH") == []


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("wrong", ["another name", "another authority"])
def test_a_wrong_certificate_is_not_taken(smtp, authority, wrong, implicit):
    signer, host = (authority, "wrong.test") if wrong == "another name" else (trustme.CA(), "127.0.0.1")
    with SmtpServer(context=to_context(signer, host), implicit_tls=implicit, logins=LOGINS) as server:
        security = "tls" if implicit else "starttls"
        outcome = smtp(server, **with_login(security=security)).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert "certificate verify failed" in outcome.why
        assert "check host, or name your own CA as ca_file" in outcome.why
        assert_nothing_in_clear(server)


def test_the_system_decides_whom_to_trust_where_no_ca_is_named(smtp, context):
    with SmtpServer(context=context) as server:
        outcome = smtp(server, ca_file=None).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert "certificate verify failed" in outcome.why


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_read_defers(smtp, tmp_path, content):
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with SmtpServer() as server:
        outcome = smtp(server, ca_file=path).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert f"cannot read ca_file {path}" in outcome.why
        assert server.connections == 0


def test_tls_at_a_port_that_speaks_none_gives_advice(smtp):
    with SmtpServer() as server:
        outcome = smtp(server, security="tls").send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert 'set security to "starttls"' in outcome.why


def test_starttls_at_a_port_that_wants_tls_at_once_gives_advice(smtp):
    with SmtpServer(answers={"greeting": HANG}) as server:
        outcome = smtp(server, timeout=0.2).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert 'set security to "tls"' in outcome.why


def test_an_unknown_word_for_security_means_starttls(smtp):
    with SmtpServer() as server:
        assert isinstance(smtp(server, security="no").send(MESSAGE, ADA), Deferred)
        assert_nothing_in_clear(server)


# --- the login ------------------------------------------------------------------------------------


def test_the_login_is_refused_and_the_message_is_kept_with_advice(smtp, context):
    with SmtpServer(context=context, logins={"watch": "another"}) as server:
        outcome = smtp(server, **with_login()).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert "login: 535 5.7.8 bad login ***" in outcome.why
        assert "check username, password and security under [smtp]" in outcome.why
        assert len(server.said("AUTH")) == 1
        assert_nothing_in_clear(server)


def test_a_wrong_password_is_not_tried_for_every_reader(smtp, context):
    with SmtpServer(context=context, logins={"watch": "another"}) as server:
        channel = smtp(server, **with_login(pause=3600.0))
        outcomes = {channel.send(MESSAGE, f"reader{number}@readers.test") for number in range(50)}
        assert len(outcomes) == 1
        assert len(server.said("AUTH")) == 1


def test_a_server_that_knows_only_login(smtp, context):
    with SmtpServer(context=context, features=("AUTH LOGIN XOAUTH2",)) as server:
        outcome = smtp(server, **with_login()).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)  # it knows nobody
        assert [line for tls, line in server.commands if tls][1:4] == [
            "AUTH LOGIN",
            base64.b64encode(b"watch").decode(),
            base64.b64encode(PASSWORD.encode()).decode(),
        ]


@pytest.mark.parametrize("features", [("8BITMIME",), ("AUTH XOAUTH2 NTLM",)])
def test_a_server_without_a_login_by_password_defers(smtp, context, features):
    with SmtpServer(context=context, features=features) as server:
        outcome = smtp(server, **with_login()).send(MESSAGE, ADA)
        assert isinstance(outcome, Deferred)
        assert "no login by password" in outcome.why
        assert server.said("AUTH") == []


@pytest.mark.parametrize("host", ["mail.readers.test", "192.0.2.1", "10.0.0.1"])
def test_no_login_in_clear_text_beyond_this_machine(monkeypatch, host):
    monkeypatch.setattr("socket.create_connection", lambda *_: pytest.fail("must not even connect"))
    settings = SmtpSettings(host, 25, "watch@ldn-watch.test", security="none", **with_login())
    outcome = Smtp(settings).send(MESSAGE, ADA)
    assert isinstance(outcome, Deferred)
    assert "clear text" in outcome.why


def test_a_login_in_clear_text_on_this_machine(smtp):
    with SmtpServer(logins=LOGINS) as server:
        assert isinstance(smtp(server, **with_login(security="none")).send(MESSAGE, ADA), Delivered)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("LocalHost", True),
        ("localhost.evil.test", False),
        ("192.0.2.1", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host, expected):
    assert is_loopback(host) is expected


@pytest.mark.parametrize("logins", [LOGINS, {"watch": "another"}])
def test_the_password_is_told_to_nobody(smtp, context, caplog, capsys, logins):
    """Neither plain nor encoded, although the server quotes it."""
    caplog.set_level(logging.DEBUG)
    with SmtpServer(context=context, logins=logins) as server:
        channel = smtp(server, **with_login())
        outcome = channel.send(MESSAGE, ADA)
        said = server.said("AUTH", tls=True)[0].split()[-1]
    printed = "".join(capsys.readouterr())
    told = f"{outcome!r} {channel!r} {channel._settings!r} {caplog.text} {printed}"
    for secret in (PASSWORD, said, base64.b64encode(PASSWORD.encode()).decode()):
        assert secret not in told


def test_the_password_is_in_no_traceback_of_a_bug(smtp, context, monkeypatch):
    with SmtpServer(context=context, logins=LOGINS) as server:
        channel = smtp(server, **with_login())

        def bug(*_: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr("ldn_watch.channels.smtp._Session.expect", bug)
        with pytest.raises(RuntimeError) as caught:
            channel.send(MESSAGE, ADA)
        assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_a_password_from_an_environment_in_another_encoding_is_sent_as_it_is(smtp, context):
    raw = b"p\xe4ss"
    with SmtpServer(context=context, features=("AUTH LOGIN",)) as server:
        smtp(server, **with_login(password=raw.decode("utf-8", "surrogateescape"))).send(MESSAGE, ADA)
        assert server.connections == 1
    assert base64.b64decode(server.commands[-1][1]) == raw
