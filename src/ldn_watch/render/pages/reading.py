"""The pages that explain: every feed, the glossary of study types, how citations are judged.

Comes in: the labels with the rulebook's handbook, the catalogue of feeds, a `Frame`. Goes out: each page's
bytes. Raises nothing. Names, lists and numbers are the rulebook's own; what a kind of study can tell stands
in `STUDIES`, for the ids of the shipped study.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ldn_watch.model import Labels
from ldn_watch.render.catalogue import FeedGroup
from ldn_watch.render.pages.frame import Frame, render_page
from ldn_watch.render.pages.literature import NO_STUDIES
from ldn_watch.render.text import one_line

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Study:
    """A kind of study in plain words: what it is, what it can tell, and what it cannot."""

    what: str
    can: str
    cannot: str


STUDIES = {
    "retraction-notice": Study(
        "A journal's notice that a paper is withdrawn.",
        "That the paper it names should no longer be relied on, and usually why.",
        "Anything about a treatment. The paper itself is marked as retracted on its own page.",
    ),
    "erratum": Study(
        "A journal's correction of a mistake in a paper.",
        "What was wrong and how it should read.",
        "That the rest of the paper is right, or that it is wrong: most corrections are small.",
    ),
    "guideline": Study(
        "Advice for practice, written by a group of experts or a society after they looked at the evidence.",
        "What its authors advise, for whom, and how sure they are.",
        "What is right for one person; and a guideline is only as good and as new as what it was built on.",
    ),
    "meta-analysis": Study(
        "A calculation that puts the results of several studies together.",
        "The average effect over all these studies, and how far they agree.",
        "More than the studies put into it: many weak studies do not make a strong one.",
    ),
    "systematic-review": Study(
        "A search for all studies of one question, by a method laid down beforehand.",
        "What is known of the question and how good the evidence is, with less risk of picking the "
        "pleasant results.",
        "An effect where hardly any studies exist; then it tells that they are missing.",
    ),
    "rct": Study(
        "People are assigned by chance to the treatment or to something else, often a placebo.",
        "Whether the treatment caused the difference, as chance makes the groups alike in all else.",
        "Rare harms, effects after the trial's end, or people unlike those who took part. A small "
        "one can miss a real effect, or show one by luck.",
    ),
    "clinical-trial": Study(
        "A treatment is tried in people by a plan, but without assigning them by chance.",
        "Whether it can be done and tolerated, and whether a randomised trial is worth while.",
        "Whether the treatment was the cause: people often get better by themselves, or as they hope to.",
    ),
    "observational": Study(
        "People are watched, asked, or looked up in records, as they are treated anyway.",
        "How a treatment is used, what goes together with it, and harms that trials are too small to see.",
        "Cause and effect: those who take it may differ from those who do not.",
    ),
    "case": Study(
        "The story of one person or of a few.",
        "That something can happen; it gives ideas and warnings.",
        "How often it happens, or whether the treatment did it. Good courses are reported more often than "
        "bad ones.",
    ),
    "protocol": Study(
        "The plan of a study that is still to be done or still going on.",
        "What will be tested, in whom and how success will be judged.",
        "Any result.",
    ),
    "review": Study(
        "An overview by authors who chose what to include.",
        "The background, the idea and the state of the discussion, in a readable form.",
        "Whether all the evidence was considered; a different author may choose other studies.",
    ),
    "book": Study(
        "A chapter of a book that PubMed lists.",
        "An orientation, as a review does.",
        "The newest results.",
    ),
    "opinion": Study(
        "A letter, comment, editorial or viewpoint.",
        "What its authors think, and what is disputed.",
        "New evidence, in most cases.",
    ),
    "animal": Study(
        "An experiment with animals, most often mice or rats.",
        "How something may work, and whether it is worth testing in people.",
        "Whether it works in people: most of what helps mice does not, and doses differ.",
    ),
    "in-vitro": Study(
        "An experiment with cells, tissue or molecules in a laboratory.",
        "A possible mechanism.",
        "What happens in a whole body, at the dose that people take.",
    ),
    "other": Study(
        "The record does not say clearly enough what kind of study it is; often it is new and not indexed.",
        "That the paper exists and what its title and abstract say.",
        "How much weight it bears: look at the paper itself.",
    ),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A kind of study with its plain words, and by what it is recognised."""

    id: str
    label: str
    study: Study | None
    publication_types: tuple[str, ...]
    words: tuple[str, ...]


def render_feeds(groups: Sequence[FeedGroup], general: FeedGroup, frame: Frame) -> bytes:
    """Every feed, by group."""
    return render_page("pages/feeds.html.j2", frame, groups=groups, general=general)


def render_glossary(labels: Labels, frame: Frame) -> bytes:
    """The kinds of study in plain words, and the words that are used on the pages."""
    return render_page("pages/glossary.html.j2", frame, studies=to_studies(labels))


def to_studies(labels: Labels) -> tuple[Explained, ...]:
    """Every kind of the rulebook, in its order; what is no study comes last."""
    known = labels.handbook.studies
    kinds = sorted(labels.study_types.items(), key=lambda one: one[0] in NO_STUDIES)
    return tuple(
        Explained(
            kind,
            one_line(label),
            STUDIES.get(kind),
            known[kind].publication_types if kind in known else (),
            (known[kind].title or known[kind].abstract)[:MOST_WORDS] if kind in known else (),
        )
        for kind, label in kinds
    )


def render_judging(labels: Labels, frame: Frame) -> bytes:
    """How a citation is judged, with the numbers and lists of the rulebook in use."""
    return render_page(
        "pages/judging.html.j2",
        frame,
        book=labels.handbook,
        conditions=len(labels.conditions),
        groups=[one_line(label) for label in labels.groups.values()],
        kinds=[one_line(label) for label in labels.study_types.values()],
        details=[one_line(label) for label in labels.details.values()],
        only_topic=[
            one_line(labels.conditions.get(one, one))
            for one, rule in labels.handbook.conditions.items()
            if rule.only_topic
        ],
    )
