"""Faces on which the recognizer disagrees most with the names, and faces that it is least confident about.

Margin sampling: the smaller the gap between the two most probable names, the more a name by a person helps
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
    """int64 [up to count]: indices of faces to name one by one, least confident first.

    Args:
        probabilities: float [m, c], 0..1, by the recognizer for each of ``rows``.
        rows: int [m], face indices; ``groups``: int [m], the group of each.
        named_alone: faces that already have their own name; they are left out.
        count: most faces to return.
        most_of_a_group: most faces of one group, so that similar faces do not fill the page.
    """
    ranked = np.sort(probabilities, axis=1)
    margins = ranked[:, -1] - ranked[:, -2] if probabilities.shape[1] > 1 else np.zeros(len(rows))
    order = np.lexsort((rows, margins))
    order = order[~np.isin(rows[order], list(named_alone))]
    order = order[np.sort(np.unique(rows[order], return_index=True)[1])]  # a face may occur twice
    return rows[order[_rank_in_group(groups[order]) < most_of_a_group]][:count].astype(np.int64)


def by_disagreement(probabilities: np.ndarray, named: np.ndarray) -> np.ndarray:
    """int64 [g]: places of a group's faces, beginning with those predicted as another emotion than the group's.

    Args:
        probabilities: float [g, c], 0..1, by the recognizer.
        named: float [c], 0..1, the share of each name in the group's verdict; all 0 for an undecided group, for which
            the mean of ``probabilities`` is used.
    """
    expected = named if named.any() or not len(probabilities) else probabilities.mean(axis=0)
    return np.argsort(probabilities @ expected, kind="stable").astype(np.int64)


def _rank_in_group(groups: np.ndarray) -> np.ndarray:
    """int [m]: how many members of its group come before each."""
    by_group = np.argsort(groups, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(groups[by_group])) + 1] if len(groups) else np.zeros(0, int)
    sizes = np.diff(np.r_[starts, len(groups)])
    ranks = np.empty(len(groups), np.int64)
    ranks[by_group] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks
