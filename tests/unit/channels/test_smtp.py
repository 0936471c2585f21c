"""The mail channel against a server that misbehaves in every way it can without TLS and logins."""

from __future__ import annotations

import dataclasses
import socket
from time import monotonic

import pytest

from ldn_watch.channels.replies import Phase
from ldn_watch.channels.smtp import Smtp, SmtpSettings, _Session
from ldn_watch.model import Deferred, Delivered, Refused
from tests.contracts.channel import MESSAGE
from tests.servers.smtp import DRIP, DROP, HANG, SmtpServer

ADA, BOB, EVE = "ada@readers.test", "bob@readers.test", "eve@readers.test"
DOUBT = "the server may have taken the message"


@pytest.fixture
def smtp():
    """Makes channels, and closes them."""
    channels = []

    def make(server: SmtpServer, **changes: object) -> Smtp:
        settings = SmtpSettings(
            server.host, server.port, "watch@ldn-watch.test", security="none", timeout=5.0, pause=0.0
        )
        channels.append(Smtp(dataclasses.replace(settings, **changes)))
        return channels[-1]

    yield make
    for channel in channels:
        channel.close()


def assert_deferred(outcome: object, *parts: str) -> None:
    assert isinstance(outcome, Deferred), outcome
    assert all(part in outcome.why for part in parts), outcome.why
    assert outcome.why.isprintable()


def test_the_conversation_as_it_should_be(smtp):
    with SmtpServer(features=("SIZE 1000000", "8BITMIME")) as server:
        channel = smtp(server)
        assert channel.send(MESSAGE, ADA) == Delivered("queued as 4711")
        channel.close()
    assert [line for _, line in server.commands] == [
        "ehlo [127.0.0.1]",
        f"MAIL FROM:<watch@ldn-watch.test> SIZE={len(MESSAGE)} BODY=8BITMIME",
        f"RCPT TO:<{ADA}>",
        "DATA",
        "quit",
    ]
    (message,) = server.messages
    assert (message.sender, message.recipients) == ("watch@ldn-watch.test", (ADA,))


def test_one_connection_serves_many_messages(smtp):
    with SmtpServer() as server:
        channel = smtp(server)
        for reader in (ADA, BOB, EVE):
            assert isinstance(channel.send(MESSAGE, reader), Delivered)
    assert server.connections == 1
    assert [message.recipients for message in server.accepted] == [(ADA,), (BOB,), (EVE,)]


def test_nothing_is_opened_before_it_is_needed(smtp):
    with SmtpServer() as server:
        smtp(server).close()
        assert server.connections == 0


def test_an_old_server_is_greeted_with_helo(smtp):
    with SmtpServer(answers={"EHLO": "502 5.5.1 what"}) as server:
        assert isinstance(smtp(server).send(MESSAGE, ADA), Delivered)
        assert server.said("HELO") == ["HELO [127.0.0.1]"]


# --- no session -----------------------------------------------------------------------------------


def test_connection_refused_defers(smtp):
    with SmtpServer() as server:
        channel = smtp(server)
    assert_deferred(channel.send(MESSAGE, ADA), f"127.0.0.1:{server.port}", "refused")


@pytest.mark.parametrize(("host", "port"), [("no..host", 25), ("127.0.0.1", 70000), ("\x00", 25)])
def test_an_impossible_address_of_the_server_defers(host, port):
    assert_deferred(
        Smtp(SmtpSettings(host, port, "a@b.test", security="none")).send(MESSAGE, ADA), "connecting"
    )


def test_a_host_that_nobody_knows_defers_with_advice(monkeypatch):
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    outcome = Smtp(SmtpSettings("mail.invalid", 25, "a@b.test", security="none")).send(MESSAGE, ADA)
    assert_deferred(outcome, "mail.invalid:25", "Name or service not known", "check host under [smtp]")


