"""What is installed is pinned, whole, from no address: checked offline; `make audit` asks the rest."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def pins(name):
    """Requirement -> (version, hashes), each line of the file accounted for."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    found = {}
    for line in filter(None, lines):
        pinned = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9A-Za-z.!+]+)\s*(.*)", line)
        assert pinned, f"{name}: not one package of one version: {line[:80]}"
        hashes = pinned[3].split()
        assert hashes, f"{name}: {pinned[1]} has no hash"
        assert all(HASH.fullmatch(one) for one in hashes), f"{name}: {pinned[1]}: something else than hashes"
        assert normal(pinned[1]) not in found, f"{name}: {pinned[1]} twice"
        found[normal(pinned[1])] = (pinned[2], frozenset(hashes))
    return found


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version):
    return tuple(map(int, re.findall(r"\d+", version)))


def asked_for():
    for wanted in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]:
        name, bounds = re.fullmatch(r"([A-Za-z0-9._-]+)\s*(.*)", wanted).groups()
        yield normal(name), re.findall(r"([<>=!~]+)\s*([\d.]+)", bounds)


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_every_line_is_one_package_of_one_version_with_its_hashes(name):
    assert len(pins(name)) > 10


@pytest.mark.parametrize(("name", "bounds"), list(asked_for()))
def test_what_the_project_asks_for_is_pinned_within_its_bounds(name, bounds):
    version = numbers(pins("test.txt")[name][0])
    for sign, bound in bounds:
        assert sign in (">=", "<"), "teach this test the sign"
        assert version >= numbers(bound) if sign == ">=" else version < numbers(bound), f"{name} {version}"


def test_what_runs_is_what_is_tested():
    run, test = pins("run.txt"), pins("test.txt")
    assert {name: pin for name, pin in run.items() if test.get(name) != pin} == {}


def test_run_time_dependencies_are_all_in_the_file_that_make_demo_installs():
    names = {normal(re.match(r"[A-Za-z0-9._-]+", wanted)[0]) for wanted in PROJECT["dependencies"]}
    assert names <= pins("run.txt").keys()
