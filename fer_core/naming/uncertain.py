"""Where the recognizer and the names differ most, and which single faces it is least sure of.

Margin sampling: the smaller the gap between the two likeliest names, the more a person's word decides
(Scheffer, Decomain and Wrobel, "Active hidden Markov models for information extraction", IDA 2001).
"""

from collections.abc import Collection

import numpy as np


def uncertain_faces(
    probabilities: np.ndarray,
    rows: np.ndarray,
    groups: np.ndarray,
    named_alone: Collection[int],
    count: int,
    most_of_a_group: int = 4,
) -> np.ndarray:
    """int64 [up to count]: faces to name by themselves, the least sure first.

    Args:
        probabilities: float [m, c], the recognizer's, for each of ``rows``.
        rows: int [m], face indices; ``groups``: int [m], the group of each.
        named_alone: faces that a person named by themselves already; they are left out.
        count: how many.
        most_of_a_group: faces of one group at most, so that one hand does not hold the same face ten times.
    """
    ranked = np.sort(probabilities, axis=1)
    margins = ranked[:, -1] - ranked[:, -2] if probabilities.shape[1] > 1 else np.zeros(len(rows))
    order = np.lexsort((rows, margins))
    order = order[~np.isin(rows[order], list(named_alone))]
    order = order[np.sort(np.unique(rows[order], return_index=True)[1])]  # a face may stand twice
    return rows[order[_rank_in_group(groups[order]) < most_of_a_group]][:count].astype(np.int64)


def by_disagreement(probabilities: np.ndarray, said: np.ndarray) -> np.ndarray:
    """int64 [g]: places of a group's faces, first those that the recognizer takes for something else.

    Args:
        probabilities: float [g, c], the recognizer's.
        said: float [c], the share of each name in the group's verdict; where it has none (all 0), the recognizer's own
            mean over the group stands for it.
    """
    expected = said if said.any() or not len(probabilities) else probabilities.mean(axis=0)
    return np.argsort(probabilities @ expected, kind="stable").astype(np.int64)


def _rank_in_group(groups: np.ndarray) -> np.ndarray:
    """int [m]: how many members of its group come before each."""
    by_group = np.argsort(groups, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(groups[by_group])) + 1] if len(groups) else np.zeros(0, int)
    sizes = np.diff(np.r_[starts, len(groups)])
    ranks = np.empty(len(groups), np.int64)
    ranks[by_group] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks
