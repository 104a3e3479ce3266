"""What people answered for each face: a name, another answer such as mixed, or nothing yet; and how often."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import KINDS, NamedFaces, Verdict, VerdictKind
from fer_core.naming.words import verdict_in_words

OTHERS: dict[VerdictKind, str] = {kind: verdict_in_words(Verdict(kind)) for kind in KINDS if kind != "name"}
"""The answers that are no name, in words, by kind."""


class Tally(NamedTuple):
    """How many groups and faces got an answer, e.g. "happy" or "mixed"; a second name is counted with the first."""

    answer: str
    groups: int
    faces: int


def answer_codes(groups: Partition, state: NamingState, named: NamedFaces, n_classes: int) -> np.ndarray:
    """The answer of each grouped face, int64 [m].

    A code below ``n_classes`` is a name; those after it are `OTHERS` in their order; -1 is no answer yet. The answer
    for a face itself overrides that of its group, as in training.
    """
    size = int(groups.rows.max(initial=-1)) + 1
    code: dict[VerdictKind, int] = {kind: n_classes + place for place, kind in enumerate(OTHERS)}
    found, where = np.unique(groups.groups, return_inverse=True)
    verdicts = [state.group_verdicts.get(number) for number in found.tolist()]
    others = np.full(size, -1)
    others[groups.rows] = np.array([code.get(v.kind, -1) if v else -1 for v in verdicts], np.int64)[where.reshape(-1)]
    for face, verdict in state.face_verdicts.items():
        others[face] = code.get(verdict.kind, -1)
    names = named.first_names(size)
    return np.where(names < 0, others, names)[groups.rows]


def tally(
    groups: Partition, state: NamingState, named: NamedFaces, classes: Sequence[str]
) -> tuple[list[Tally], list[Tally]]:
    """How many groups and faces have each name, for every emotion; and each other answer that was given."""
    codes = answer_codes(groups, state, named, len(classes))
    answers = [*classes, *OTHERS.values()]
    faces = np.bincount(codes[codes >= 0], minlength=len(answers)).tolist()
    given = (state.group_verdicts[number] for number in groups.numbers if number in state.group_verdicts)
    of_groups = Counter(verdict.emotion or OTHERS[verdict.kind] for verdict in given)
    lines = [Tally(answer, of_groups[answer], faces[code]) for code, answer in enumerate(answers)]
    return lines[: len(classes)], [line for line in lines[len(classes) :] if line.groups or line.faces]
