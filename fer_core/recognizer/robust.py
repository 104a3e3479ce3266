"""What can be done about wrong names before a recognizer learns from them.

Training rows in, training rows out: they cannot hold a face that judges, so nothing here can name or see one. No true
label is read. Each way also says in a sentence what it did.
"""

from typing import NamedTuple

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier
from threadpoolctl import threadpool_limits

from fer_core.balance import TrainingRows
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent
from fer_core.recognizer.discriminant import WeightedDiscriminant
from fer_core.recognizer.folds import folds_of, out_of_fold
from fer_core.recognizer.settings import Robust

FOLDS = 5
SURE = 0.9
"""How probable the discriminant must hold a name before self-training takes it."""
TURNS = 5
"""Times that self-training asks again."""
SPREAD_ROWS = 8_000
"""Faces among which names spread, at most: each is compared with each."""
SPREAD_NEIGHBOURS = 10
GIVES_WAY = 0.9
"""How far a name gives way to those around it, 0..1 (alpha of Zhou et al., "Learning with Local and Global
Consistency", NIPS 2003, who take 0.99): so far that a single wrong name among right ones turns."""
FLOOR = 0.1
"""Of the mean weight, what a group keeps however little its names are repeated."""


class Treated(NamedTuple):
    """The rows to learn from, and what was done to them, in a sentence; "" where nothing was."""

    rows: TrainingRows
    told: str


def treated(
    way: Robust, X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, seed: int = 0, progress: Progress = silent
) -> Treated:
    """``rows`` treated in this way. Raises Cancelled out of ``progress``.

    Args:
        way: see `fer_core.recognizer.settings.ROBUST`.
        X: float32 [n, d], features of all faces; only training faces' are looked at.
        rows: named training rows, of two names at least.
        unnamed: int64 [u], training faces without a name; ways that need none pass them over.
        seed: of all that is drawn.
        progress: may raise Cancelled.
    """
    if way == "prune":
        return pruned(X, rows, seed, progress)
    if way == "self_training":
        return self_trained(X, rows, unnamed, progress)
    return spread(X, rows, unnamed, seed, progress) if way == "spreading" else Treated(rows, "")


def pruned(X: np.ndarray, rows: TrainingRows, seed: int = 0, progress: Progress = silent) -> Treated:
    """Without faces whose first name is probably wrong (confident learning: Northcutt, Jiang and Chuang, JAIR 2021).

    Probabilities come from models of other groups. At least half of the faces of each name stay.
    """
    folds = folds_of(rows, FOLDS, seed)
    said = out_of_fold(X, rows, folds, progress)
    firsts = np.flatnonzero((rows.weights > 0.5) & (folds >= 0))
    classes, labels = np.unique(rows.codes[firsts], return_inverse=True)
    if len(classes) < 2:
        return Treated(rows, "Too few names to doubt any.")
    from cleanlab.filter import find_label_issues  # a second to import, and only here

    probabilities = said[np.ix_(firsts, classes)] + 1e-9
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    issues = find_label_issues(labels, probabilities, filter_by="both", n_jobs=1)
    issues &= _worst_half(probabilities[np.arange(len(firsts)), labels], labels)
    left_out = rows.rows[firsts[issues]]
    kept = rows.of(~np.isin(rows.rows, left_out))
    told = f"Left out {len(left_out):,} of {len(np.unique(rows.rows)):,} named faces, whose names are doubtful."
    return Treated(kept, told)


def self_trained(X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, progress: Progress = silent) -> Treated:
    """With unnamed training faces that a discriminant of the named ones is sure of (Yarowsky, ACL 1995).

    A face that joins counts by how sure the discriminant is of it in the end.
    """
    if not len(unnamed):
        return Treated(rows, "Every training face has a name already, so none was added.")
    firsts = rows.of(rows.weights > 0.5)

    def train() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        with threadpool_limits(1):
            points = StandardScaler().fit_transform(np.concatenate([firsts.take(X), X[unnamed]]))
            given = np.concatenate([firsts.codes.astype(np.int64), np.full(len(unnamed), -1)])
            model = SelfTrainingClassifier(WeightedDiscriminant(), threshold=SURE, max_iter=TURNS).fit(points, given)
            joined = model.transduction_[len(firsts) :]
            sure = model.predict_proba(points[len(firsts) :])
        return joined, sure, model.classes_

    joined, sure, classes = in_background(train, "Naming the unnamed", progress)
    taken = np.flatnonzero(np.isin(joined, classes))
    weights = sure[taken, np.searchsorted(classes, joined[taken])]
    added = rows.and_also(unnamed[taken], joined[taken].astype(np.uint8), weights.astype(np.float32))
    return Treated(added, f"Added {len(taken):,} of {len(unnamed):,} unnamed training faces, of which it was sure.")


