"""The recipes: their verbs, links and files are right, and the shell of the workflow does what is said."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ldn_watch.cli.root import root

RECIPES = Path(__file__).parents[2] / "docs/recipes"
PAGES = sorted(RECIPES.glob("*.md"))


def verbs_in(text: str) -> set[str]:
    """The first word after the program in what is to be typed, its global options apart."""
    called = re.findall(r"\bldn-watch((?: --?[\w-]+(?: \S*/\S+)?)*) ([a-z-]+)\b", text)
    return {verb for _, verb in called}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_to_be_typed_exists(page):
    blocks = "\n".join(re.findall(r"```.*?\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    blocks = re.sub(r"(-t|--shell \S+|-u) ldn-watch\b|\bldn-watch\.\w+", "", blocks)
    assert verbs_in(blocks) <= set(root.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (RECIPES / target).exists(), target


def test_the_index_names_every_recipe():
    index = (RECIPES / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []


def test_systemd_knows_every_line_of_the_units(tmp_path):
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("skipped: no systemd")
    for unit in ("ldn-watch.service", "ldn-watch.timer"):
        text = (RECIPES / unit).read_text(encoding="utf-8")
        (tmp_path / unit).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text))
    files = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(
        [program, "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_metadata_of_datasette_shows_views_and_nothing_else():
    copy = json.loads((RECIPES / "datasette.json").read_text(encoding="utf-8"))["databases"]["copy"]
    assert copy["allow"] == copy["allow_sql"] == {"id": "root"}
    assert {name for name, table in copy["tables"].items() if table["allow"]} == {
        "citations",
        "citation_conditions",
        "events",
    }


# --- the workflow ----------------------------------------------------------------------------------


@pytest.fixture
def steps():
    yaml = pytest.importorskip("yaml", reason="skipped: no yaml")
    flow = yaml.safe_load((RECIPES / "github-pages.yml").read_text(encoding="utf-8"))
    assert flow["concurrency"] == {"group": "ldn-watch", "cancel-in-progress": False}
    return {step["name"]: step["run"] for step in flow["jobs"]["look"]["steps"] if "run" in step}


@pytest.fixture
def bash(tmp_path):
    """Runs a step in a clone of a repository that stands for the one at GitHub."""
    hub, work = tmp_path / "hub.git", tmp_path / "work"
    saved = tmp_path / "saved"
    git = {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"url.{hub}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://x-access-token:T@github.com/me/watch",
        "GIT_CONFIG_KEY_1": "user.useConfigOnly",
        "GIT_CONFIG_VALUE_1": "true",
    }
    env = os.environ | git | {"GITHUB_REPOSITORY": "me/watch", "GITHUB_RUN_ID": "7", "HOME": str(tmp_path)}
    env |= {"GITHUB_OUTPUT": str(tmp_path / "output")}

    def run(script: str) -> subprocess.CompletedProcess[str]:
        text = script.replace("${{ github.token }}", "T").replace("/tmp/state", str(saved))  # noqa: S108
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", text],
            cwd=work,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    subprocess.run(["git", "init", "--quiet", "--bare", hub], check=True)
    subprocess.run(["git", "clone", "--quiet", hub, work], check=True, env=env, capture_output=True)
    return run, work, hub


def test_the_state_survives_from_run_to_run_and_the_branch_does_not_grow(steps, bash):
    run, work, hub = bash
    assert run(steps["Fetch the state"]).returncode == 0  # there is none yet
    assert not (work / "state").exists()
    for number in (b"1", b"2"):
        for name in ("ldn-watch.sqlite3", "mail/new/one", "public/index.html", "public/feeds/public/x"):
            path = work / "state" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(number)
        done = run(steps["Save the state"])
        assert done.returncode == 0, done.stderr
        shutil.rmtree(work / "state")
        assert run(steps["Fetch the state"]).returncode == 0
        assert (work / "state/ldn-watch.sqlite3").read_bytes() == number
        assert (work / "state/mail/new/one").read_bytes() == number
        assert not (work / "state/public").exists()
    count = subprocess.run(
        ["git", "-C", hub, "rev-list", "--count", "state"], capture_output=True, check=True
    )
    assert count.stdout.strip() == b"1"


def test_a_state_that_cannot_be_fetched_is_no_first_run(steps, bash):
    run, _, hub = bash
    shutil.rmtree(hub)
    assert run(steps["Fetch the state"]).returncode not in (0, 2)


def test_the_code_of_a_run_is_kept_for_the_end(steps, bash, tmp_path):
    run, work, _ = bash
    program = work / ".venv/bin/ldn-watch"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    assert run(steps["Look"]).returncode == 0
    assert (tmp_path / "output").read_text() == "code=3\n"
    assert run(steps["Say how it went"].replace("${{ steps.look.outputs.code }}", "3")).returncode == 3
