"""Compares two clusterings of the same faces: how far they agree, and which faces moved."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True, eq=False)
class Comparison:
    """The groups of the faces that both clusterings have; -1, "in no group", counts as a group.

    Attributes:
        rows: int64 [m], the faces.
        first, second: int64 [m], their groups in the two clusterings.
        ari, ami: adjusted Rand index and adjusted mutual information: 1 for the same groups, 0 for chance.
        partner: the counterpart in the second clustering of each group of the first. Groups are matched one to one by
            the number of faces that they share; groups without a counterpart are left out.
        moved: bool [m], faces that are not in the counterpart of their group.
    """

    rows: np.ndarray
    first: np.ndarray
    second: np.ndarray
    ari: float
    ami: float
    partner: dict[int, int]
    moved: np.ndarray

    def flows(self) -> list[tuple[int, int, int]]:
        """(group of the first, group of the second, faces), the largest first."""
        pairs, counts = np.unique(np.stack([self.first, self.second], axis=1), axis=0, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return [(int(a), int(b), int(n)) for (a, b), n in zip(pairs[order], counts[order], strict=True)]


def compare(rows: np.ndarray, labels: np.ndarray, other_rows: np.ndarray, other_labels: np.ndarray) -> Comparison:
    """Compare the groups ``labels`` int [m] of faces ``rows`` int [m] with ``other_labels`` of ``other_rows`` int [n].

    Raises InvalidSettings where they have no face in common.
    """
    mine, at = np.unique(rows, return_index=True)
    others, other_at = np.unique(other_rows, return_index=True)
    shared, i, j = np.intersect1d(mine, others, assume_unique=True, return_indices=True)
    if not len(shared):
        what = "These two clusterings have no face in common."
        raise InvalidSettings(what, remedy="Choose a clustering of the same train/test split.")
    first, second = labels[at[i]].astype(np.int64), other_labels[other_at[j]].astype(np.int64)
    partner = _partners(first, second)
    expected = np.array([partner.get(group, -2) for group in first.tolist()])
    return Comparison(
        shared, first, second,
        float(adjusted_rand_score(first, second)), float(adjusted_mutual_info_score(first, second)),
        partner, second != expected,
    )  # fmt: skip


def _partners(first: np.ndarray, second: np.ndarray) -> dict[int, int]:
    mine, i = np.unique(first, return_inverse=True)
    others, j = np.unique(second, return_inverse=True)
    table = np.zeros((len(mine), len(others)), np.int64)
    np.add.at(table, (i, j), 1)
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {int(mine[a]): int(others[b]) for a, b in pairs if table[a, b]}
