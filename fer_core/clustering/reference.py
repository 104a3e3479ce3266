"""Compares groups with the data set's labels, on demand. Nothing else in this package uses a label.

Faces in no group (below 0) or without a label do not count.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

from fer_core.faces.faceset import UNLABELLED


@dataclass(frozen=True, eq=False)
class LabelScores:
    """How far groups and labels agree.

    Attributes:
        nmi, ami: normalized and adjusted mutual information, 0..1; 0 is chance for ami.
        ari: adjusted Rand index: 1 for the same groups, 0 for chance.
        homogeneity: 1 if each group has one label only.
        completeness: 1 if each label is in one group only.
        purity: share (0..1) of faces with the most common label of their group.
        one_to_one: accuracy if each name is given to one group at most (Kuhn 1955).
        chance: share of the most common label, the accuracy of a single name for all.
        table: int64 [k, c], faces of each label in each group.
        named: int64 [k], the most common label of each group; -1 where none of its faces has one.
    """

    nmi: float
    ami: float
    ari: float
    homogeneity: float
    completeness: float
    purity: float
    one_to_one: float
    chance: float
    table: np.ndarray
    named: np.ndarray


def label_scores(groups: np.ndarray, codes: np.ndarray, n_classes: int) -> LabelScores:
    """Compare ``groups`` int [m] with labels ``codes`` uint8 [m] (or `UNLABELLED`).

    At least one labelled face must be in a group.
    """
    table = np.zeros((int(groups.max()) + 1, n_classes), np.int64)
    counted = (groups >= 0) & (codes != UNLABELLED)
    groups, codes = groups[counted], codes[counted].astype(np.int64)
    np.add.at(table, (groups, codes), 1)
    homogeneity, completeness, _ = metrics.homogeneity_completeness_v_measure(codes, groups)
    return LabelScores(
        nmi=float(metrics.normalized_mutual_info_score(codes, groups)),
        ami=float(metrics.adjusted_mutual_info_score(codes, groups)),
        ari=float(metrics.adjusted_rand_score(codes, groups)),
        homogeneity=float(homogeneity),
        completeness=float(completeness),
        purity=float(table.max(axis=1).sum() / table.sum()),
        one_to_one=float(table[linear_sum_assignment(table, maximize=True)].sum() / table.sum()),
        chance=float(table.sum(axis=0).max() / table.sum()),
        table=table,
        named=np.where(table.any(axis=1), table.argmax(axis=1), -1),
    )