@pytest.mark.parametrize(
    "greeting", ["421 4.3.2 too busy", "554 5.3.2 no mail here", "HTTP/1.1 400 Bad", "22"]
)
def test_a_greeting_that_is_none_defers(smtp, greeting):
    with SmtpServer(answers={"greeting": greeting}) as server:
        assert_deferred(smtp(server).send(MESSAGE, ADA), "greeting")
        assert server.commands == []


@pytest.mark.parametrize("behaviour", [HANG, DROP, DRIP])
@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_a_drop_or_a_slow_drip_before_the_message_defers(smtp, step, behaviour):
    patience = {HANG: {"timeout": 0.2}, DROP: {}, DRIP: {"deadline": 0.3}}[behaviour]
    with SmtpServer(answers={step: behaviour}) as server:
        outcome = smtp(server, **patience).send(MESSAGE, ADA)
        assert_deferred(outcome)
        assert DOUBT not in outcome.why
        assert server.messages == []


@pytest.mark.parametrize("phase", list(Phase))
def test_a_step_has_its_timeout_and_the_message_all_that_is_left(phase):
    session = _Session(SmtpSettings("mail.test", 25, "a@b.test", timeout=30.0), monotonic() + 3600)
    session.phase = phase
    assert (session.budget() > 3000) is (phase in (Phase.BODY, Phase.END))
    assert session.budget() >= 30
    session.ends = monotonic() + 10
    assert session.budget() <= 10


def test_a_deadline_that_has_passed_defers(smtp):
    with SmtpServer() as server:
        assert_deferred(smtp(server, deadline=0.0).send(MESSAGE, ADA), "not done after 0 s")


def test_a_server_that_is_down_is_left_alone_for_a_while(smtp):
    with SmtpServer(answers={"greeting": "421 4.3.2 too busy"}) as server:
        channel = smtp(server, pause=3600.0)
        first = channel.send(MESSAGE, ADA)
        assert_deferred(first, "421 4.3.2 too busy")
        assert channel.send(MESSAGE, BOB) == first
        assert server.connections == 1


def test_after_the_pause_the_server_is_tried_again(smtp):
    with SmtpServer(answers={"greeting": ["421 4.3.2 too busy", "220 now"]}) as server:
        channel = smtp(server)
        assert_deferred(channel.send(MESSAGE, ADA))
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)


# --- one message ----------------------------------------------------------------------------------


def test_421_in_the_middle_defers_and_the_next_message_has_a_new_session(smtp):
    with SmtpServer(answers={"RCPT": ["421 4.3.2 shutting down", "250 ok"]}) as server:
        channel = smtp(server)
        assert_deferred(channel.send(MESSAGE, ADA), "421 4.3.2 shutting down")
        assert isinstance(channel.send(MESSAGE, BOB), Delivered)
        assert server.connections == 2


def test_greylisting_defers_and_the_session_goes_on(smtp):
    with SmtpServer(answers={"RCPT": ["450 4.2.0 greylisted, come back", "250 ok"]}) as server:
        channel = smtp(server)
        assert channel.send(MESSAGE, ADA) == Deferred("RCPT TO: 450 4.2.0 greylisted, come back")
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert server.connections == 1


def test_one_refused_reader_of_three_never_touches_the_others(smtp):
    def answer(line: str) -> str:
        return "550 5.1.1 no such user" if BOB in line else "250 ok"

    with SmtpServer(answers={"RCPT": answer}) as server:
        channel = smtp(server)
        outcomes = [channel.send(MESSAGE, reader) for reader in (ADA, BOB, EVE)]
    assert [type(outcome) for outcome in outcomes] == [Delivered, Refused, Delivered]
    assert outcomes[1] == Refused("RCPT TO: 550 5.1.1 no such user", suppress=True)
    assert [message.recipients for message in server.accepted] == [(ADA,), (EVE,)]


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("MAIL", "550 5.7.1 sender not allowed"),
        ("MAIL", "552 5.3.4 too large"),
        ("RCPT", "552 5.2.2 mailbox full"),
        ("DATA", "554 5.5.1 no valid recipients"),
        ("body", "552 5.3.4 message too large"),
        ("body", "554 5.7.1 looks like spam"),
        ("body", "550 5.7.1 rejected by policy"),
    ],
)
def test_a_refusal_of_the_message_or_the_sender_spares_the_address(smtp, step, reply):
    with SmtpServer(answers={step: [reply, "354 go on" if step == "DATA" else "250 ok"]}) as server:
        channel = smtp(server)
        outcome = channel.send(MESSAGE, ADA)
        assert isinstance(outcome, Refused)
        assert reply in outcome.why
        assert not outcome.suppress
        assert isinstance(channel.send(MESSAGE, BOB), Delivered)
        assert server.connections == 1


