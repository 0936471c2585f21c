"""A watch that answers what it was given, and a command line that runs on it."""

import logging
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from ldn_watch import app, cli
from ldn_watch.model import Labels

CONFIG = """
[pubmed]
email = "me@example.org"
[[digest]]
id = "weekly"
to = "me@example.org"
channel = "maildir"
"""


class FakeWatch:
    """Answers what it was given and remembers what it was asked."""

    labels = Labels(conditions={"fibromyalgia": "Fibromyalgia"}, study_types={"rct": "Trial"})

    def __init__(self, answers):
        self.answers, self.asked, self.opened = answers, [], []
        self.links = answers.get("links")

    def __getattr__(self, verb):
        def ask(*words, **options):
            self.asked.append((verb, *words, options) if options else (verb, *words))
            answer = self.answers[verb]
            if isinstance(answer, BaseException):
                raise answer
            return answer

        return ask


@pytest.fixture(autouse=True)
def _root_logger():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LDN_WATCH_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """Run a command line on a watch with these answers; what it printed, asked, and its exit code."""

    def run(line, **answers):
        watch = FakeWatch(answers)

        @contextmanager
        def opened(config, **parts):
            watch.opened.append((config, parts))
            yield watch

        monkeypatch.setattr(app, "open_watch", opened)
        code = cli.run(line.split() if isinstance(line, str) else line)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err, asked=watch.asked, opened=watch.opened)

    return run
