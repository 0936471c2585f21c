"""Rule files from the package and from the operator's folder.

Comes in: a folder or None. Goes out: a checked `Rulebook`. Raises `UserError` where the folder cannot be
read or a file in it is wrong.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from ldn_watch.errors import UserError
from ldn_watch.model import Labels, Verdict
from ldn_watch.rules.rulebook import Rulebook, parse_rulebook


def shipped_files() -> dict[str, str]:
    """The package's own rule files: name -> TOML text."""
    rules = files("ldn_watch.rules")
    folders = (rules, rules / "conditions")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for folder in folders
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def operator_files(folder: Path) -> dict[str, str]:
    """The operator's rule files, in `folder` or its `conditions/`. Raises `UserError`."""
    if not folder.is_dir():
        raise UserError(
            f"{folder}: no such folder of rules; make it, or remove the key from the configuration"
        )
    paths = [*sorted(folder.glob("*.toml")), *sorted((folder / "conditions").glob("*.toml"))]
    try:
        return {str(path): path.read_text(encoding="utf-8") for path in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{folder}: a rule file cannot be read: {error}") from error


def read_rulebook(folder: Path | None = None) -> Rulebook:
    """The shipped rules; a file of the operator's replaces the shipped one of the same name or id."""
    merged = shipped_files()
    for path, text in operator_files(folder).items() if folder else ():
        for name in (Path(path).name, f"{_id_in(text)}.toml"):  # shipped files are named after their ids
            merged.pop(name, None)
        merged[path] = text
    return parse_rulebook(merged)


def _id_in(text: str) -> str:
    found = re.search(r"""^id\s*=\s*["']([^"']*)""", text, re.MULTILINE)
    return found.group(1) if found else ""


def check_rules(folder: Path | None) -> list[str]:
    """What is wrong with the rules and their examples; [] where nothing is."""
    try:
        return read_rulebook(folder).check()
    except UserError as error:
        return list(error.problems) or [str(error)]


def explain_text(folder: Path | None, text: str) -> tuple[Verdict, Labels]:
    """The verdict on a title that is no citation yet, and the rulebook's names for it."""
    from ldn_watch.rules.assess import assess_text

    rulebook = read_rulebook(folder)
    return assess_text(text, rulebook), rulebook.labels()
