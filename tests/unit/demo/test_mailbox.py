"""The mail server: what it keeps, and how it misbehaves when told to."""

from __future__ import annotations

import smtplib
import ssl

import pytest
import trustme

from ldn_watch.demo import mailbox
from ldn_watch.demo.mailbox import DATA, MAIL, RCPT, Mailbox

SENDER, READER, FRIEND = "watch@example.org", "reader@example.org", "friend@example.org"
MESSAGE = (
    b"From: watch@example.org\r\nTo: reader@example.org\r\nSubject: =?utf-8?q?Sj=C3=B6gren?=\r\n"
    b"Message-ID: <1.weekly@example.org>\r\n\r\n.a line with a dot\r\nSj\xc3\xb6gren\r\n"
)
LOGIN = ("watch", "canary")


@pytest.fixture
def box(tmp_path):
    with Mailbox(tmp_path / "mails") as box:
        yield box


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="module")
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def send(box, *recipients, message=MESSAGE, timeout=5.0):
    with smtplib.SMTP(box.host, box.port, timeout=timeout) as client:
        return client.sendmail(SENDER, recipients or [READER], message)


def test_a_message_is_kept_as_it_was_sent(box):
    send(box, READER, FRIEND)
    (mail,) = box.received
    assert (mail.sender, mail.recipients) == (SENDER, (READER, FRIEND))
    assert mail.content == MESSAGE == mail.file.read_bytes()
    assert (mail.message_id, mail.subject, mail.header("X-None")) == ("<1.weekly@example.org>", "Sjögren", "")
    assert (mail.encrypted, mail.user) == (False, "")
    assert box.sent_to(FRIEND) == [mail]
    assert box.sent_to("nobody@example.org") == []


def test_messages_are_numbered_and_the_folder_outlives_the_server(tmp_path):
    for _ in range(2):
        with Mailbox(tmp_path) as box:
            send(box)
            send(box)
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{number:04}.eml" for number in range(1, 5)]


def test_attempts_are_recorded_and_seen(box):
    seen = []
    box.on_data = seen.append
    send(box)
    assert box.attempts == [(MAIL, SENDER), (RCPT, READER), (DATA, "<1.weekly@example.org>")]
    assert seen == [MESSAGE]


def test_one_recipient_is_refused_and_the_other_is_not(box):
    box.refuses[READER] = "550 5.1.1 No such user"
    assert send(box, READER, FRIEND) == {READER: (550, b"5.1.1 No such user")}
    assert box.received[0].recipients == (FRIEND,)
    box.heal()
    assert send(box, READER) == {}


@pytest.mark.parametrize(
    ("stage", "reply", "error"),
    [
        (MAIL, "421 4.3.2 Closing down", smtplib.SMTPSenderRefused),
        (MAIL, "550 5.7.1 Not from you", smtplib.SMTPSenderRefused),
        (RCPT, "450 4.2.0 Greylisted", smtplib.SMTPRecipientsRefused),
        (RCPT, "421 4.3.2 Closing down", smtplib.SMTPRecipientsRefused),
        (DATA, "451 4.3.0 Try again", smtplib.SMTPDataError),
        (DATA, "554 5.6.0 No", smtplib.SMTPDataError),
    ],
)
def test_a_stage_is_answered_with_no(box, stage, reply, error):
    box.fail_next(stage, mailbox.answers(reply))
    with pytest.raises(error, match=reply[:3]):
        send(box)
    assert box.received == []
    assert send(box) == {}


@pytest.mark.parametrize(
    ("fault", "kept"), [(mailbox.drops_before_accepting(), 0), (mailbox.drops_after_accepting(), 1)]
)
def test_the_connection_ends_before_the_client_knows(box, fault, kept):
    box.fail_next(DATA, fault)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(box)
    assert len(box.received) == kept


def test_the_connection_ends_after_the_reply(box):
    box.fail_next(DATA, mailbox.drops_after_the_reply())
    client = smtplib.SMTP(box.host, box.port, timeout=5)
    assert client.sendmail(SENDER, [READER], MESSAGE) == {}
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.docmd("NOOP")
    assert len(box.received) == 1


@pytest.mark.parametrize("stage", [MAIL, RCPT, DATA])
def test_the_server_hangs(box, stage):
    box.fail_always(stage, mailbox.hangs())
    client = smtplib.SMTP(box.host, box.port, timeout=0.2)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        client.sendmail(SENDER, [READER], MESSAGE)
    client.close()
    assert box.received == []


def test_a_fault_that_lasts_is_healed(box):
    box.fail_always(RCPT, mailbox.answers("450 4.2.0 Greylisted"))
    box.fail_next(DATA, mailbox.answers("451 4.3.0 Try again"))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(box)
    box.heal()
    assert send(box) == {}


def test_a_message_above_the_size_is_refused(tmp_path):
    with Mailbox(tmp_path, size=100) as box, pytest.raises(smtplib.SMTPSenderRefused, match="552"):
        send(box)


def test_starttls_and_login(tmp_path, tls, trusting):
    with Mailbox(tmp_path, tls=tls, require_starttls=True, login=LOGIN) as box:
        with pytest.raises(smtplib.SMTPSenderRefused, match="STARTTLS"):
            send(box)
        with smtplib.SMTP(box.host, box.port, timeout=5) as client:
            client.starttls(context=trusting)
            with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
                client.sendmail(SENDER, [READER], MESSAGE)
            client.login(*LOGIN)
            client.sendmail(SENDER, [READER], MESSAGE)
        assert (box.received[0].encrypted, box.received[0].user) == (True, "watch")


def test_tls_from_the_first_byte(tmp_path, tls, trusting):
    with Mailbox(tmp_path, tls=tls, implicit_tls=True, login=LOGIN) as box:
        with smtplib.SMTP_SSL(box.host, box.port, timeout=5, context=trusting) as client:
            client.login(*LOGIN)
            client.sendmail(SENDER, [READER], MESSAGE)
        assert box.received[0].encrypted


def test_a_wrong_password_and_a_certificate_nobody_trusts(tmp_path, tls, trusting):
    with Mailbox(tmp_path, tls=tls, login=LOGIN) as box:
        with smtplib.SMTP(box.host, box.port, timeout=5) as client:
            client.starttls(context=trusting)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("watch", "wrong")
        with smtplib.SMTP(box.host, box.port, timeout=5) as client, pytest.raises(ssl.SSLError):
            client.starttls(context=ssl.create_default_context())


def test_a_bug_in_a_hook_is_a_temporary_failure(box):
    def broken(_):
        raise ZeroDivisionError

    box.on_data = broken
    with pytest.raises(smtplib.SMTPDataError, match="ZeroDivisionError"):
        send(box)
