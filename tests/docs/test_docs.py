"""Every verb, option, configuration key and exit code is documented; the template shows every key."""

import re
from pathlib import Path

import click
import pytest

from ldn_watch.cli.root import root
from ldn_watch.cli.session import Exit
from ldn_watch.config.problems import NAMED_BY, keys_of
from ldn_watch.config.shape import SECTIONS
from ldn_watch.rulebooks import read_rulebook

ROOT = Path(__file__).parents[2]
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "src/ldn_watch/config.toml").read_text(encoding="utf-8")


def verbs(group=root, before=""):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def section_of(text, head):
    """The lines below a heading or table head, up to the next one of its kind."""
    level = head.split("[")[0]
    found = re.search(
        rf"^{re.escape(head)}$(.*?)(?=^{re.escape(level)}[^\s|]|^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, head
    return found[1]


@pytest.mark.parametrize("verb", [name for name, _ in verbs()])
def test_every_verb_is_documented(verb):
    assert re.search(rf"^\| `{verb}\b", OPERATING, re.MULTILINE)


@pytest.mark.parametrize(
    ("verb", "option"),
    [
        (name, option)
        for name, command in verbs()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ],
)
def test_every_option_stands_in_its_verbs_rows(verb, option):
    rows = "".join(line for line in OPERATING.splitlines() if line.startswith(f"| `{verb}"))
    assert re.search(rf"{option}\b", rows)


def test_every_global_option_is_documented():
    options = [option for parameter in root.params for option in parameter.opts]
    assert [option for option in options if f"`{option}" not in OPERATING] == []


def test_exit_codes_are_documented():
    codes = {
        int(code)
        for row in re.findall(r"^\| ([\d, ]+) \|", OPERATING, re.MULTILINE)
        for code in row.split(",")
    }
    assert codes == set(Exit)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented_in_its_section_and_no_other(section):
    head = f"### [[{section}]]" if section in NAMED_BY else f"### [{section}]"
    rows = re.findall(r"^\| (`.*?) \|", section_of(OPERATING, head), re.MULTILINE)
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == set(keys_of(section))


@pytest.mark.parametrize("section", SECTIONS)
def test_the_template_shows_every_key_with_a_comment(section):
    commented = {"digest": "[[digest]]", "smtp": "# [smtp]", "notify": "# [[notify]]", "serve": "# [serve]"}
    head = commented.get(section, f"[{section}]")
    body = TEMPLATE[TEMPLATE.index(f"\n{head}") + len(head) + 1 :]
    body = re.split(r"^#? ?\[", body, maxsplit=1, flags=re.MULTILINE)[0]
    assert set(re.findall(r"^(?:# )?(\w+) = ", body, re.MULTILINE)) == set(keys_of(section))


def test_the_template_at_the_top_level_is_the_one_that_init_writes():
    assert (ROOT / "config.toml").read_bytes() == (ROOT / "src/ldn_watch/config.toml").read_bytes()


@pytest.mark.parametrize("key", ["conditions", "groups", "study_types"])
def test_the_examples_of_the_template_exist_in_the_rulebook(key):
    (examples,) = re.findall(rf"^{key} = \[\] +# .*?\[(.*?)\]", TEMPLATE, re.MULTILINE)
    assert set(re.findall(r'"(.*?)"', examples)) <= set(getattr(read_rulebook(None).labels(), key))


# `run.py` alone is enough where a folder was named before it
NAMED = re.compile(r"[`( ]((?:[\w-]+/)*[\w-]+\.(?:py|js|j2))\b")
KEPT = [
    path.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "docs", "tools", "benchmarks")
    for path in (ROOT / folder).rglob("*.*")
]


@pytest.mark.parametrize("page", ["ten-minutes.md", "architecture.md", "adr/0003-dependencies.md"])
def test_the_files_that_show_the_way_exist(page):
    named = NAMED.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in KEPT)] == []
