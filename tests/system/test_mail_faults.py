"""What a mail server does wrong, a row each: exit code, archive, ledger, mails; then it heals."""

from __future__ import annotations

import signal
from collections import Counter
from contextlib import ExitStack

import pytest

from ldn_watch.demo import mailbox
from tests.system.mail_faults import PASSWORD, ROWS, THREE, mend, settings
from tests.system.play import NEWS, first_run, look, play, run_here, told
from tests.system.service import record

pytestmark = pytest.mark.system


def bytes_by_id(service) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = {}
    for mail in service.mails():
        found.setdefault(mail.message_id, set()).add(mail.content)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_mail_is_kept_and_nobody_is_told_twice(service, row):
    service.environ["LDN_SMTP_PASSWORD"] = PASSWORD
    settings(service, hold=row.hold)
    with ExitStack() as stack:
        played = play(
            service, lambda broken: row.hurts(broken, stack), lambda mended: mend(row, mended, stack)
        )
    seen, healed = played.hurt, played.healed
    assert (seen.exit, seen.outcome) == (row.exit, "new"), seen.said
    assert (seen.citations, seen.events) == (3 + len(NEWS), 3 + len(NEWS)), "the archive waits for no mail"
    assert tuple(state for state, _ in seen.deliveries) == row.states, seen.said
    assert sum(doubt for _, doubt in seen.deliveries) == row.doubt
    assert seen.mails == row.took
    for reader, state in zip(THREE, row.states, strict=True):
        assert (state == "sent") or any(reader in line for line in seen.said), "each that failed is named"
    assert row.words in " ".join(seen.said)
    assert not any(PASSWORD in line for line in seen.said)
    assert PASSWORD.encode() not in (service.folder / "state/ldn-watch.sqlite3").read_bytes()
    assert (healed.exit, healed.citations) == (0, 3 + len(NEWS))
    reached = [reader for reader in THREE if reader not in row.gone]
    assert Counter(state for state, _ in healed.deliveries) == Counter(
        sent=len(reached), refused=len(row.gone)
    ), healed.said
    assert played.told == dict.fromkeys(reached, dict.fromkeys(NEWS, 1))
    assert all(len(same) == 1 for same in bytes_by_id(service).values()), "one Message-ID, the same bytes"


def test_sigterm_while_the_server_is_silent(service):
    settings(service)
    first_run(service)
    service.replica.put(*map(record, NEWS))
    service.mailbox.fail_always("DATA", mailbox.hangs())
    process = service.start("run-once")
    service.mailbox.on_data = lambda _: process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=180)
    assert process.returncode == 143
    assert said.count("\n") == 1
    assert "SIGTERM" in said
    service.mailbox.heal()
    service.mailbox.on_data = None
    assert run_here(service).exit == 0
    assert {state for state, _ in look(service).deliveries} == {"sent"}
    assert told(service) == dict.fromkeys(THREE, dict.fromkeys(NEWS, 1))
