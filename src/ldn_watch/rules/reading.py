"""Rule files as they are written: TOML in, checked tables out, every problem remembered.

Comes in: a file's name and text. Goes out: `Table`s whose readers give a value of the right shape, or
an empty one and a line in `problems` that says what is wrong, where, and what to do. Raises nothing.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ldn_watch.rules.text import fold_phrase, weight

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UI = re.compile(r"(D\d{6}(?:\d{3})?)(?: +(\S.*))?")
_SHORTEST_TERM = 3
_TOO_MUCH = 1e9  # no number of a rule comes near; infinity and what is none are not below it
EXTENDS = "extends"  # the key that names the rule file which another one adds to


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One rule file, and where its problems are collected."""

    name: str
    text: str
    problems: list[str] = field(compare=False)

    @property
    def stem(self) -> str:
        """The name without its folder."""
        return self.name.rpartition("/")[2]

    def line_of(self, words: str) -> int:
        """The first line that holds `words`, whole and outside a comment; 0 where none does."""
        whole = re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")
        for number, line in enumerate(self.text.splitlines(), 1):
            if whole.search(line.partition("#")[0]):
                return number
        return 0

    def report(self, problem: str, words: str = "") -> None:
        """Note a problem at the line that holds `words`."""
        line = self.line_of(words) if words else 0
        self.problems.append(f"{self.name}{f':{line}' if line else ''}: {problem}")

    def parse(self) -> Table:
        """What the file says; an empty table, and a problem, where it is no TOML."""
        try:
            values = tomllib.loads(self.text)
        except RecursionError:
            self.problems.append(f"{self.name}: its lists or tables are nested too deep; write them flat")
            return Table(self, {})
        except ValueError as error:  # TOMLDecodeError, and int() where a number has thousands of digits
            line = re.search(r"line (\d+)", str(error))
            where = f"{self.name}:{line.group(1)}" if line else self.name
            self.problems.append(f"{where}: not TOML: {error}; mend the syntax (https://toml.io)")
            return Table(self, {})
        return Table(self, values)


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table; `where` names it in problems."""

    file: RuleFile
    values: Mapping[str, Any]
    where: str = ""

    def only(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Report keys that are missing, and keys that nobody reads."""
        known = [*required, *optional]
        for key in required:
            if key not in self.values:
                self.file.report(f"{self.where}`{key}` is missing; add it")
        for key in self.values:
            if key not in known:
                close = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean `{close[0]}`?" if close else f"known keys: {', '.join(known)}"
                self.file.report(f"{self.where}unknown key `{key}`; {hint}", key)

    def onto(self, base: Table) -> Table:
        """The values of this file over those of `base`: its lists are added to the end of theirs."""
        merged = dict(base.values)
        for key, value in self.values.items():
            before = merged.get(key)
            merged[key] = _grown(before, value)
        del merged[EXTENDS]
        return Table(self.file, merged)

    def string(self, key: str) -> str:
        value = self.values.get(key, "")
        if isinstance(value, str) and (value.strip() or key not in self.values):
            return value.strip()
        self.file.report(f"{self.where}`{key}` must be a text that is not empty", key)
        return ""

    def number(self, key: str) -> float:
        value = self.values.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _TOO_MUCH:
            self.file.report(f"{self.where}`{key}` must be a number", key)
            return 0
        return value

    def whole(self, key: str) -> int:
        """A whole number; 0, and a problem, where it is none."""
        value = self.number(key)
        if value == int(value):
            return int(value)
        self.file.report(f"{self.where}`{key}` must be a whole number", key)
        return 0

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.file.report(f"{self.where}`{key}` must be true or false", key)
        return value is True

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.file.report(f"{self.where}`{key}` must be a list of texts", key)
            return ()
        return tuple(value)

    def identifier(self, key: str) -> str:
        value = self.string(key)
        if value and not ID.fullmatch(value):
            self.file.report(f"`{key}` {value!r}: use small letters, digits and single hyphens", value)
        return value

    def phrases(self, key: str, shortest: int = _SHORTEST_TERM) -> tuple[str, ...]:
        """Phrases that can be searched: not empty, not too short once folded."""
        found = self.strings(key)
        for phrase in found:
            if weight(fold_phrase(phrase.removesuffix("*"))) < shortest:
                self.file.report(
                    f"{self.where}{key}: {phrase!r} has fewer than {shortest} letters and would match "
                    "everywhere; write it out, or make it an [[abbreviation]] with `near`",
                    f'"{phrase}"',
                )
        return tuple(phrase for phrase in found if fold_phrase(phrase.removesuffix("*")))

    def headings(self, key: str) -> dict[str, str]:
        """MeSH descriptors, "D005356 Fibromyalgia": UI -> name ("" where none is given).

        A UI is D and six or nine digits (NLM, MeSH record types); publication types have one too.
        """
        found: dict[str, str] = {}
        for written in self.strings(key):
            parts = _UI.fullmatch(written)
            if parts:
                found[parts[1]] = parts[2] or ""
            else:
                self.file.report(
                    f"{self.where}{key}: {written!r} is no MeSH descriptor: write its UI "
                    "(D and 6 or 9 digits) and its name",
                    written,
                )
        return found

    def terms(self, key: str) -> frozenset[str]:
        """Controlled terms, "D016449 Randomized Controlled Trial" or a name alone: both UI and name count."""
        found: set[str] = set()
        for written in self.strings(key):
            parts = _UI.fullmatch(written)
            found |= {part for part in parts.groups() if part} if parts else {written}
        return frozenset(found)

    def pattern(self, key: str) -> re.Pattern[str]:
        """A regular expression; one that matches nothing, and a problem, where it is none."""
        try:
            return re.compile(self.string(key))
        except (re.error, OverflowError, RecursionError) as error:
            self.file.report(f"{self.where}`{key}` is no regular expression: {error}", key)
            return re.compile("(?!)")

    def check_names(self, names: Iterable[str], known: Collection[str], key: str) -> None:
        """Report each name that names nothing."""
        for name in names:
            if name not in known:
                close = difflib.get_close_matches(name, list(known), 1)
                hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}"
                self.file.report(f"{self.where}{key}: there is no {name!r}; {hint}", f'"{name}"')

    def table(self, key: str) -> Table:
        """The table [key]; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.file.report(f"`{key}` must be written as a table: [{key}]", key)
            return Table(self.file, {})
        return Table(self.file, value, f"[{key}] ")

    def tables(self, key: str) -> list[Table]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.file.report(f"`{key}` must be written as [[{key}]] tables", key)
            return []
        return [Table(self.file, entry, f"[[{key}]] {number}: ") for number, entry in enumerate(value, 1)]


def _grown(before: Any, value: Any) -> Any:
    """A value over an earlier one: lists grow at their end, tables key by key, anything else is replaced."""
    if isinstance(before, list) and isinstance(value, list):
        return [*before, *value]
    if isinstance(before, dict) and isinstance(value, dict):
        return before | {key: _grown(before.get(key), inner) for key, inner in value.items()}
    return value