@pytest.mark.parametrize("reply", ["451 4.3.0 scanner down", "452 4.3.1 disk full", "421 4.3.2 bye"])
def test_a_transient_reply_to_the_message_defers_without_doubt(smtp, reply):
    with SmtpServer(answers={"body": reply}) as server:
        assert smtp(server).send(MESSAGE, ADA) == Deferred(f"after the message: {reply}")
        assert server.accepted == []


@pytest.mark.parametrize("behaviour", [DROP, HANG, DRIP, "eh?", "354 once more"])
def test_no_clear_reply_to_the_message_is_in_doubt(smtp, behaviour):
    with SmtpServer(answers={"body": behaviour}) as server:
        assert_deferred(smtp(server, deadline=0.5).send(MESSAGE, ADA), DOUBT)
        assert [message.data for message in server.messages] == [MESSAGE]


def test_the_reply_to_the_message_is_waited_for_beyond_the_timeout_of_a_step(smtp):
    with SmtpServer(answers={"body": HANG}) as server:
        outcome = smtp(server, timeout=0.2, deadline=0.5).send(MESSAGE, ADA)
        assert_deferred(outcome, "after the message", "timed out", DOUBT)


def test_a_hang_up_right_after_the_250_is_a_delivery_and_the_next_one_reconnects(smtp):
    with SmtpServer(hang_up_after_message=True) as server:
        channel = smtp(server)
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert isinstance(channel.send(MESSAGE, BOB), Delivered)
        assert server.connections == 2
    assert [message.recipients for message in server.messages] == [(ADA,), (BOB,)]


@pytest.mark.parametrize("ending", [DROP, "421 4.4.2 idle for too long"])
def test_a_session_that_went_stale_is_replaced_once(smtp, ending):
    with SmtpServer(answers={"MAIL": ["250 ok", ending, "250 ok"]}) as server:
        channel = smtp(server)
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert isinstance(channel.send(MESSAGE, BOB), Delivered)
        assert server.connections == 2


def test_a_session_is_replaced_once_and_not_for_ever(smtp):
    with SmtpServer(answers={"MAIL": ["250 ok", DROP]}) as server:
        channel = smtp(server)
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert_deferred(channel.send(MESSAGE, BOB), "MAIL FROM")
        assert server.connections == 2


def test_a_session_lost_after_the_recipient_was_named_is_not_replaced(smtp):
    with SmtpServer(answers={"DATA": ["354 go on", DROP, "354 go on"]}) as server:
        channel = smtp(server)
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert_deferred(channel.send(MESSAGE, BOB), "DATA")
        assert server.connections == 1


def test_a_server_that_loses_its_wits_at_rset_is_left(smtp):
    with SmtpServer(answers={"RCPT": ["450 later", "250 ok"], "RSET": DROP}) as server:
        channel = smtp(server)
        assert_deferred(channel.send(MESSAGE, ADA), "450 later")
        assert isinstance(channel.send(MESSAGE, ADA), Delivered)
        assert server.connections == 2


