"""Groups beside the data set's own labels: for reference, where a person asks for it. Nothing else reads a label.

Faces in no group (below 0) do not count, nor do those without a label. ``groups`` int [m], ``codes`` uint8 [m] into the
classes, or `UNLABELLED`.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

from fer_core.faces.faceset import UNLABELLED


@dataclass(frozen=True, eq=False)
class LabelScores:
    """How groups and labels agree.

    Attributes:
        nmi, ami: normalized and adjusted mutual information, 0 (chance, for ami) to 1.
        ari: adjusted Rand index, 0 chance to 1.
        homogeneity: 1 where each group holds one label; ``completeness``: 1 where each label lies in one group.
        purity: share of faces with the commonest label of their group, as if each group got its best name.
        one_to_one: share of faces that are right where each name is given to one group at most (Kuhn 1955).
        chance: share of the commonest label, what one name for all would give.
        table: int64 [k, c], faces of each label in each group.
        named: int64 [k], the commonest label of each group; -1 where none of its faces has one.
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
    """Scores of ``groups`` against ``codes``; at least one labelled face must be in a group."""
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
