"""Folds of named faces: whole groups are held out where a name has enough groups.

Faces of one group are similar and have the same name, so a model that was fitted on some of them predicts that name for
the others, whether it is correct or not. Only held-out groups show how well names generalize.
"""

from functools import partial

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from fer_core.balance import TrainingRows
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.discriminant import FEWEST, WeightedDiscriminant


def folds_of(rows: TrainingRows, n: int, seed: int = 0) -> np.ndarray:
    """Assign named rows to folds, with names spread evenly.

    All rows of a face stay together. So do the faces of a group, unless its first name was given to fewer than ``n``
    groups: then its faces are assigned one by one, since otherwise a fold would hold out every face of the name. Where
    that too would leave fewer than two faces of a name to fit on, its faces are in no fold.

    Args:
        rows: named training rows.
        n: number of folds, 2 or more.
        seed: of the assignment.

    Returns:
        int64 [m], 0..n - 1: the fold in which each of ``rows`` is held out; -1: in none, always fitted on.
    """
    heaviest = np.lexsort((rows.codes, -rows.weights, rows.rows))
    faces, starts, place = np.unique(rows.rows[heaviest], return_index=True, return_inverse=True)
    first, groups = rows.codes[heaviest[starts]], rows.groups[heaviest[starts]]
    units = _units(faces, first, groups, n)
    of_face = _assigned(units, first, n, np.random.default_rng(seed))
    found = np.empty(len(rows), np.int64)
    found[heaviest] = of_face[place]
    for code in np.unique(rows.codes):
        mine = rows.codes == code
        outside = [rows.weights[mine & (found != fold)].sum() for fold in range(n)]
        if min(outside, default=0) < FEWEST:
            found[np.isin(rows.rows, rows.rows[mine])] = -1
    return found


def whole_groups(rows: TrainingRows, folds: np.ndarray) -> float:
    """The share (0..1) of held-out ``rows`` whose whole group is in one fold; ``folds``: int [m], see `folds_of`."""
    held_out = folds >= 0
    numbers = rows.groups[held_out]
    together = [g for g in np.unique(numbers[numbers >= 0]) if len(np.unique(folds[rows.groups == g])) == 1]
    return float(np.isin(numbers, together).mean()) if held_out.any() else 0.0


def out_of_fold(X: np.ndarray, rows: TrainingRows, folds: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Out-of-fold probabilities of the names, by a discriminant of the other folds.

    The discriminant is used whichever recognizer is chosen: it is fast, and the most tolerant of wrong names. Rows in
    no fold get a probability of 1 for their own name.

    Args:
        X: float32 [n, d], features of all faces.
        rows: named training rows.
        folds: int [m], see `folds_of`.
        progress: may raise Cancelled.

    Returns:
        float64 [m, c], 0..1, c: highest code + 1.
    """
    found = np.zeros((len(rows), int(rows.codes.max()) + 1))
    found[np.arange(len(rows)), rows.codes] = folds < 0
    known = np.unique(folds[folds >= 0])
    for fold, share in zip(known.tolist(), parts_of(progress, [1] * len(known)), strict=True):
        others, held_out = rows.of(folds != fold), rows.of(folds == fold)
        if len(np.unique(others.codes)) < 2:
            found[folds == fold, held_out.codes] = 1
            continue
        fitted = partial(_probabilities, X, others, held_out)
        probabilities, classes = in_background(fitted, "Comparing names across groups", share)
        found[np.ix_(folds == fold, classes)] = probabilities
    return found


def _probabilities(X: np.ndarray, others: TrainingRows, held_out: TrainingRows) -> tuple[np.ndarray, np.ndarray]:
    """float64 [m, k]: probabilities of the names of ``held_out`` by a discriminant of ``others``; and its classes."""
    model = make_pipeline(StandardScaler(), WeightedDiscriminant())
    with threadpool_limits(1):
        model.fit(others.take(X), others.codes, weighteddiscriminant__sample_weight=others.weights)
        return model.predict_proba(held_out.take(X)), model.classes_


def _units(faces: np.ndarray, first: np.ndarray, groups: np.ndarray, n: int) -> np.ndarray:
    """int64 [f]: the unit of each face that stays together: its group, or a negative number for the face alone."""
    units = np.where(groups >= 0, groups, -1 - faces)
    for code in np.unique(first):
        mine = first == code
        if len(np.unique(units[mine])) < n:
            units[np.isin(units, units[mine])] = (-1 - faces)[np.isin(units, units[mine])]
    return units


def _assigned(units: np.ndarray, first: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """int64 [f]: folds of units, largest first, each in the fold with fewest faces of its name, then fewest faces."""
    known, starts, place, sizes = np.unique(units, return_index=True, return_inverse=True, return_counts=True)
    codes = first[starts]
    counts = np.zeros((n, int(first.max(initial=0)) + 1))
    fold_of = np.empty(len(known), np.int64)
    shuffled = rng.permutation(len(known))
    for unit in shuffled[np.argsort(-sizes[shuffled], kind="stable")].tolist():
        load = counts[:, codes[unit]] + 1e-6 * counts.sum(axis=1)
        fold_of[unit] = fold = int(load.argmin())
        counts[fold, codes[unit]] += sizes[unit]
    return fold_of[place]
