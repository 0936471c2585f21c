"""The command line: the verbs, their options and exit codes; no logic.

In: the command line. Out: text, or with --json one object, on stdout; failures in one clear line on
stderr; an exit code (session.py). Raises nothing: `main` ends the process. A verb registers itself on the
group in root.py; its module is imported here, and imports what is heavy inside the verb.
"""

import ldn_watch.cli.asking
import ldn_watch.cli.citing
import ldn_watch.cli.keeping
import ldn_watch.cli.ruling
import ldn_watch.cli.subscribing
import ldn_watch.cli.watching  # noqa: F401 - the verbs register themselves
from ldn_watch.cli.root import main, run

__all__ = ["main", "run"]
