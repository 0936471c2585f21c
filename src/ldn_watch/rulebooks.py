"""Rule files from the package and from the operator's folder, and what is done with them there.

Comes in: a folder or None; labelled lines. Goes out: checked `Rules`, their examples as judged, a new rule
file, an `Evaluation`. Raises `UserError` where a file cannot be read or is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from ldn_watch.errors import UserError
from ldn_watch.model import Citation, Labels, Verdict
from ldn_watch.rules.assess import assess, assess_text
from ldn_watch.rules.checking import Trial, conflicts, trials
from ldn_watch.rules.evaluation import Evaluation, Line, evaluate, parse_lines
from ldn_watch.rules.knowledge import Rules
from ldn_watch.rules.reading import EXTENDS
from ldn_watch.rules.rulebook import parse_rulebook
from ldn_watch.rules.template import condition_template


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


def read_rulebook(folder: Path | None = None) -> Rules:
    """The shipped rules with the operator's: a file of the same name or id as a shipped one replaces it, or
    adds to it where it `extends` it.
    """
    merged = shipped_files()
    for path, text in operator_files(folder).items() if folder else ():
        if not _value_of(EXTENDS, text):
            for name in (
                Path(path).name,
                f"{_value_of('id', text)}.toml",
            ):  # shipped files are named after their ids
                merged.pop(name, None)
        merged[path] = text
    return parse_rulebook(merged)


def _value_of(key: str, text: str) -> str:
    """A text value at the top of a rule file that may be no TOML; "" where there is none."""
    try:
        value = tomllib.loads(text).get(key, "")
    except (ValueError, RecursionError):
        pass
    else:
        return value if isinstance(value, str) else ""
    found = re.search(rf"""^{key}\s*=\s*["']([^"']*)""", text, re.MULTILINE)
    return found.group(1) if found else ""


def try_rules(folder: Path | None) -> tuple[list[Trial], list[str]]:
    """Every example as it was judged, and the conflicts. Raises `UserError` where a file cannot be read."""
    rulebook = read_rulebook(folder)
    return list(trials(rulebook)), list(conflicts(rulebook))


def explain_text(folder: Path | None, text: str) -> tuple[Verdict, Labels]:
    """The verdict on a title that is no citation yet, and the rulebook's names for it."""
    rulebook = read_rulebook(folder)
    return assess_text(text, rulebook), rulebook.labels()


def new_rule_file(folder: Path, name: str) -> Path:
    """Write a template for a condition of one's own, or for an addition to a shipped one of that id.
    Raises `UserError` where `name` is no id or the file is there.
    """
    rulebook = read_rulebook(folder if folder.is_dir() else None)
    text = condition_template(name, rulebook)
    path = folder / f"{name}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{path} is there already; edit it, or choose another id") from None
    return path


# --- evaluating --------------------------------------------------------------------------------------


def lines_of(path: Path) -> list[Line]:
    """The labelled lines of a file. Raises `UserError` where it cannot be read or a line is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}") from error
    return [_with_text(line, path.parent) for line in parse_lines(text, path.name)]


def _with_text(line: Line, folder: Path) -> Line:
    """The line with the abstract that it keeps in a text file beside it, where that is there."""
    path = folder / line.text_file
    if not line.text_file.endswith(".txt") or not _is_file(path):
        return line
    return line.with_abstract(path.read_text(encoding="utf-8", errors="replace"))


def records_beside(lines: Iterable[Line], path: Path) -> set[Path]:
    """The XML files that lines name as theirs and that are there."""
    named = {path.parent / line.text_file for line in lines if line.text_file.endswith((".xml", ".xml.gz"))}
    return set(filter(_is_file, named))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no file has such a name
        return False


def evaluate_lines(lines: Iterable[Line], records: Mapping[str, Citation], folder: Path | None) -> Evaluation:
    """Judge every line, by NLM's record where there is one, and hold it against the truth."""
    rulebook = read_rulebook(folder)
    joined = [line.joined(records.get(line.citation.uid)) for line in lines]
    return evaluate([(line, assess(line.citation, rulebook)) for line in joined], rulebook)
