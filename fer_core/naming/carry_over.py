"""Carry names over to other groups by the faces in them, never by group numbers.

Another k, seed or kind of features gives other groups of the same faces. Names that the faces had suggest a name for
each new group, which a person confirms with one key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces

LEAST_SECOND = 0.25
"""Share of a group (0..1) from which another name is suggested as the second name."""


@dataclass(frozen=True)
class Suggestion:
    """A suggested name for a group.

    Attributes:
        verdict: the first and perhaps a second name.
        share: share (0..1) of the group's faces whose first name is the suggested first name.
        known: share (0..1) of the group's faces that have any name.
    """

    verdict: Verdict
    share: float
    known: float


def carry_over(
    now: Partition, earlier: Sequence[tuple[Partition, NamingState]], classes: Sequence[str]
) -> dict[int, Suggestion]:
    """Suggestions by group number, for the groups that have a face with a name.

    Args:
        now: the groups to suggest names for.
        earlier: other clusterings of the same faces, with the names given there. The own name of a face overrides the
            name of its group; over several clusterings, a face gets the mean of its labels.
        classes: names of the emotions.
    """
    labels = _labels(now.rows, earlier, classes)
    first = labels.argmax(axis=1)
    known = np.asarray(labels.any(axis=1))
    suggested = {}
    for group in now.numbers:
        members = np.flatnonzero(now.groups == group)
        if known[members].any():
            suggested[group] = _suggestion(labels[members], first[members], known[members], classes)
    return suggested


def _suggestion(labels: np.ndarray, first: np.ndarray, known: np.ndarray, classes: Sequence[str]) -> Suggestion:
    carried = np.bincount(first[known], minlength=len(classes))
    shares = labels.sum(axis=0) / len(labels)
    best = int(np.lexsort((-shares, -carried))[0])
    shares[best] = 0
    other = int(shares.argmax())
    second = classes[other] if shares[other] >= LEAST_SECOND else ""
    return Suggestion(
        Verdict("name", classes[best], second), float(carried[best] / len(labels)), float(known.mean())
    )  # fmt: skip


def _labels(rows: np.ndarray, earlier: Sequence[tuple[Partition, NamingState]], classes: Sequence[str]) -> np.ndarray:
    """float64 [m, c]: the soft label of each of ``rows`` from earlier groups, summing to 1; zeros for no label."""
    faces, places = np.unique(rows, return_inverse=True)
    own, by_group = np.zeros((2, len(faces), len(classes)))
    for groups, state in earlier:
        alone = np.array(sorted(state.verdicts_on_faces), np.int64)
        _add(own, faces, named_faces(alone, np.full(len(alone), -1), {}, state.verdicts_on_faces, classes))
        grouped, first = np.unique(groups.rows, return_index=True)
        _add(by_group, faces, named_faces(grouped, groups.groups[first], state.verdicts_on_groups, {}, classes))
    labels = np.where(own.any(axis=1, keepdims=True), own, by_group)
    labels /= np.maximum(labels.sum(axis=1, keepdims=True), 1e-12)
    return labels[places]


def _add(labels: np.ndarray, faces: np.ndarray, named: NamedFaces) -> None:
    """Add ``named`` to the labels of those ``faces`` (ascending) that it has."""
    known = np.isin(named.rows, faces)
    np.add.at(labels, (np.searchsorted(faces, named.rows[known]), named.codes[known]), named.weights[known])