def test_an_interrupt_in_the_middle_leaves_no_session_to_go_on_with(smtp, monkeypatch):
    with SmtpServer() as server:
        channel = smtp(server)
        channel.send(MESSAGE, ADA)
        session = channel._session

        def interrupted(*_: object) -> str:
            raise KeyboardInterrupt

        monkeypatch.setattr(session, "hand_over", interrupted)
        with pytest.raises(KeyboardInterrupt):
            channel.send(MESSAGE, BOB)
        channel.close()
        assert session.sock is None
        assert server.said("QUIT") == []
        assert isinstance(channel.send(MESSAGE, BOB), Delivered)


@pytest.mark.parametrize("answer", [DROP, "500 never", "nonsense"])
def test_close_never_raises(smtp, answer):
    with SmtpServer(answers={"QUIT": answer}) as server:
        channel = smtp(server)
        channel.send(MESSAGE, ADA)
        channel.close()
        assert server.said("QUIT") == ["quit"]


# --- what is not even sent ------------------------------------------------------------------------


def test_a_message_larger_than_the_server_takes_is_refused_before_it_is_sent(smtp):
    with SmtpServer(features=("SIZE 100",)) as server:
        channel = smtp(server)
        outcome = channel.send(MESSAGE, ADA)
        assert isinstance(outcome, Refused)
        assert f"{len(MESSAGE)} bytes" in outcome.why
        assert not outcome.suppress
        assert server.said("MAIL") == []
        assert isinstance(channel.send(b"Subject: short\r\n\r\n", ADA), Delivered)
        assert server.connections == 1


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE lots"])
def test_a_size_without_a_limit_is_none(smtp, size):
    with SmtpServer(features=(size,)) as server:
        assert isinstance(smtp(server).send(MESSAGE, ADA), Delivered)


def test_an_address_beyond_ascii_goes_where_it_is_understood(smtp):
    with SmtpServer(features=("SMTPUTF8", "8BITMIME")) as server:
        channel = smtp(server)
        assert isinstance(channel.send(MESSAGE, "søren@blåbær.test"), Delivered)
        assert isinstance(channel.send(MESSAGE, "søren@blåbær.test"), Delivered)
        assert server.said("MAIL")[0].endswith(" BODY=8BITMIME SMTPUTF8")
        assert server.accepted[0].recipients == ("søren@blåbær.test",)


def test_an_address_beyond_ascii_is_refused_where_it_is_not(smtp):
    with SmtpServer() as server:
        outcome = smtp(server).send(MESSAGE, "søren@blåbær.test")
        assert isinstance(outcome, Refused)
        assert "SMTPUTF8" in outcome.why
        assert not outcome.suppress
        assert server.said("MAIL") == []


@pytest.mark.parametrize("smuggled", [b"\n.\r\nMAIL FROM:<x@y.test>\r\n", b"\r.\r", b"line\n", b"line\r\r\n"])
def test_a_message_that_could_end_early_is_refused(smtp, smuggled):
    with SmtpServer() as server:
        outcome = smtp(server).send(MESSAGE + smuggled, ADA)
        assert isinstance(outcome, Refused)
        assert not outcome.suppress
        assert server.connections == 0


def test_a_message_without_a_last_line_end_gets_one(smtp):
    with SmtpServer() as server:
        assert isinstance(smtp(server).send(MESSAGE + b"the end", ADA), Delivered)
        assert server.accepted[0].data == MESSAGE + b"the end\r\n"


def test_a_sender_that_is_no_address_defers(smtp):
    with SmtpServer() as server:
        outcome = smtp(server, sender="watch@ldn-watch.test>\r\nDATA").send(MESSAGE, ADA)
        assert_deferred(outcome, "the sender is not an e-mail address")
        assert server.connections == 0


def test_a_reply_with_terminal_escapes_becomes_one_clean_line(smtp):
    with SmtpServer(answers={"RCPT": "450-4.2.0 \x1b[2Jcome\n450 4.2.0 back\x07"}) as server:
        assert smtp(server).send(MESSAGE, ADA) == Deferred("RCPT TO: 450 4.2.0 [2Jcome 4.2.0 back")
