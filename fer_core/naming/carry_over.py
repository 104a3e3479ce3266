"""Names go over to other groups by the faces they were given to, never by a group's number.

After another k, seed or kind of features, the groups are others. The faces are the same, so what was said of them
suggests a name for each new group, to be confirmed with one key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces

LEAST_SECOND = 0.25
"""Share of a group's faces' labels from which another name is suggested as the second one."""


@dataclass(frozen=True)
class Suggestion:
    """A name carried over to a group.

    Attributes:
        verdict: the first and perhaps a second name.
        sure: share (0..1) of the group's faces that carry the first name as their own first one.
        known: share (0..1) of the group's faces that carry any name.
    """

    verdict: Verdict
    sure: float
    known: float


def carry_over(
    now: Partition, earlier: Sequence[tuple[Partition, NamingState]], classes: Sequence[str]
) -> dict[int, Suggestion]:
    """A suggestion for each of the groups ``now`` in which a face was named before.

    ``earlier``: other groupings of the same faces, with what was said there. A face's own name wins over its group's,
    wherever that was; of several groupings a face gets the mean. Groups without a named face have no suggestion.
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
    """float64 [m, c]: the soft label that each of ``rows`` got on earlier groups, of sum 1; zeros where none."""
    faces, places = np.unique(rows, return_inverse=True)
    own, by_group = np.zeros((2, len(faces), len(classes)))
    for groups, state in earlier:
        alone = np.array(sorted(state.said_of_faces), np.int64)
        _add(own, faces, named_faces(alone, np.full(len(alone), -1), {}, state.said_of_faces, classes))
        grouped, first = np.unique(groups.rows, return_index=True)
        _add(by_group, faces, named_faces(grouped, groups.groups[first], state.said_of_groups, {}, classes))
    labels = np.where(own.any(axis=1, keepdims=True), own, by_group)
    labels /= np.maximum(labels.sum(axis=1, keepdims=True), 1e-12)
    return labels[places]


def _add(labels: np.ndarray, faces: np.ndarray, named: NamedFaces) -> None:
    """Add the labels ``named`` to those of ``faces`` (ascending) that are among them."""
    known = np.isin(named.rows, faces)
    np.add.at(labels, (np.searchsorted(faces, named.rows[known]), named.codes[known]), named.weights[known])
