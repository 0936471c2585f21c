"""What PubMed does wrong, a row each: exit code, archive, ledger, mails; then it heals."""

from __future__ import annotations

from functools import partial

import pytest

from ldn_watch.demo import faults
from tests.system.play import READERS, first_run, look, play, run, run_here
from tests.system.pubmed_faults import ROWS
from tests.system.service import Service, record

pytestmark = pytest.mark.system
SETTINGS = "max_new = 1000"


def hurt(row, service: Service) -> None:
    service.configure(pubmed=f"{SETTINGS}\ndeadline = {row.deadline}", silence=row.silence)
    row.hurts(service)


def mend(row, service: Service) -> None:
    service.replica.heal()
    service.configure(pubmed=SETTINGS)
    if row.wait:
        before = look(service)
        idle = run_here(service)
        assert (idle.exit, idle.asked, idle.citations) == (3, 0, before.citations), "it was asked to wait"
        assert "not asked again before" in idle.said[-1]
        assert service.run("check").returncode == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_is_lost_and_nobody_is_told_twice(service, row):
    service.configure(pubmed=SETTINGS)
    played = play(service, partial(hurt, row), partial(mend, row), news=row.news)
    seen, healed = played.hurt, played.healed
    assert seen.exit == row.exit, seen.said
    assert seen.outcome == ("could-not-look" if row.exit == 3 else "new")
    assert len(seen.said) == bool(row.exit or row.troubled), "what went wrong is one line, what is well none"
    assert (seen.citations, seen.events) == (3 + row.arrived, 3 + row.arrived - len(row.untold))
    assert len(seen.troubles) == row.troubled
    assert all(bool(size) == row.raw for _, _, size, _ in seen.troubles)
    assert row.words in "".join([*seen.said, *(error for *_, error in seen.troubles)])
    assert seen.mails == (2 if row.arrived else 0)
    assert seen.asked <= row.asked
    assert (healed.exit, healed.troubles, healed.citations) == (0, (), 3 + len(row.news))
    assert set(healed.deliveries) <= {("sent", 0)}
    assert played.told == dict.fromkeys(READERS, dict.fromkeys(set(row.news) - set(row.untold), 1))


def test_a_census_of_half_the_size_moves_nothing(service):
    service.replica.put(*map(record, range(301, 361)))
    first_run(service)
    before = look(service)
    service.replica.fail_always("esearch", faults.shrunken_census(0.5))
    seen = run(service)
    assert (seen.exit, seen.citations, seen.events, seen.mails) == (3, 63, 63, 0)
    assert "last time it was 63" in seen.said[0]
    service.replica.heal()
    healed = run_here(service)
    assert (healed.exit, healed.outcome, healed.mails) == (0, "nothing-new", 0)
    assert (healed.citations, healed.events) == (before.citations, before.events)
