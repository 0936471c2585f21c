"""What people are told of a failure that lasts: whole, plain, and to the public nothing of the machine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import Look, RunOutcome
from ldn_watch.render.feed import render_atom, render_json, render_rss
from ldn_watch.render.messages.digest import to_look
from ldn_watch.render.messages.operator import NoticeMail, render_notice
from ldn_watch.render.notice import to_notices, to_sentence
from tests.unit.render.samples import META, NOW, mail_of

FAILED = Look(NOW, RunOutcome.COULD_NOT_LOOK, error="time-out after 30 s")
HOSTILE = "452 <script>ann@example.org</script>\r\nBcc: x@example.org \u202e/srv/ldn"


def incident(kind=IncidentKind.SOURCE, *, over=False, **fields):
    made = Incident(kind, NOW, NOW - timedelta(days=4), 3, "HTTP 503", id=1)
    return replace(made, closed_at=NOW + timedelta(days=1) if over else None, **fields)


def mail(*incidents):
    made = render_notice(NoticeMail("LDN watch", "LDN watch <watch@example.org>", 1, NOW, incidents))
    return message_from_bytes(made, policy=default)


@pytest.mark.parametrize("kind", IncidentKind)
def test_the_operator_reads_what_failed_since_when_what_was_kept_what_comes_and_what_to_do(kind):
    text = mail(incident(kind)).get_content()
    for part in (
        "4 days",
        "18 Nov 2026 06:00 UTC",
        "What failed\n  HTTP 503",
        "What was kept",
        "What happens next",
    ):
        assert part in text.replace("\r\n", "\n")
    assert "What to do" in text
    over = " ".join(mail(incident(kind, over=True)).get_content().split())
    assert "From 18 Nov 2026 06:00 UTC to 23 Nov 2026 06:00 UTC, 5 days," in over
    assert max(map(len, text.splitlines())) <= 72


def test_what_lasts_stands_before_what_is_over():
    told = mail(incident(over=True), incident(IncidentKind.MAIL))
    assert told["Subject"] == "LDN watch: no mail could be delivered since 18 Nov 2026 (and 1 more)"


@pytest.mark.parametrize("kind", IncidentKind)
@pytest.mark.parametrize("over", [False, True])
def test_the_public_reads_no_reason_which_may_name_a_reader_or_a_path(kind, over):
    one = incident(kind, over=over, reason=HOSTILE)
    notices = [*to_notices(one, "https://ldn.example.org")]
    public = b"".join(render(META, notices) for render in (render_rss, render_atom, render_json))
    for secret in (b"ann@", b"/srv", b"<script", b"lt;script", b"452"):
        assert secret not in public
    assert "ann@" not in to_sentence(one)


def test_a_hostile_reason_makes_no_header_and_no_control_in_the_operators_mail():
    told = mail(incident(reason=HOSTILE))
    assert told["Bcc"] is None
    assert "\u202e" not in told.get_content()


def test_an_opening_and_its_end_are_an_entry_each_with_ids_that_never_change():
    notices = [*to_notices(incident(over=True), "https://ldn.example.org")]
    items = json.loads(render_json(META, notices))["items"]
    stem = "tag:ldn-watch,2026:incident/source/2026-11-22T06:00:00Z"
    assert [item["id"] for item in items] == [f"{stem}/opened", f"{stem}/closed"]
    assert next(to_notices(incident(), "https://moved.example.org")).guid == notices[0].guid


def test_the_foot_tells_of_an_incident_beside_the_look():
    told = list(to_look(mail_of(look=FAILED, incidents=(incident(),))))
    assert "This has lasted since 18 Nov 2026 06:00 UTC; a later issue will say when it is over." in told
    over = list(to_look(mail_of(incidents=(incident(over=True),), missed=(FAILED,))))
    assert len(over) == 2  # the incident's sentence says what the missed looks would say again
    assert over[1].startswith(
        "From 18 Nov 2026 06:00 UTC to 23 Nov 2026 06:00 UTC PubMed could not be asked."
    )
