"""What SpamAssassin, offline, thinks of our mails (Debian's package spamassassin)."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta

import pytest

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.render.messages.email import address, message_id, render_digest, unsubscribe_uri
from ldn_watch.render.messages.operator import NoticeMail, render_notice
from tests.unit.render.samples import LABELS, NOW, mail_of, realistic_entries, tagged

OVER = Incident(IncidentKind.SOURCE, NOW - timedelta(2), NOW - timedelta(3), 5, "HTTP 503", NOW)
CONDITIONS = list(LABELS.conditions)
SIXTY = [tagged(CONDITIONS[n % 8], 42_000_000 + n, f"Low-dose naltrexone: study {n}") for n in range(60)]
MAILS = {
    "one": mail_of(realistic_entries()[1:2]),
    "eight": mail_of([*realistic_entries(), *SIXTY[:2]]),
    "sixty": mail_of(SIXTY),
    "retraction": mail_of(realistic_entries()[:1]),
    "incident": mail_of(realistic_entries(), incidents=(OVER,)),
    "empty": mail_of([]),
}


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """SpamAssassin writes its preferences into the home folder: not into a person's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


def points(message: bytes) -> float:
    program = shutil.which("spamassassin")
    if not program:
        pytest.skip("skipped: no spamassassin")
    sent = address(
        message,
        "ann@example.org",
        message_id("weekly", 12, "ann@example.org", "example.org"),
        unsubscribe_uri("leave@example.org", "weekly"),
    )
    done = subprocess.run([program, "-L", "-t"], input=sent, capture_output=True, timeout=120, check=True)
    return float(re.search(rb"\((-?[\d.]+) points", done.stdout)[1])


@pytest.mark.parametrize("name", MAILS)
def test_a_digest_is_no_spam(name):
    assert points(render_digest(MAILS[name])) < 1


def test_the_operators_mail_is_no_spam():
    assert points(render_notice(NoticeMail("LDN watch", "LDN watch <w@example.org>", 1, NOW, (OVER,)))) < 1
