"""The Nu HTML Checker (validator.w3.org/nu), run offline on files.

Comes in: paths. Goes out: its complaints, one line each. Skips the test where Java or its jar is not there:
`npm ci --prefix tools/html` brings the jar, VNU_JAR names another.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

JAR = Path(__file__).parents[2] / "tools/html/node_modules/vnu-jar/build/dist/vnu.jar"


def vnu(*paths: Path) -> list[str]:
    """Errors and warnings of the pages, SVG images and style sheets among `paths` (one JVM for all)."""
    jar = Path(os.environ.get("VNU_JAR", JAR))
    if not shutil.which("java") or not jar.is_file():
        pytest.skip("skipped: no vnu")
    how = ["--also-check-css", "--also-check-svg", "--format", "json", "--stdout", "--exit-zero-always"]
    command = ["java", "-Xss8m", "-jar", str(jar), *how, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [_told(one) for one in json.loads(done.stdout)["messages"] if _counts(one)]


def _counts(message: dict[str, str]) -> bool:
    """Not remarks; nor what it says of policies: it takes 'self' of a file for nothing and JSON for a script.
    Chromium is the judge of those (visit.py).
    """
    is_remark = message["type"] == "info" and "subType" not in message
    return not is_remark and "violates Content Security Policy" not in message["message"]


def _told(message: dict[str, str]) -> str:
    where = f"{Path(message.get('url', '')).name}:{message.get('lastLine', '')}"
    kind = message.get("subType", message["type"])
    return f"{where} {kind}: {message['message']} {message.get('extract', '')!r}"
