"""The shipped rulebook, and a small one whose every rule a test can see."""

import re

import pytest

from ldn_watch.rulebooks import read_rulebook, shipped_files
from ldn_watch.rules.rulebook import parse_rulebook

EXAMPLES = """
[[example]]
text = "{yes}"
expect = true
[[example]]
text = "{yes} again"
expect = true
[[example]]
text = "nothing at all"
expect = false
"""


def _condition(name, terms, extra="", group="pain"):
    """A condition file with the examples it must have."""
    listed = ", ".join(f'"{term}"' for term in terms)
    return (
        f'id = "{name}"\nlabel = "{name.title()}"\ngroup = "{group}"\nterms = [{listed}]\n{extra}\n'
        + EXAMPLES.format(yes=terms[0].rstrip("*"))
    )


def _small_files(**conditions):
    """The shipped scope, study types and groups with no conditions but these."""
    shipped = shipped_files()
    files = {name: shipped[name] for name in ("groups.toml", "scope.toml", "study.toml", "relevance.toml")}
    relevance = re.sub(r"(?ms)^(inside|inside_alone) = \[.*?\]$", r"\1 = []", files["relevance.toml"])
    files["relevance.toml"] = relevance
    return files | {f"{name.replace('_', '-')}.toml": text for name, text in conditions.items()}


@pytest.fixture(scope="session")
def rulebook():
    return read_rulebook()


@pytest.fixture(scope="session")
def condition():
    """Writes a condition file: (name, terms, extra TOML, group)."""
    return _condition


@pytest.fixture(scope="session")
def small_files():
    """The files of a rulebook with no conditions but those given as keywords."""
    return _small_files


@pytest.fixture(scope="session")
def small():
    """Builds a rulebook from keyword arguments: name = condition text."""
    return lambda **conditions: parse_rulebook(_small_files(**conditions))
