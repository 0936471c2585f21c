"""[serve] of config.toml: where `ldn-watch serve` listens, whom it believes, how much it takes.

In: the checked section. Out: a frozen `ServeConfig`. `parse_listen` raises `ValueError`
with what would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ldn_watch.subscriber import Limits

if TYPE_CHECKING:
    from ldn_watch import config_shape

_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """`proxies` is how many reverse proxies stand before it, each of which adds to X-Forwarded-For."""

    host: str
    port: int
    proxies: int
    subscribe: bool
    limits: Limits


def parse_listen(text: str) -> tuple[str, int]:
    """`127.0.0.1:8080` or `[::1]:8080`; port 0 is any that is free."""
    found = _LISTEN.fullmatch(text)
    if not found or int(found[2]) > _LAST_PORT:
        raise ValueError(
            f'is no address to listen at ({text[:60]!r}): write "127.0.0.1:8080" or "[::1]:8080"'
        )
    return found[1].strip("[]"), int(found[2])


def to_serve(shape: config_shape.Serve) -> ServeConfig:
    """The section, as the program takes it."""
    host, port = parse_listen(shape.listen)
    limits = Limits(shape.per_client, shape.per_hour, shape.per_address)
    return ServeConfig(host, port, shape.proxies, shape.subscribe, limits)
