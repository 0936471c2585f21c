"""What an operator gets wrong: exit code 2, every problem a line, and nothing asked, made or sent."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.system
SECRET = "canary-of-the-address"
SECOND = '\n[[digest]]\nid = "all"\nto = "cyd@example.org"\n'


def replaced(old, new):
    return lambda text: text.replace(old, new)


ROWS = {
    "a wrong type": (replaced("attempts = 2", 'attempts = "2"'), ['attempts: is "2": write a whole number']),
    "an unknown key": (replaced("attempts = 2", "atempts = 2"), ['did you mean "attempts"']),
    "an unknown section": (lambda text: text + "\n[wacht]\n", ['did you mean "watch"']),
    "two digests of one id": (lambda text: text + SECOND, ["2 digests have it"]),
    "an address with a newline": (
        replaced('"ben@example.org"', '"ben@example.org\\nBcc: x@y.example"'),
        ["entry 2: holds a line break"],
    ),
    "a condition that does not exist": (
        lambda text: text + 'conditions = ["fibromyalga"]\n',
        ['did you mean "fibromyalgia"'],
    ),
    "a missing password": (
        replaced('security = "none"', 'username = "u"\npassword_env = "NO_SUCH"'),
        ["names NO_SUCH, which is not set"],
    ),
    "a missing certificate": (
        replaced('security = "none"', 'ca_file = "no.pem"'),
        ["names what is not there"],
    ),
    "a missing folder of rules": (
        lambda text: text + '\n[rules]\nfolder = "mine"\n',
        ["names what is not there"],
    ),
    "the archive published": (
        replaced('state_dir = "state"', 'state_dir = "state"\npublic_dir = "."'),
        ["would publish the archive (state_dir) and this file"],
    ),
    "a password in an address": (
        replaced("http://127", f"http://me:{SECRET}@127"),
        ["[pubmed] base_url: holds an @"],
    ),
    "no TOML": (lambda text: text + "\nid = \n", ["cannot be read as TOML"]),
    "no UTF-8": (lambda text: text + "\n# \udcff\n", ["is not UTF-8 text"]),
    "several at once": (
        lambda text: replaced("attempts = 2", "atempts = 2\ntool = 'a b'")(text) + SECOND,
        ['did you mean "attempts"', "tool: is empty or has a space", "2 digests have it"],
    ),
}


@pytest.mark.parametrize(("change", "words"), ROWS.values(), ids=ROWS)
def test_it_is_told_all_at_once_and_nothing_is_begun(service, change, words):
    config = service.folder / "config.toml"
    config.write_text(change(config.read_text(encoding="utf-8")), encoding="utf-8", errors="surrogateescape")
    done = service.run("run-once")
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr
    assert service.replica.requests == []
    assert service.mailbox.attempts == []
    assert not (service.folder / "state/public").exists()


def test_a_configuration_that_is_not_there(service):
    (service.folder / "config.toml").unlink()
    done = service.run("run-once")
    assert done.returncode == 2
    assert "write one with `ldn-watch init`" in done.stderr
    assert sorted(path.name for path in service.folder.iterdir()) == ["received"]


def test_a_rule_file_with_a_bad_pattern(service):
    rules = service.folder / "mine"
    rules.mkdir()
    (rules / "x.toml").write_text(
        'id = "x"\nname = "X"\ngroup = "pain"\npatterns = ["(("]\n', encoding="utf-8"
    )
    config = service.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + '\n[rules]\nfolder = "mine"\n', encoding="utf-8")
    done = service.run("run-once")
    assert done.returncode == 2
    assert "x.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert service.replica.requests == []
