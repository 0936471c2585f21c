"""The same input gives the same bytes under any locale, time zone and hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import hashlib, locale
from tests.unit.render.citing import archived, golden
from tests.unit.render.samples import LABELS, META, mail_of, realistic_entries
from ldn_watch.render.catalogue import to_catalogue
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.messages.email import message_id, render_digest
from ldn_watch.render.feed import render_atom, render_json, render_rss
from ldn_watch.render.opml import render_opml
from ldn_watch.render.pages.home import HomeView, render_home
from ldn_watch.render.pages.literature import Number
from ldn_watch.render.pages.frame import Frame
from tests.unit.render.samples import to_line
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
entries, groups = realistic_entries(), to_catalogue(LABELS, {"crohn": 1503})
made = [render(META, entries) for render in (render_rss, render_atom, render_json)]
made.append(render_opml("T", "https://x.example", groups))
numbers = (Number("2019", "rct", 2), Number("2020", "review", 3))
view = HomeView((to_line(),), {"2026-11": 1}, {"me-cfs": 7}, {"me-cfs": "2026-11"}, numbers)
made.append(render_home(view, LABELS, Frame("T", "", "index.html")))
made.append(render_digest(mail_of(wanted=frozenset({"fibromyalgia", "crohn", "crps", "me-cfs"}))))
made.append(message_id("weekly", 1, "a@example.org", "example.org").encode())
rows = [archived(one) for one in golden().values()]
made += ["".join(form.render(rows)).encode() for form in FORMATS.values()]
print(*(hashlib.sha256(raw).hexdigest() for raw in made))
"""
WORLDS = [
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
]


def hashes_in(world):
    env = {**os.environ, **world, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("world", WORLDS[1:], ids=lambda world: world["LC_ALL"])
def test_bytes_do_not_depend_on_the_world(world):
    hashes = hashes_in(world)
    assert len(set(hashes)) == 12
    assert hashes == hashes_in(WORLDS[0])
