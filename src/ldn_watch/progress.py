"""How a long stage tells how far it is: a port for the terminal, silent everywhere else."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """`stage` begins a stage of `total` steps (None: not known); `advance` counts some of them done."""

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, steps: int) -> None: ...


class Silent:
    """Tells nobody: cron, tests, pipes."""

    def stage(self, name: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""
