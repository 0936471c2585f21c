"""What a text says about naltrexone: where it is named, where as low-dose naltrexone, in which doses.

Comes in: a `Scan`. Goes out: a `Naltrexone`, whose parts are found once. Raises nothing.

The words and numbers stand in relevance.toml; here is what takes more than words: "low dose" within
reach of "naltrexone" with nothing else between that takes it, three letters that mean many things,
and whose dose a number is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter

from ldn_watch.rules.dose import Dose, naltrexone_doses, read_doses
from ldn_watch.rules.phrases import Hit
from ldn_watch.rules.scan import Scan

_ANALOGUES = "Q000031"  # MeSH qualifier "analogs & derivatives": methylnaltrexone, not naltrexone
_DEFINED_IN = 60  # characters before "(LDN)" in which its meaning is spelt out
_FURTHEST = 100  # characters between "low dose" and "naltrexone"
_COMPOUND = re.compile(r"[-\u2010\u2011\u2013]?\d{2}|[ ]\d{5}")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = frozenset({"or", "/", "and/or", "and"})  # one dose of both: "low-dose naloxone or naltrexone"


class Naltrexone:
    """The names, the explicit low doses and the numbers of one citation."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.rules = scan.rules.relevance

    # --- its names -----------------------------------------------------------------------------------

    @cached_property
    def other_forms(self) -> list[Hit]:
        """A depot, an isomer, a relative, or a tablet with another drug."""
        return [*self.scan.of("other_forms"), *self.scan.of("companions")]

    @cached_property
    def names(self) -> list[Hit]:
        """Naltrexone by name, where the words do not name another form of it."""
        full = [hit for hit in self.scan.of("naltrexone") if not self._is_another_form(hit)]
        short = [hit for hit in self.scan.of("short_names") if self.scan.is_as_written(hit)]
        return sorted([*full, *short]) if full else []

    def _is_another_form(self, name: Hit) -> bool:
        return any(form.start < name.end and name.start < form.end for form in self.scan.of("other_forms"))

    @cached_property
    def title_names(self) -> list[Hit]:
        return [hit for hit in self.names if self.scan.in_title(hit)]

    @cached_property
    def is_indexed(self) -> bool:
        """True where NLM's indexing names naltrexone itself."""
        citation = self.scan.citation
        return any(heading.ui in self.rules.mesh for heading in citation.mesh) or any(
            substance.ui in self.rules.mesh or substance.registry_number in self.rules.substances
            for substance in citation.substances
        )

    @cached_property
    def is_major_topic(self) -> bool:
        return any(
            heading.major
            and heading.ui in self.rules.mesh
            and all(qualifier.ui != _ANALOGUES for qualifier in heading.qualifiers)
            for heading in self.scan.citation.mesh
        )

    # --- low-dose naltrexone by name -----------------------------------------------------------------

    @cached_property
    def explicit(self) -> list[Hit]:
        """Low-dose naltrexone by name: its letters, and "low dose" within reach of "naltrexone"."""
        pairs = [pair for low in self.scan.of("low") if (pair := self._pair(low))]
        letters = self.letters if self.names or self.is_indexed or self.scan.of("company") else []
        return sorted([*letters, *pairs, *self.scan.of("compounds")])

    @cached_property
    def letters(self) -> list[Hit]:
        """LDN and its kin as written, where they stand for nothing else in this citation."""
        found = [hit for hit in self.scan.of("ldn") if self.scan.is_as_written(hit)]
        if self.scan.of("homonyms") or any(self._is_defined_otherwise(hit) for hit in found):
            return []
        return [hit for hit in found if not self._is_compound(hit)]

    def _is_compound(self, hit: Hit) -> bool:
        """LDN-193189 and its kin: a number is tied to it, or a long one follows."""
        last = self.scan.folded.span(hit.start, hit.end)[1]
        return _COMPOUND.match(self.scan.folded.original, last) is not None

    def _is_defined_otherwise(self, hit: Hit) -> bool:
        """True for "low-density nodes (LDN)": other words with these initials, in brackets beside them."""
        text = self.scan.text
        if text[hit.start - 1 : hit.start] == "(":
            spelt = text[max(0, hit.start - _DEFINED_IN) : hit.start]
        elif text[hit.end : hit.end + 2] == " (":
            spelt = text[hit.end + 2 : hit.end + _DEFINED_IN].partition(")")[0]
        else:
            return False
        words = _WORD.findall(spelt)[-6:]
        initials = "".join(word[0] for word in words)
        return re.search("l.*d.*n$", initials) is not None and not words[-1].startswith("naltrex")

    def _pair(self, low: Hit) -> Hit | None:
        """The stretch from "low dose" to "naltrexone" (or back) where nothing else takes the dose."""
        for name in self._names_near(low):
            between = self.scan.text[min(low.end, name.end) : max(low.start, name.start)]
            if len(between.split()) > self.rules.reach or not self.scan.same_sentence(low, name):
                continue
            taken = self._is_another_drugs(low, name) or self._is_broken(low, name)
            if not taken and not self._is_denied(low, name):
                return Hit(min(low.start, name.start), max(low.end, name.end), low.meaning)
        return None

    def _names_near(self, low: Hit) -> list[Hit]:
        """The names so near that so few words can stand between; a long text holds thousands."""
        first = bisect_left(self.names, low.start - _FURTHEST, key=attrgetter("start"))
        last = bisect_left(self.names, low.end + _FURTHEST, key=attrgetter("start"))
        return self.names[first:last]

    def _is_another_drugs(self, low: Hit, name: Hit) -> bool:
        """A drug between the two takes the dose, unless both share it ("low-dose naloxone or naltrexone");
        so does one right after "low dose".
        """
        drugs = self.scan.of("other_drugs")
        if name.end <= low.start:
            return any(0 <= drug.start - low.end <= 1 for drug in drugs)
        between = [drug for drug in drugs if low.end <= drug.start and drug.end <= name.start]
        siblings = self.scan.of("siblings")
        shared = [hit for hit in siblings if self.scan.text[hit.end : name.start].strip() in _JOINED]
        return len(between) > len(shared)

    def _is_broken(self, low: Hit, name: Hit) -> bool:
        """True where a word between them begins something else: "low dose was added to naltrexone"."""
        first, last = min(low.end, name.end), max(low.start, name.start)
        breaks = list(self.rules.breaks.finditer(self.scan.text, first, last))
        if name.end <= low.start:
            return any(not self.scan.text[found.end() : last].strip() for found in breaks)
        sharing = (*self.scan.of("siblings"), *self.scan.of("high"))  # "low- versus high-dose naltrexone"
        return bool(breaks) and not any(first <= hit.start and hit.end <= last for hit in sharing)

    def _is_denied(self, low: Hit, name: Hit) -> bool:
        """True where the number beside the words is no low dose: "low-dose (25 mg) naltrexone"."""
        folded = self.scan.folded
        first, last = folded.span(min(low.start, name.start), max(low.end, name.end))
        rest = folded.original[last : last + 30]
        beside = folded.original[first:last] + (
            rest.partition(")")[0] if rest.lstrip().startswith("(") else ""
        )
        return any(dose.least > self.rules.highest_low_mg for dose in read_doses(beside))

    # --- its doses -----------------------------------------------------------------------------------

    @cached_property
    def doses(self) -> list[Dose]:
        if not self.names and not self.explicit:
            return []
        letters = [hit for hit in self.explicit if hit.meaning.kind == "ldn"]
        return naltrexone_doses(self.scan, [*self.names, *letters])

    @cached_property
    def low_doses(self) -> list[Dose]:
        """Naltrexone's doses up to the limit; none where another form of it is meant."""
        if self.other_forms and not self.explicit:
            return []
        return [dose for dose in self.doses if self._is_low(dose)]

    def _is_low(self, dose: Dose) -> bool:
        """A range that begins low may end somewhat higher: "4.5 to 12.5 mg"."""
        rules = self.rules
        return 0 < dose.least <= rules.highest_low_mg and dose.most <= rules.highest_range_end_mg

    @cached_property
    def is_high_dose_subject(self) -> bool:
        """True where its doses are stated and none is low, or the text's form is another one."""
        if self.explicit:
            return False
        if self.scan.of("companions") or any(self._is_of_naltrexone(hit) for hit in self.scan.of("high")):
            return True
        if self.other_forms:
            return not self.title_names or any(self.scan.is_topic(hit) for hit in self.other_forms)
        return bool(self.doses) and not self.low_doses

    def _is_of_naltrexone(self, high: Hit) -> bool:
        """True for "high-dose" right before the name, in a title."""
        return any(0 <= name.start - high.end <= 1 for name in self.title_names)

    def low_dose_sentences(self) -> Iterator[int]:
        """The sentences in which its low doses stand."""
        for dose in self.low_doses:
            yield self.scan.sentence_at(dose.start)
