"""A rule file to begin with: what `rules new` writes.

Comes in: an id and the `Rules`. Goes out: TOML with comments, which passes `rules check` as it stands.
Raises `UserError` where the id is none.
"""

from __future__ import annotations

import re

from ldn_watch.errors import UserError
from ldn_watch.rules.knowledge import Condition, Rules
from ldn_watch.rules.reading import ID
from ldn_watch.rules.rulebook import PARTS, RESERVED, page_of_year

_SHORTEST, _LONGEST = 3, 80

_NEW = """# A condition of one's own. After each change: ldn-watch rules check
id = "{id}"          # small letters, digits, hyphens; never renamed: feeds are named after it
label = "{label}"    # what readers see
group = "{group}"    # one of: {groups}
aliases = []         # other ids for the same
parents = []         # broader conditions that are tagged with it, such as ["arthritis"]

# MeSH descriptors, "UI name", looked up at https://meshb.nlm.nih.gov, such as ["D005356 Fibromyalgia"]
mesh = []

# What it is called in titles and abstracts. Case, accents, hyphens, British and American spelling and a
# plural -s make no difference; a * at the end stands for any ending: "fibromyalgi*".
terms = ["{words}"]

# Words around a term that show that something else is meant: they cancel the term that they overlap.
unless = []

# only_topic = true  # for a heading too general to count where it is only mentioned

# Capitals that mean other things too count only where one of `near` stands in the same citation:
# [[abbreviation]]
# short = "FM"
# near = ["fibromyalgia"]

# At least two texts in which it must be found, and one in which it must not: they are the rule's test.
[[example]]
text = "Low-dose naltrexone for {words}"
expect = true

[[example]]
text = "Naltrexone in patients with {words}: a case series"
expect = true

[[example]]
text = "Naltrexone in patients without {words}"
expect = false
"""

_MORE = """# An addition to {label}: what stands here is added to the built-in file's lists, and single
# values take the place of its own. To replace that file, take away the next line and write a whole one.
# After each change: ldn-watch rules check
extends = "{id}"

# More of what it is called.
terms = []

# More MeSH descriptors, such as ["D005356 Fibromyalgia"]
mesh = []

# More words that show that something else is meant.
unless = []

# [[example]]
# text = "..."
# expect = true
"""


def condition_template(name: str, rules: Rules) -> str:
    """A new condition, or an addition to the one that has this id or alias."""
    if not ID.fullmatch(name):
        raise UserError(
            f"{name!r} is no id: use small letters, digits and single hyphens, such as lichen-planus"
        )
    if not _SHORTEST <= len(name) <= _LONGEST or f"{name}.toml" in PARTS or name in RESERVED:
        raise UserError(
            f"{name!r} cannot be a condition's id: it is too short, too long, or has a use already"
        )
    if name in rules.groups:
        raise UserError(f"{name!r} is a group's id, and both have a feed; choose another")
    names = {*rules.by_id, name}
    if any(page_of_year(one, names) for one in names):
        raise UserError(f"{name!r} cannot be a condition's id: a page would be a year's of another one too")
    known = rules.by_id.get(rules.aliases.get(name, name))
    return _addition(known) if known else _beginning(name, rules)


def _addition(condition: Condition) -> str:
    return _MORE.format(id=condition.id, label=condition.label)


def _beginning(name: str, rules: Rules) -> str:
    words = re.sub("-+", " ", name)
    groups = ", ".join(rules.groups)
    return _NEW.format(
        id=name, label=words.capitalize(), words=words, group=next(iter(rules.groups)), groups=groups
    )
