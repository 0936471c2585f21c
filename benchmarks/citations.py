"""Made-up citations for timings: as long as PubMed's, each its own, always the same ones.

Three of five are about low-dose naltrexone, one is about the full dose, one names naltrexone in passing,
as what the shipped query finds does. Titles, sections, keywords and MeSH headings name conditions of the
rulebook; some have a title in another language, odd hyphens, accents or signs.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from ldn_watch.model import AbstractSection, Citation, MeshHeading, Term
from ldn_watch.rules.knowledge import Condition

_TITLES = {
    "low": (
        "Low-dose naltrexone for {a}: {design}",
        "{design} of low dose naltrexone in adults with {a} and {b}",
        "LDN (4.5 mg) in {a}: what {n} patients told us",
        "Effect of low\u2010dose naltrexone on pain and sleep in {a}",
        "Naltrexone {mg} mg at bedtime in people with {a}: {design}",
    ),
    "full": (
        "Extended-release naltrexone after detoxification: {design}",
        "Oral naltrexone 50 mg and counselling in alcohol dependence with {a}: {design}",
        "Naltrexone or buprenorphine for opioid use disorder in {place}: {design}",
    ),
    "passing": (
        "Management of {a}: an overview of drug treatment",
        "Opioid receptors in {a} and {b}: a narrative review",
        "What helps against {a}? {design}",
    ),
}
_BACKGROUND = {
    "low": (
        "{A} wears people down, and the drugs in use help few of them for long.",
        "Low-dose naltrexone (LDN) is prescribed off label for {a}, although trials are small and few.",
        "At {mg} mg a day naltrexone is thought to calm glia and to lift endogenous opioids for some hours.",
        "Earlier reports linked LDN to less pain in {a}, {b} and {c}, most of them from one clinic.",
        "How much of the relief from a low dose of naltrexone in {a} is placebo is an open question.",
    ),
    "full": (
        "Relapse within weeks of detoxification is the rule, and craving seldom ends with withdrawal.",
        "Naltrexone 50 mg a day blocks the mu-opioid receptor and lowers heavy drinking in some patients.",
        "Adherence to tablets is poor; a depot injection of 380 mg once a month was made to mend that.",
        "People with {a} were kept out of most earlier trials of treatment for alcohol use disorder.",
    ),
    "passing": (
        "{A} has many faces, and guidelines differ on which of them should be treated first.",
        "Gabapentin, pregabalin, duloxetine, amitriptyline, ketamine, cannabidiol and naltrexone were tried.",
        "Patients with {a} often have {b} or {c} as well, which few trials take into account.",
        "The literature on {a} has doubled within ten years and leaves its oldest questions open.",
    ),
}
_METHODS = (
    "For {design} we enrolled {n} adults aged {x}–{y} years with {a} at {m} centres in {place}.",
    "Participants were randomly assigned (1:1) to naltrexone {mg} mg or to placebo capsules for {m} weeks.",
    "Charts of {n} patients seen at {m} centres in {place} were read by two of us independently.",
    "Those with {b}, who were pregnant, or who took opioid analgesics within {m} days were excluded.",
    "The primary outcome was the change of the mean weekly score (0 to 10, 10 ≥ worst) from baseline.",
    "Blood was drawn at weeks 0, {m} and {x}; C‑reactive protein, TNF‑α and IL‑6 were measured by ELISA.",
    "We searched three databases in all languages and rated each study's risk of bias.",
    "Female mice (n = {m} per group) were given the drug in drinking water from day {m} to day {x}.",
)
_RESULTS = (
    "Of {n} participants {y} finished; {m} left because of vivid dreams, nausea or headache.",
    "The score fell by {mg} ± 1.{m} points with the drug and by 1.1 points with placebo (P = 0.0{m}).",
    "There was no evidence of {c} in either group at week {x}.",
    "Sleep was better in {y}% (95% CI, {m} to {y}) and fatigue in {x}%; walking distance was the same.",
    "In those with {b} the difference was smaller, and it was gone when the dose went below {mg} mg.",
    "Liver enzymes stayed within the normal range; one serious event, a fall, was judged to be unrelated.",
    "Responders had a lower erythrocyte sedimentation rate at baseline than the rest of the group.",
    "A history of {c} was found in {m} of them, and {x} had stopped their other tablets.",
)
_END = (
    "Larger controlled trials in {a} are needed before the drug can be advised to anyone.",
    "In this made-up sample the treatment was safe, cheap and well tolerated over {m} months.",
    "The findings support its use in {a}; they may hold for {b}, which we did not study.",
    "Registered as NCT0{n}{y}{x} before the first patient was seen. The university paid for it.",
    "Physicians should ask patients with {a} what else they take, and why they began it.",
)
_VERNACULAR = (
    "Naltrexona en dosis bajas para {a}: un estudio piloto en {place}",
    "Niedrig dosiertes Naltrexon bei {a}: eine Fallserie über {n} Betroffene",
    "Naltrexone à faible dose et {a} : revue de la littérature",
)
_DESIGNS = (
    "a randomized, double-blind, placebo-controlled crossover trial",
    "a retrospective cohort study",
    "a case series",
    "a pilot study",
    "a systematic review and meta-analysis",
    "an experiment in mice",
)
_PLACES = ("Norway", "Ontario", "rural Kenya", "São Paulo", "the Basque Country", "Göteborg")
_KEYWORDS = ("naltrexone", "opioid antagonists", "off-label use", "quality of life", "neuroinflammation")
_LENGTH = 1_400  # characters of an abstract


def citations(count: int, conditions: Sequence[Condition], subjects: Sequence[int] = (3,)) -> list[Citation]:
    """`count` citations, each of which names so many `conditions` as one of `subjects` says (at the most
    3); the same ones for the same three.
    """
    chance = random.Random(20261123)
    return [_citation(chance, number, conditions, subjects) for number in range(count)]


def _citation(
    chance: random.Random, number: int, conditions: Sequence[Condition], many: Sequence[int]
) -> Citation:
    kind = ("low", "low", "full", "low", "passing")[number % 5]
    named = chance.sample(conditions, 3)[: many[number % len(many)]]
    subjects = [named[at % len(named)] for at in range(3)]
    slots = _slots(chance, subjects)
    foreign = chance.choice(_VERNACULAR).format(**slots) if number % 10 == 0 else ""
    return Citation(
        f"pmid:{30_000_000 + number}",
        _capital(chance.choice(_TITLES[kind]).format(**slots)),
        vernacular_title=foreign,
        abstract=_abstract(chance, kind, slots),
        keywords=tuple(Term(word) for word in (slots["a"], slots["b"], *chance.sample(_KEYWORDS, 3))),
        mesh=_mesh(subjects),
        publication_types=(Term("Journal Article", "D016428"),),
    )


def _slots(chance: random.Random, subjects: Sequence[Condition]) -> dict[str, str]:
    """What stands in for the names in braces."""
    a, b, c = (_name(subject) for subject in subjects)
    numbers = {key: str(chance.randint(*ends)) for key, ends in _NUMBERS.items()}
    words = {"design": chance.choice(_DESIGNS), "place": chance.choice(_PLACES)}
    return {
        "a": a,
        "A": _capital(a),
        "b": b,
        "c": c,
        "mg": chance.choice(("1.5", "3", "4.5")),
        **numbers,
        **words,
    }


_NUMBERS = {"n": (101, 999), "m": (10, 19), "x": (20, 49), "y": (50, 79)}


def _name(condition: Condition) -> str:
    """What a paper calls it: its first whole term, which is English."""
    return next((term for term in condition.terms if "*" not in term), condition.label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _abstract(chance: random.Random, kind: str, slots: dict[str, str]) -> tuple[AbstractSection, ...]:
    """Four sections, each as many sentences of its kind as its share of the length holds."""
    parts = {
        "BACKGROUND": (_BACKGROUND[kind], 0.2),
        "METHODS": (_METHODS, 0.3),
        "RESULTS": (_RESULTS, 0.3),
        "CONCLUSIONS": (_END, 0.2),
    }
    return tuple(
        AbstractSection(_section(chance, sentences, slots, round(share * _LENGTH)), label)
        for label, (sentences, share) in parts.items()
    )


def _section(chance: random.Random, sentences: Sequence[str], slots: dict[str, str], length: int) -> str:
    """Sentences in random order, up to the first that ends past `length`."""
    text = ""
    for sentence in chance.sample(sentences, len(sentences)):
        text += (" " if text else "") + _capital(sentence.format(**slots))
        if len(text) > length - 50:
            break
    return text


def _mesh(subjects: Sequence[Condition]) -> tuple[MeshHeading, ...]:
    named = [heading for subject in subjects[:2] for heading in list(subject.mesh.items())[:1]]
    plain = (("D009271", "Naltrexone"), ("D006801", "Humans"), ("D000328", "Adult"), ("D008297", "Male"))
    return tuple(MeshHeading(name, ui, major=at == 0) for at, (ui, name) in enumerate((*named, *plain)))
