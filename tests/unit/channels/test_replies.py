from __future__ import annotations

import socket
import ssl

import pytest

from ldn_watch.channels import is_address, one_line
from ldn_watch.channels.replies import Phase, is_bad_address, to_advice, to_outcome
from ldn_watch.model import Deferred, Refused

BAD_ADDRESSES = [
    (550, "5.1.1 <ada@readers.test>: Recipient address rejected: User unknown"),
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    (556, "5.1.10 the domain takes no mail (null MX)"),
    (501, "5.1.3 Bad recipient address syntax"),
    (550, "5.2.1 The email account that you tried to reach is disabled"),
    (550, "5.5.0 Requested action not taken: mailbox unavailable"),
    (550, "No such user here"),
    (551, "User not local"),
    (553, "Mailbox name not allowed"),
]
NOT_THE_ADDRESS = [
    (552, "5.2.2 Mailbox full"),
    (552, "5.3.4 Message size exceeds fixed limit"),
    (550, "5.7.1 Rejected by policy"),
    (554, "5.7.1 Service unavailable; Client host blocked"),
    (550, "Your host is listed on a blacklist"),
    (550, "mailbox over quota"),
    (550, "SPF check failed"),
    (550, "5.1.8 Sender address rejected: Domain not found"),
    (550, "5.1.7 Bad sender address"),
    (554, "Transaction failed"),
    (550, "5.4.7 Delivery expired"),
    (500, "Syntax error"),
]


@pytest.mark.parametrize(("code", "words"), BAD_ADDRESSES)
def test_a_reply_about_the_address_suppresses_it(code, words):
    assert is_bad_address(code, words)
    assert to_outcome(Phase.RCPT, code, words) == Refused(f"RCPT TO: {code} {words}", suppress=True)


@pytest.mark.parametrize(("code", "words"), NOT_THE_ADDRESS)
def test_a_reply_about_anything_else_spares_the_address(code, words):
    assert to_outcome(Phase.RCPT, code, words) == Refused(f"RCPT TO: {code} {words}", suppress=False)


@pytest.mark.parametrize("phase", [Phase.MAIL, Phase.DATA, Phase.BODY, Phase.END])
@pytest.mark.parametrize(("code", "words"), BAD_ADDRESSES + NOT_THE_ADDRESS)
def test_only_the_reply_to_the_recipient_can_suppress(phase, code, words):
    outcome = to_outcome(phase, code, words)
    assert isinstance(outcome, Refused)
    assert not outcome.suppress


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("code", [421, 450, 451, 452, 454])
def test_every_transient_reply_defers(phase, code):
    outcome = to_outcome(phase, code, "4.3.0 try again later")
    assert isinstance(outcome, Deferred)
    assert f"{code} 4.3.0 try again later" in outcome.why


@pytest.mark.parametrize("phase", [Phase.CONNECT, Phase.GREETING, Phase.TLS, Phase.LOGIN])
@pytest.mark.parametrize("code", [500, 502, 535, 554])
def test_a_server_that_wants_nothing_of_us_costs_nobody_an_issue(phase, code):
    assert isinstance(to_outcome(phase, code, "no"), Deferred)


@pytest.mark.parametrize(
    ("phase", "code", "words"),
    [
        (Phase.LOGIN, 535, "5.7.8 Username and Password not accepted"),
        (Phase.MAIL, 530, "5.7.0 Must issue a STARTTLS command first"),
        (Phase.MAIL, 530, "5.7.0 Authentication Required"),
        (Phase.RCPT, 550, "Authentication is required for relay"),
        (Phase.RCPT, 554, "5.7.1 <ada@readers.test>: Relay access denied"),
        (Phase.RCPT, 550, "relay not permitted"),
        (Phase.MAIL, 503, "AUTH first (#5.5.1)"),
    ],
)
def test_what_the_operator_can_put_right_is_kept_with_advice(phase, code, words):
    outcome = to_outcome(phase, code, words)
    assert isinstance(outcome, Deferred)
    assert "check username, password and security under [smtp]" in outcome.why


@pytest.mark.parametrize("code", [-1, 0, 199, 250, 354, 600])
def test_a_reply_out_of_turn_defers_and_after_the_message_is_in_doubt(code):
    before, after = to_outcome(Phase.RCPT, code, "hm"), to_outcome(Phase.END, code, "hm")
    assert isinstance(before, Deferred)
    assert "may have taken" not in before.why
    assert isinstance(after, Deferred)
    assert "the server may have taken the message" in after.why


@pytest.mark.parametrize(
    ("phase", "trouble", "security", "part"),
    [
        (Phase.END, TimeoutError("timed out"), "none", "may have taken the message"),
        (Phase.TLS, ssl.SSLCertVerificationError("self-signed"), "starttls", "ca_file"),
        (Phase.TLS, ssl.SSLError("WRONG_VERSION_NUMBER"), "tls", '"starttls"'),
        (Phase.GREETING, TimeoutError("timed out"), "starttls", '"tls"'),
        (Phase.CONNECT, socket.gaierror(-2, "Name or service not known"), "none", "check host"),
    ],
)
def test_advice_where_there_is_any(phase, trouble, security, part):
    assert part in to_advice(phase, trouble, security)


@pytest.mark.parametrize("phase", [Phase.CONNECT, Phase.MAIL, Phase.RCPT, Phase.BODY])
def test_no_advice_where_waiting_is_all(phase):
    assert to_advice(phase, ConnectionRefusedError("refused"), "starttls") == ""


@pytest.mark.parametrize(
    "good",
    [
        "ada@readers.test",
        "a.b+c@x",
        "o'brien@mail.readers.test",
        "ä@bücher.test",
        "root@[127.0.0.1]",
        "x@[IPv6:::1]",
        "a=b/c!#$%&*@readers.test",
    ],
)
def test_what_is_an_address(good):
    assert is_address(good)


def test_words_become_one_clean_line():
    assert one_line(b"4.3.0\r\n \x1b[31mlater\x07\xff") == "4.3.0 [31mlater \ufffd"
    assert one_line("x" * 400) == "x" * 299 + "…"
