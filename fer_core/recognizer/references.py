"""References that a recognizer's score is compared with, from chance to all labels, on the same test faces.

Except for `chance`, references use labels of training faces. They show how good the names are; nothing that helps a
person to name, and nothing that is trained on names, may use them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from fer_core.balance import BalanceSettings, TrainingRows, resample
from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, part_of, silent
from fer_core.recognizer.evaluate import Scores, evaluate, scores_of
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings


@dataclass(frozen=True, eq=False)
class Reference:
    """One score to compare with.

    Attributes:
        key: chance, shuffled, majority, student_baseline, best_naming, single_faces, people or ceiling; it is stored.
        name: for the axis of a chart.
        explanation: one sentence on how it was made.
        accuracy: share of correct predictions on the test faces (0..1).
        scores: all other scores; None where there are no actual predictions (chance, shuffled, people).
    """

    key: str
    name: str
    explanation: str
    accuracy: float
    scores: Scores | None = None

    @property
    def macro_f1(self) -> float | None:
        """Mean F1 of the classes (0..1); None where there are no predictions."""
        return self.scores.macro_f1 if self.scores else None


def chance(n_classes: int) -> Reference:
    """The expected accuracy of random predictions; ``n_classes``: number of emotions that faces have as label."""
    return Reference("chance", "Chance", "Every face is predicted as a random emotion.", 1 / n_classes)


def majority(train_codes: np.ndarray, true: np.ndarray, classes: Sequence[str]) -> Reference:
    """Always the most common emotion of the training faces.

    Args:
        train_codes: int [m], labels of the training faces, at least one.
        true: int [t], labels of the test faces.
        classes: names of the emotions.
    """
    most_common = int(np.bincount(train_codes).argmax())
    scores = evaluate(true, np.full(len(true), most_common), len(classes))
    explanation = f"Every face is predicted as {classes[most_common]}, the most common emotion of the training faces."
    return Reference("majority", f"Always “{classes[most_common]}”", explanation, scores.accuracy, scores)


def best_naming(
    X: np.ndarray,
    known: TrainingRows,
    groups: np.ndarray,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress = silent,
) -> Reference:
    """The same recognizer, where every group has the most common label of its faces as name.

    This is what a person would reach who knew the majority of every group. It is no upper bound: second names, groups
    marked as mixed and names of single faces can score higher.

    Args:
        X: float32 [n, d], features of all faces.
        known: the labelled training faces with their labels; at least one.
        groups: int [n], group of each face of the data set; negative for faces in no group, which get no name. All
            training faces of a group get its name, also faces without a label; groups without labels get none.
        true: uint8 [t], labels of the test faces.
        classes: names of the emotions.
        settings: of the recognizer to compare with.
        progress: see `Recognizer.fit`.

    Raises:
        InvalidSettings: where no labelled face is in a group.
    """
    grouped = groups[known.rows] >= 0
    if not grouped.any():
        raise InvalidSettings("No labelled face is in a group.", remedy="Make groups on Clusters first.")
    table = _counts(groups[known.rows][grouped], known.codes[grouped], int(groups.max()) + 1, len(classes))
    nameable = table.sum(axis=1) > 0
    training = known.split.train
    rows = training[(groups[training] >= 0) & nameable[groups[training]]]
    place = np.unique(groups[rows], return_inverse=True)[1]
    codes = table.argmax(axis=1)[groups[rows]].astype(np.uint8)
    named = TrainingRows(known.split, rows, codes, groups=place)
    scores = _trained(X, named, true, classes, settings, progress)
    explanation = "The same recognizer, where every group has the most common label of its faces as name."
    return Reference("best_naming", "Groups named by majority label", explanation, scores.accuracy, scores)


def ceiling(
    X: np.ndarray,
    known: TrainingRows,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress = silent,
) -> Reference:
    """The same recognizer on the same features, trained on the label of every training face.

    Arguments as for `best_naming`.
    """
    scores = _trained(X, known, true, classes, settings, progress)
    which = "training faces" if len(known) == len(known.split.train) else "training faces that have a label"
    explanation = f"The same recognizer, trained on the labels of all {len(known):,} {which}."
    return Reference("ceiling", "All faces labelled", explanation, scores.accuracy, scores)


def student_baseline(
    pixels: np.ndarray,
    known: TrainingRows,
    true: np.ndarray,
    classes: Sequence[str],
    seed: int = 0,
) -> Reference:
    """The student project that this one continues: pixels, two components, as many groups as emotions.

    Training faces are undersampled at random to the rarest emotion, reduced to 2 principal components and grouped
    by k-means with one group for each emotion. Each group gets a different name, the one-to-one assignment that fits
    most training faces (Kuhn 1955). That scores higher than naming by eye, and is closer to the project than
    majorities, which can repeat a name. A test face is predicted as the name of its nearest group.

    Args:
        pixels: uint8 [n, 48, 48] or float [n, d], all faces.
        known: the labelled training faces with their labels.
        true: uint8 [t], labels of the test faces.
        classes: names of the emotions.
        seed: of the undersampling, the components and the groups.

    Raises:
        InvalidSettings: where fewer than two emotions have labelled training faces.
    """
    balanced = resample(known, BalanceSettings("undersample", seed=seed))
    present, place = np.unique(balanced.codes, return_inverse=True)
    seen = balanced.take(pixels), pixels[known.split.test]
    train, test = (p.reshape(len(p), -1).astype(np.float32) for p in seen)
    if len(train) < 2 or len(present) < 2:
        raise InvalidSettings(
            "The student project needs labelled training faces of two emotions.", remedy="Add labelled faces."
        )
    with threadpool_limits(1):
        pca = PCA(2, svd_solver="randomized", random_state=seed).fit(train)
        kmeans = KMeans(len(present), n_init=10, random_state=seed).fit(pca.transform(train))
        nearest = kmeans.predict(pca.transform(test))
    table = _counts(kmeans.labels_, place, len(present), len(present))
    name_of = present[linear_sum_assignment(table, maximize=True)[1]]
    scores = evaluate(true, name_of[nearest], len(classes))
    explanation = (
        f"Pixels, {len(train):,} balanced faces, 2 principal components, k-means with {len(present)} groups, each "
        "named as a different emotion; a face is predicted as its nearest group."
    )
    return Reference("student_baseline", "The student project", explanation, scores.accuracy, scores)


def references(
    X: np.ndarray,
    known: TrainingRows,
    groups: np.ndarray,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    pixels: np.ndarray | None = None,
    progress: Progress = silent,
) -> list[Reference]:
    """All references except `chance`, from the lowest expected score to the highest.

    Arguments as for the single functions; ``known`` are all labelled training faces. The student project is included
    where pixels are given, and naming by majority where a labelled face is in a group.
    """
    progress(0, 4, "Computing the simple references")
    found = [majority(known.codes, true, classes)]
    if pixels is not None and len(np.unique(known.codes)) > 1:
        found.append(student_baseline(pixels, known, true, classes, settings.seed))
    if (groups[known.rows] >= 0).any():  # HDBSCAN can leave all labelled faces without a group
        found.append(best_naming(X, known, groups, true, classes, settings, part_of(progress, 0.2, 0.6)))
    progress(3, 5, "Training on all labels")
    return [*found, ceiling(X, known, true, classes, settings, part_of(progress, 0.6, 1))]


def _counts(groups: np.ndarray, codes: np.ndarray, n_groups: int, n_codes: int) -> np.ndarray:
    """int64 [n_groups, n_codes]: faces of each code in each group; groups without faces have a row of zeros."""
    table = np.zeros((n_groups, n_codes), np.int64)
    np.add.at(table, (groups, codes), 1)
    return table


def reference_arrays(found: Sequence[Reference]) -> dict[str, np.ndarray]:
    """References as plain arrays, to be saved; `references_of` reads them."""
    size = next((len(r.scores.support) for r in found if r.scores), 0)
    empty = np.zeros((size, size), np.int64)
    return {
        "texts": np.array([(r.key, r.name, r.explanation) for r in found], str).reshape(-1, 3),
        "accuracies": np.array([r.accuracy for r in found], np.float64),
        "confusions": np.array([r.scores.confusion if r.scores else empty for r in found], np.int64),
    }


def references_of(arrays: Mapping[str, np.ndarray]) -> list[Reference]:
    """The references whose `reference_arrays` these are."""
    rows = zip(arrays["texts"].tolist(), arrays["accuracies"].tolist(), arrays["confusions"], strict=True)
    return [Reference(key, name, text, share, _scores_of(table)) for (key, name, text), share, table in rows]


def _scores_of(confusion: np.ndarray) -> Scores | None:
    return scores_of(confusion) if confusion.sum() else None  # chance: there are no predictions


def _trained(
    X: np.ndarray,
    known: TrainingRows,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress,
) -> Scores:
    """Scores of a recognizer trained on these names; where there is only one name, of always predicting it.

    Only the `quick` part of the settings is used.
    """
    if len(np.unique(known.codes)) == 1:
        return evaluate(true, np.full(len(true), known.codes[0]), len(classes))
    fitted = Recognizer(settings.quick, classes).train(X, known, progress=progress)
    return evaluate(true, fitted.predict(X[known.split.test]), len(classes))
