"""Methods against wrong names, used before a recognizer is trained.

They take training rows and return training rows, which cannot hold test faces, so no test face can be named or read
here. No labels are used. Each method also returns a sentence on what it did.
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
"""Probability from which on self-training takes a predicted name."""
TURNS = 5
"""Rounds of self-training, at most."""
SPREAD_ROWS = 8_000
"""Faces among which names spread, at most, since all pairs are compared."""
SPREAD_NEIGHBOURS = 10
GIVES_WAY = 0.9
"""How much a name can be changed by its neighbours, 0..1 (alpha of Zhou et al., "Learning with Local and Global
Consistency", NIPS 2003, who use 0.99): enough to correct a single wrong name among correct ones."""
FLOOR = 0.1
"""The smallest weight of a group, as a share of the mean weight."""


class Treated(NamedTuple):
    """The rows to train on, and a sentence on what was done to them; "" where nothing was done."""

    rows: TrainingRows
    note: str


def treated(
    method: Robust, X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, seed: int = 0, progress: Progress = silent
) -> Treated:
    """``rows`` treated by one method.

    Args:
        method: see `fer_core.recognizer.settings.ROBUST`.
        X: float32 [n, d], features of all faces; only those of training faces are read.
        rows: named training rows, with at least two names.
        unnamed: int64 [u], training faces without a name; not every method uses them.
        seed: of all random numbers.
        progress: may raise Cancelled.
    """
    if method == "prune":
        return pruned(X, rows, seed, progress)
    if method == "self_training":
        return self_trained(X, rows, unnamed, progress)
    return spread(X, rows, unnamed, seed, progress) if method == "spreading" else Treated(rows, "")


def pruned(X: np.ndarray, rows: TrainingRows, seed: int = 0, progress: Progress = silent) -> Treated:
    """Leave out faces whose first name is probably wrong (confident learning: Northcutt, Jiang and Chuang, JAIR 2021).

    Probabilities are from models of other groups. At least half of the faces of each name stay. Arguments as for
    `treated`.
    """
    folds = folds_of(rows, FOLDS, seed)
    found = out_of_fold(X, rows, folds, progress)
    firsts = np.flatnonzero((rows.weights > 0.5) & (folds >= 0))
    classes, labels = np.unique(rows.codes[firsts], return_inverse=True)
    if len(classes) < 2:
        return Treated(rows, "There are too few names to find doubtful ones.")
    from cleanlab.filter import find_label_issues  # takes a second to import

    probabilities = found[np.ix_(firsts, classes)] + 1e-9
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    issues = find_label_issues(labels, probabilities, filter_by="both", n_jobs=1)
    issues &= _worst_half(probabilities[np.arange(len(firsts)), labels], labels)
    left_out = rows.rows[firsts[issues]]
    note = f"Left out {len(left_out):,} of {len(np.unique(rows.rows)):,} named faces, whose names are doubtful."
    return Treated(rows.of(~np.isin(rows.rows, left_out)), note)


def self_trained(X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, progress: Progress = silent) -> Treated:
    """Add unnamed training faces that a discriminant predicts with high probability (Yarowsky, ACL 1995).

    Added faces are weighted by their probability in the last round. Arguments as for `treated`.
    """
    if not len(unnamed):
        return Treated(rows, "Every training face has a name, so none was added.")
    firsts = rows.of(rows.weights > 0.5)

    def train() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        with threadpool_limits(1):
            points = StandardScaler().fit_transform(np.concatenate([firsts.take(X), X[unnamed]]))
            given = np.concatenate([firsts.codes.astype(np.int64), np.full(len(unnamed), -1)])
            model = SelfTrainingClassifier(WeightedDiscriminant(), threshold=SURE, max_iter=TURNS).fit(points, given)
            names = model.transduction_[len(firsts) :]
            probabilities = model.predict_proba(points[len(firsts) :])
        return names, probabilities, model.classes_

    names, probabilities, classes = in_background(train, "Naming unnamed faces", progress)
    taken = np.flatnonzero(np.isin(names, classes))
    weights = probabilities[taken, np.searchsorted(classes, names[taken])]
    added = rows.and_also(unnamed[taken], names[taken].astype(np.uint8), weights.astype(np.float32))
    note = f"Added {len(taken):,} of {len(unnamed):,} unnamed training faces, predicted with high probability."
    return Treated(added, note)


def spread(
    X: np.ndarray, rows: TrainingRows, unnamed: np.ndarray, seed: int = 0, progress: Progress = silent
) -> Treated:
    """Spread names between similar faces; each face gets the two names with the largest weights.

    Of more than `SPREAD_ROWS` faces, that many are drawn; other named faces stay as they are. Arguments as for
    `treated`.
    """
    firsts = rows.of(rows.weights > 0.5)
    drawn = np.random.default_rng(seed).permutation(len(firsts) + len(unnamed))[:SPREAD_ROWS]
    named, others = firsts.of(drawn[drawn < len(firsts)]), unnamed[drawn[drawn >= len(firsts)] - len(firsts)]
    faces = np.concatenate([named.rows, others])
    if len(np.unique(named.codes)) < 2 or len(faces) <= SPREAD_NEIGHBOURS:
        return Treated(rows, "There are too few names to spread.")
    labels = np.concatenate([named.codes.astype(np.int64), np.full(len(others), -1)])

    def distributions() -> tuple[np.ndarray, np.ndarray]:
        with threadpool_limits(1), np.errstate(invalid="ignore"):
            model = LabelSpreading("knn", n_neighbors=SPREAD_NEIGHBOURS, alpha=GIVES_WAY, max_iter=200)
            model.fit(StandardScaler().fit_transform(X[faces]), labels)
        return np.nan_to_num(model.label_distributions_), model.classes_

    shares, classes = in_background(distributions, "Spreading names", progress)
    best = np.argsort(-shares, axis=1, kind="stable")[:, :2]
    weights = np.take_along_axis(shares, best, axis=1)
    weights = np.divide(
        weights, weights.sum(axis=1, keepdims=True), out=weights, where=weights.sum(1, keepdims=True) > 0
    )
    codes = classes[best]
    changed = int((codes[: len(named), 0] != named.codes).sum())
    given = weights > 0
    others_named = rows.of(~np.isin(rows.rows, named.rows))
    times = given.sum(axis=1)
    groups = np.repeat(np.concatenate([named.groups, -1 - others]), times)
    result = others_named.and_also(np.repeat(faces, times), codes[given].astype(np.uint8), weights[given], groups)
    note = f"Spread names among {len(faces):,} training faces: {changed:,} got another first name"
    added = f", and {int(given[len(named) :, 0].sum()):,} got their first" if len(others) else ""
    return Treated(result, f"{note}{added}.")


def by_purity(X: np.ndarray, rows: TrainingRows, seed: int = 0, progress: Progress = silent) -> Treated:
    """Weight every group by how well a discriminant of the other groups predicts its names.

    This estimates purity without labels: the mean probability of its names over a group's faces, divided by the mean
    over all groups. Faces with a name of their own keep their weight. Arguments as for `treated`.
    """
    grouped = rows.groups >= 0
    if len(np.unique(rows.groups[grouped])) < FOLDS:
        return Treated(rows, "Too few groups are named to weight them by agreement.")
    found = out_of_fold(X, rows, folds_of(rows, FOLDS, seed), progress)
    repeated = found[np.arange(len(rows)), rows.codes] * rows.weights
    place = np.unique(rows.groups[grouped], return_inverse=True)[1]
    shares = np.bincount(place, repeated[grouped]) / np.maximum(np.bincount(place, rows.weights[grouped]), 1e-9)
    sizes = np.bincount(place, rows.weights[grouped])
    factors = np.maximum(shares / max(float(shares @ sizes / sizes.sum()), 1e-9), FLOOR)
    weights = rows.weights.copy()
    weights[grouped] *= factors[place]
    note = f"Groups are weighted by agreement, by factors of {factors.min():.2f} to {factors.max():.2f}."
    return Treated(rows.weighed(weights), note)


def _worst_half(fits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """bool [m]: whether a row is in the half of its label (rounded down) with the lowest ``fits``, float [m]."""
    worst = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        worst[mine[np.argsort(fits[mine], kind="stable")[: len(mine) // 2]]] = True
    return worst
