"""What every channel owes (ports.Channel): subclass it, and give the fixtures `channel` and `arrived`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ldn_watch.model import Deferred, Delivered, Refused
from ldn_watch.ports import Channel

MESSAGE = (
    b"Message-ID: <issue-7@ldn-watch.test>\r\n"
    b"From: LDN watch <watch@ldn-watch.test>\r\n"
    b"To: ada@readers.test\r\n"
    b"Date: Mon, 23 Nov 2026 07:00:00 +0000\r\n"
    b"Subject: 3 new citations\r\n"
    b"\r\n"
    b"A plain line\r\n"
    b".a line that begins with a dot\r\n"
    b".\r\n"
    b"..\r\n"
    b"From here on, trailing blanks  \r\n"
    b"\r\n"
    b"Sj\xc3\xb6gren\r\n"
    b"\r\n"
)

INJECTIONS = (
    "",
    "ada",
    "@readers.test",
    "ada@",
    "ada@readers.test\r\nRCPT TO:<eve@evil.test>",
    "ada@readers.test>\nDATA",
    "ada@readers.test\n",
    "ada@readers.test\r",
    "ada@readers.test\0",
    "ada@readers.test,eve@evil.test",
    "<ada@readers.test>",
    "ada@readers.test> SIZE=0",
    "ada lovelace@readers.test",
    "ada@readers.test\u2028",
    "ada\u202e@readers.test",
    "ada\u200b@readers.test",
    "../../etc/passwd",
    "a" * 250 + "@readers.test",
)


class ChannelContract:
    """`channel` works; `arrived()` lists the bytes of the messages that came through it. A channel that
    tells less than the whole message says in `arrives` what of it must come.
    """

    def arrives(self, message: bytes) -> bytes:
        return message

    def test_a_message_arrives_with_its_bytes_unchanged(
        self, channel: Channel, arrived: Callable[[], list[bytes]]
    ):
        assert isinstance(channel.send(MESSAGE, "ada@readers.test"), Delivered)
        channel.close()
        assert arrived() == [self.arrives(MESSAGE)]

    def test_each_recipient_gets_a_message_of_their_own(
        self, channel: Channel, arrived: Callable[[], list[bytes]]
    ):
        readers = [f"reader{number}@readers.test" for number in range(3)]
        messages = [MESSAGE.replace(b"issue-7", b"issue-7-%d" % number) for number in range(3)]
        outcomes = [channel.send(*pair) for pair in zip(messages, readers, strict=True)]
        channel.close()
        assert all(isinstance(outcome, Delivered) for outcome in outcomes)
        assert sorted(arrived()) == sorted(map(self.arrives, messages))

    @pytest.mark.parametrize("recipient", INJECTIONS)
    def test_what_is_no_address_is_refused_and_nothing_is_sent(
        self, channel: Channel, arrived: Callable[[], list[bytes]], recipient: str
    ):
        outcome = channel.send(MESSAGE, recipient)
        assert isinstance(outcome, Refused)
        assert not outcome.suppress
        assert "\n" not in outcome.why
        assert outcome.why.isprintable()
        assert arrived() == []

    def test_closing_is_safe_at_any_time_and_twice(self, channel: Channel):
        channel.close()
        channel.send(MESSAGE, "ada@readers.test")
        channel.close()
        channel.close()

    def test_a_closed_channel_opens_again_when_it_is_needed(
        self, channel: Channel, arrived: Callable[[], list[bytes]]
    ):
        channel.send(MESSAGE, "ada@readers.test")
        channel.close()
        second = MESSAGE.replace(b"issue-7", b"issue-8")
        assert isinstance(channel.send(second, "ada@readers.test"), Delivered)
        channel.close()
        assert sorted(arrived()) == sorted(map(self.arrives, [MESSAGE, second]))

    def test_when_nothing_works_it_defers_with_one_line_of_reason(self, broken_channel: Channel):
        outcome = broken_channel.send(MESSAGE, "ada@readers.test")
        broken_channel.close()
        assert isinstance(outcome, Deferred)
        assert outcome.why
        assert outcome.why.isprintable()
