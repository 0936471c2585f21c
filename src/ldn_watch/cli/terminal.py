"""The terminal: what the program says, laid out by rich; the only file that imports it.

In: rows and lines of text (wording/), the streams of the process. Out: text that fits the terminal's
width, in colour only where somebody sees it (a terminal, and no NO_COLOR). Raises `UserError` where stdout
takes nothing more (`> file` on a full disk), `BrokenPipeError` where nobody reads it any more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ldn_watch.errors import UserError
from ldn_watch.progress import Progress, Silent
from ldn_watch.wording.watching import Row, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.table import Table
    from rich.text import Text


def prepare_streams() -> None:
    """Let every locale print everything, and a closed stream (`>&-`) swallow what it is given."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
        else:
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def output() -> Iterator[None]:
    """What is written inside reaches stdout, or a person hears that it did not. Raises `UserError`."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard(sys.stdout)
        raise UserError(
            f"the output cannot be written ({error.strerror}): what was done is kept; make room, ask again"
        ) from error


def discard(stream: TextIO) -> None:
    """What the stream still holds, and whatever comes, goes nowhere: Python would write it at the end, fail
    once more, and end with a code of its own (120).
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def end_streams() -> None:
    """The last act: nothing that a stream still holds changes how the program ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            discard(stream)


def is_seen(stream: TextIO) -> bool:
    """True where a person looks at the stream."""
    return stream.isatty()


def say(text: str, stream: TextIO | None = None) -> None:
    """One plain line, whatever it holds."""
    if stream is None:
        with output():
            sys.stdout.write(f"{printable(text)}\n")
    else:
        print(printable(text), file=stream)


def write_text(pieces: Iterable[str]) -> None:
    """Text that ends its own lines, on stdout; where a program reads it, in UTF-8, whatever the locale."""
    with output():
        if not is_seen(sys.stdout) and isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.writelines(pieces)


def show_rows(rows: Iterable[Row]) -> None:
    """Labelled values, one below the other, wrapped beside their labels."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True, max_width=18)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(_text(label), _text(text))
    _print(grid)


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; the last column takes the room that the others leave."""
    from rich.table import Table

    table = Table(*heads[:-1], box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(heads[-1], overflow="fold")
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    _print(table)


@contextmanager
def progress(*, wanted: bool) -> Iterator[Progress]:
    """A bar on stderr while the block runs, if it is wanted and somebody sees it."""
    if not (wanted and is_seen(sys.stderr)):
        yield Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with RichProgress(*columns, console=_console(sys.stderr), transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar at a time: a new stage takes the place of the last one's."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars

    def stage(self, name: str, total: int | None) -> None:
        for task in self._bars.task_ids:
            self._bars.remove_task(task)
        self._bars.add_task(printable(name), total=total)

    def advance(self, steps: int) -> None:
        for task in self._bars.task_ids:
            self._bars.advance(task, steps)


def _print(table: Table) -> None:
    console = _console(sys.stdout)
    with output():
        with console.capture() as drawn:
            console.print(table)
        for line in drawn.get().splitlines():
            sys.stdout.write(f"{line.rstrip()}\n")  # rich fills every cell with spaces


def _text(words: str) -> Text:
    from rich.text import Text

    return Text("\n".join(printable(line) for line in words.split("\n")))


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    # neither FORCE_COLOR nor a bold NO_COLOR may style what was not to be styled
    plain = not is_seen(stream) or bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream,
        force_terminal=is_seen(stream),
        color_system=None if plain else "auto",
        highlight=False,
        markup=False,
        emoji=False,
    )
