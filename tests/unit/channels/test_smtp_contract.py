from __future__ import annotations

import socket

import pytest

from ldn_watch.channels.smtp import Smtp, SmtpSettings
from tests.contracts.channel import ChannelContract
from tests.servers.smtp import SmtpServer


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


@pytest.fixture
def channel(server):
    channel = Smtp(
        SmtpSettings(server.host, server.port, "watch@ldn-watch.test", security="none", timeout=5.0)
    )
    yield channel
    channel.close()


@pytest.fixture
def arrived(server):
    return lambda: [message.data for message in server.accepted]


@pytest.fixture
def broken_channel():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return Smtp(SmtpSettings("127.0.0.1", port, "watch@ldn-watch.test", security="none"))


class TestContract(ChannelContract):
    pass
