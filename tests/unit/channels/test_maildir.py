from __future__ import annotations

import errno
import mailbox
import os
import stat

import pytest

from ldn_watch.channels.maildir import MaildirChannel, to_name
from ldn_watch.model import Deferred, Delivered
from tests.contracts.channel import MESSAGE, ChannelContract

ADA = "ada@readers.test"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def channel(folder):
    return MaildirChannel(folder)


@pytest.fixture
def arrived(folder):
    return lambda: [file.read_bytes() for part in ("new", "cur") for file in (folder / part).glob("*")]


@pytest.fixture
def broken_channel(tmp_path):
    (tmp_path / "file").write_text("no folder can be made here")
    return MaildirChannel(tmp_path / "file" / "mail")


class TestContract(ChannelContract):
    pass


def test_a_mail_reader_finds_the_message(channel, folder):
    channel.send(MESSAGE, ADA)
    (found,) = mailbox.Maildir(folder, create=False)
    assert found["Subject"] == "3 new citations"
    assert found.get_subdir() == "new"


def test_only_the_owner_may_read(channel, folder):
    before = os.umask(0)
    try:
        channel.send(MESSAGE, ADA)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_dir()}
    assert modes == {"tmp": 0o700, "new": 0o700, "cur": 0o700}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = (folder / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_message_sent_again_is_there_once(channel, arrived):
    assert isinstance(channel.send(MESSAGE, ADA), Delivered)
    assert isinstance(channel.send(MESSAGE, ADA), Delivered)
    assert arrived() == [MESSAGE]


@pytest.mark.parametrize("flags", [":2,", ":2,S", ",S=310,W=320:2,RS"])
def test_the_same_message_sent_again_after_it_was_read_stays_read(channel, folder, arrived, flags):
    channel.send(MESSAGE, ADA)
    (file,) = (folder / "new").iterdir()
    read = folder / "cur" / (file.name + flags)
    file.rename(read)
    assert isinstance(channel.send(MESSAGE, ADA), Delivered)
    assert arrived() == [MESSAGE]
    assert read.exists()


def test_two_recipients_of_one_message_id_both_have_it(channel, arrived):
    channel.send(MESSAGE, ADA)
    channel.send(MESSAGE, "bob@readers.test")
    assert arrived() == [MESSAGE, MESSAGE]


def test_the_name_follows_the_message_id_and_not_the_rest():
    assert to_name(MESSAGE, ADA) == to_name(MESSAGE + b"more\r\n", ADA)
    assert to_name(MESSAGE, ADA) != to_name(MESSAGE.replace(b"issue-7", b"issue-8"), ADA)


def test_without_a_message_id_the_bytes_make_the_name():
    bare = MESSAGE.partition(b"\r\n")[2]
    assert to_name(bare, ADA) == to_name(bare, ADA)
    assert to_name(bare, ADA) != to_name(bare + b"more\r\n", ADA)


@pytest.mark.parametrize("hostile", [b"<../../../etc/passwd>", b"</tmp/x>", b"<\x00>", b"<\xff\xfe>", b""])
def test_a_hostile_message_id_stays_in_the_folder(channel, folder, hostile):
    message = MESSAGE.replace(b"<issue-7@ldn-watch.test>", hostile)
    assert isinstance(channel.send(message, ADA), Delivered)
    (file,) = (folder / "new").iterdir()
    assert file.read_bytes() == message


def test_a_draft_of_a_process_that_was_killed_is_overwritten(channel, folder, arrived):
    (folder / "tmp").mkdir(parents=True)
    (folder / "tmp" / to_name(MESSAGE, ADA)).write_bytes(b"half a mess" * 1000)
    assert isinstance(channel.send(MESSAGE, ADA), Delivered)
    assert arrived() == [MESSAGE]
    assert list((folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("step", ["fsync", "open"])
def test_a_full_disk_defers_and_leaves_nothing(channel, folder, arrived, monkeypatch, step):
    channel.send(MESSAGE.replace(b"issue-7", b"issue-6"), ADA)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        outcome = channel.send(MESSAGE, ADA)
    assert isinstance(outcome, Deferred)
    assert "No space left on device" in outcome.why
    assert len(arrived()) == 1
    assert list((folder / "tmp").iterdir()) == []
    assert isinstance(channel.send(MESSAGE, ADA), Delivered)
    assert len(arrived()) == 2