def spread(
    X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, seed: int = 0, progress: Progress = silent
) -> Treated:
    """With names that have flowed between look-alikes; each face keeps the two names that most arrive at.

    Of more than `SPREAD_ROWS` faces, that many are drawn; the other named ones keep their names.
    """
    firsts = rows.of(rows.weights > 0.5)
    drawn = np.random.default_rng(seed).permutation(len(firsts) + len(unnamed))[:SPREAD_ROWS]
    named, others = firsts.of(drawn[drawn < len(firsts)]), unnamed[drawn[drawn >= len(firsts)] - len(firsts)]
    faces = np.concatenate([named.rows, others])
    if len(np.unique(named.codes)) < 2 or len(faces) <= SPREAD_NEIGHBOURS:
        return Treated(rows, "Too few names to spread.")
    given = np.concatenate([named.codes.astype(np.int64), np.full(len(others), -1)])

    def flow() -> tuple[np.ndarray, np.ndarray]:
        with threadpool_limits(1), np.errstate(invalid="ignore"):
            model = LabelSpreading("knn", n_neighbors=SPREAD_NEIGHBOURS, alpha=GIVES_WAY, max_iter=200)
            model.fit(StandardScaler().fit_transform(X[faces]), given)
        return np.nan_to_num(model.label_distributions_), model.classes_

    shares, classes = in_background(flow, "Spreading names", progress)
    best = np.argsort(-shares, axis=1, kind="stable")[:, :2]
    weights = np.take_along_axis(shares, best, axis=1)
    weights = np.divide(
        weights, weights.sum(axis=1, keepdims=True), out=weights, where=weights.sum(1, keepdims=True) > 0
    )
    codes = classes[best]
    changed = int((codes[: len(named), 0] != named.codes).sum())
    arrived = weights > 0
    kept = rows.of(~np.isin(rows.rows, named.rows))
    times = arrived.sum(axis=1)
    groups = np.repeat(np.concatenate([named.groups, -1 - others]), times)
    result = kept.and_also(np.repeat(faces, times), codes[arrived].astype(np.uint8), weights[arrived], groups)
    told = f"Names spread among {len(faces):,} training faces: {changed:,} got another first name"
    return Treated(result, told + (f", {int(arrived[len(named) :, 0].sum()):,} their first." if len(others) else "."))


def by_purity(X: np.ndarray, rows: TrainingRows, seed: int = 0, progress: Progress = silent) -> Treated:
    """Every group weighed by how far the discriminant of the other groups repeats its names.

    A label-free stand-in for purity: of a group's faces, the mean probability of what it was named, against the mean
    over all groups. Faces named by themselves keep their weight.
    """
    grouped = rows.groups >= 0
    if len(np.unique(rows.groups[grouped])) < FOLDS:
        return Treated(rows, "Too few groups are named to weigh them against each other.")
    said = out_of_fold(X, rows, folds_of(rows, FOLDS, seed), progress)
    repeated = said[np.arange(len(rows)), rows.codes] * rows.weights
    place = np.unique(rows.groups[grouped], return_inverse=True)[1]
    shares = np.bincount(place, repeated[grouped]) / np.maximum(np.bincount(place, rows.weights[grouped]), 1e-9)
    sizes = np.bincount(place, rows.weights[grouped])
    factors = np.maximum(shares / max(float(shares @ sizes / sizes.sum()), 1e-9), FLOOR)
    weights = rows.weights.copy()
    weights[grouped] *= factors[place]
    told = f"Groups count {factors.min():.2f} to {factors.max():.2f} times their faces, by how far their names repeat."
    return Treated(rows.weighed(weights), told)


def _worst_half(fits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """bool [m]: whether a row is among the worse fitting half of its label (the smaller half of an odd count)."""
    worst = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        worst[mine[np.argsort(fits[mine], kind="stable")[: len(mine) // 2]]] = True
    return worst
