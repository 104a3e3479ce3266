"""Folds of named faces: whole groups are held out where a name has enough of them.

Faces of one group carry one name because they look alike, so a model that has learnt some of them repeats the name for
the others, right or wrong. Only groups that it has not seen tell what the names are worth elsewhere.
"""

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from fer_core.balance import TrainingRows
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.discriminant import FEWEST, WeightedDiscriminant


def folds_of(rows: TrainingRows, n: int, seed: int = 0) -> np.ndarray:
    """int64 [m], 0..n - 1: the fold that each of ``rows`` is held out in; -1: in none, always learnt from.

    A face's rows stay together, and so does a group, unless its first name was given to fewer than ``n`` groups: then
    its faces are dealt out one by one, or the name would be unknown where it is asked for. Where even that leaves less
    than two faces of a name to learn from, its faces are in no fold. Names are spread evenly over folds.
    """
    heaviest = np.lexsort((rows.codes, -rows.weights, rows.rows))
    faces, starts, place = np.unique(rows.rows[heaviest], return_index=True, return_inverse=True)
    first, groups = rows.codes[heaviest[starts]], rows.groups[heaviest[starts]]
    units = _units(faces, first, groups, n)
    of_face = _dealt(units, first, n, np.random.default_rng(seed))
    found = np.empty(len(rows), np.int64)
    found[heaviest] = of_face[place]
    for code in np.unique(rows.codes):
        mine = rows.codes == code
        outside = [rows.weights[mine & (found != fold)].sum() for fold in range(n)]
        if min(outside, default=0) < FEWEST:
            found[np.isin(rows.rows, rows.rows[mine])] = -1
    return found


def whole_groups(rows: TrainingRows, folds: np.ndarray) -> float:
    """The share (0..1) of held-out ``rows`` whose group lies in one fold (int [m], see `folds_of`) altogether."""
    judged = folds >= 0
    numbers = rows.groups[judged]
    together = [g for g in np.unique(numbers[numbers >= 0]) if len(np.unique(folds[rows.groups == g])) == 1]
    return float(np.isin(numbers, together).mean()) if judged.any() else 0.0


def out_of_fold(X: np.ndarray, rows: TrainingRows, folds: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """float64 [m, c]: what a discriminant of the other folds says of each of ``rows``; c: highest code + 1.

    The discriminant, whichever recognizer is chosen: it is quick, and bears wrong names best. Rows in no fold get
    their own name with certainty. ``X``: float32 [n, d] of all faces.
    """
    said = np.zeros((len(rows), int(rows.codes.max()) + 1))
    said[np.arange(len(rows)), rows.codes] = folds < 0
    known = np.unique(folds[folds >= 0])
    for fold, share in zip(known.tolist(), parts_of(progress, [1] * len(known)), strict=True):
        learn, judge = rows.of(folds != fold), rows.of(folds == fold)
        if len(np.unique(learn.codes)) < 2:
            said[folds == fold, judge.codes] = 1
            continue
        probabilities, classes = in_background(lambda a=learn, b=judge: _said(X, a, b), "Doubting names", share)  # type: ignore[misc]
        said[np.ix_(folds == fold, classes)] = probabilities
    return said


def _said(X: np.ndarray, learn: TrainingRows, judge: TrainingRows) -> tuple[np.ndarray, np.ndarray]:
    model = make_pipeline(StandardScaler(), WeightedDiscriminant())
    with threadpool_limits(1):
        model.fit(learn.take(X), learn.codes, weighteddiscriminant__sample_weight=learn.weights)
        return model.predict_proba(judge.take(X)), model.classes_


def _units(faces: np.ndarray, first: np.ndarray, groups: np.ndarray, n: int) -> np.ndarray:
    """int64 [f]: what stays together, by number: a group, or a face (negative)."""
    units = np.where(groups >= 0, groups, -1 - faces)
    for code in np.unique(first):
        mine = first == code
        if len(np.unique(units[mine])) < n:
            units[np.isin(units, units[mine])] = (-1 - faces)[np.isin(units, units[mine])]
    return units


def _dealt(units: np.ndarray, first: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """int64 [f]: each unit, the largest first, to the fold that has the fewest faces of its name, then of all."""
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
