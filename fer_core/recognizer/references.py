"""What a recognizer's score is to be held against: from guessing to all labels, on the same test faces.

Apart from `chance`, references read true labels of training faces. They tell what the names are worth; nothing that
a person names or that is trained on names may use them.
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
        key: short and stable: chance, majority, student_baseline, best_naming or ceiling.
        name: for a chart's axis.
        explanation: one sentence on what was done.
        accuracy: share of test faces that are right (0..1).
        scores: everything else; None where predictions are only imagined (chance).
    """

    key: str
    name: str
    explanation: str
    accuracy: float
    scores: Scores | None = None

    @property
    def macro_f1(self) -> float | None:
        """Mean F1 of the classes, where there are predictions."""
        return self.scores.macro_f1 if self.scores else None


def chance(n_classes: int) -> Reference:
    """The expected accuracy of guessing each of ``n_classes`` equally often; those that faces are labelled with."""
    return Reference("chance", "Guessing", "Every face gets an emotion at random.", 1 / n_classes)


def majority(train_codes: np.ndarray, true: np.ndarray, classes: Sequence[str]) -> Reference:
    """Always the commonest emotion of ``train_codes`` (int [m], at least one), scored on ``true`` (int [n])."""
    commonest = int(np.bincount(train_codes).argmax())
    scores = evaluate(true, np.full(len(true), commonest), len(classes))
    explanation = f"Every face is predicted as {classes[commonest]}, the commonest emotion in training."
    return Reference("majority", f"Always “{classes[commonest]}”", explanation, scores.accuracy, scores)


def best_naming(
    X: np.ndarray,
    known: TrainingRows,
    groups: np.ndarray,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress = silent,
) -> Reference:
    """The same recognizer, with every group named by the commonest true emotion of its faces.

    What a person would reach who knew every group's majority. Not a bound: second names, groups called mixed and
    names of single faces can do better.

    Args:
        X: float32 [n, d], features of all faces.
        known: the training faces that have a true emotion, with it; one at least.
        groups: int [n], group of each face of the data set; negative ones (in no group) get no name. A name goes to all
            training faces of a group, those too that nobody labelled; a group of them alone gets none.
        true: uint8 [t], true emotions of the faces that judge.
        classes: names of the emotions.
        settings: of the recognizer to compare with.
        progress: see `Recognizer.fit`.

    Raises InvalidSettings where no face is in a group.
    """
    grouped = groups[known.rows] >= 0
    if not grouped.any():
        raise InvalidSettings("There is no face in a group.", remedy="Make groups first.")
    table = _counts(groups[known.rows][grouped], known.codes[grouped], int(groups.max()) + 1, len(classes))
    nameable = table.sum(axis=1) > 0
    learn = known.split.train
    rows = learn[(groups[learn] >= 0) & nameable[groups[learn]]]
    place = np.unique(groups[rows], return_inverse=True)[1]
    codes = table.argmax(axis=1)[groups[rows]].astype(np.uint8)
    named = TrainingRows(known.split, rows, codes, groups=place)
    scores = _taught(X, named, true, classes, settings, progress)
    explanation = "Every group is named by the commonest true emotion of its faces; then the same recognizer."
    return Reference("best_naming", "Groups named by true majority", explanation, scores.accuracy, scores)


def ceiling(
    X: np.ndarray,
    known: TrainingRows,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress = silent,
) -> Reference:
    """The same recognizer on the same features, taught the true emotion of every training face.

    Arguments as `best_naming`'s.
    """
    scores = _taught(X, known, true, classes, settings, progress)
    which = "training faces" if len(known) == len(known.split.train) else "training faces that have a label"
    explanation = f"The same recognizer, trained on the true emotion of all {len(known):,} {which}."
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
    by k-means with one group per emotion. Each group gets another name, the one-to-one choice that suits most
    training faces (Kuhn 1955); this is kinder than naming by eye, and truer to the project than majorities, which
    may repeat a name. A test face is called what its nearest group is called.

    Args:
        pixels: [n, 48, 48] or [n, d], all faces.
        known: the training faces with their true emotions.
        true: uint8 [t], true emotions of the faces that judge.
        classes: names of the emotions.
        seed: of the undersampling, the components and the groups.
    """
    kept = resample(known, BalanceSettings("undersample", seed=seed))
    present, place = np.unique(kept.codes, return_inverse=True)
    seen = kept.take(pixels), pixels[known.split.test]
    train, test = (p.reshape(len(p), -1).astype(np.float32) for p in seen)
    if len(train) < 2 or len(present) < 2:
        raise InvalidSettings("The student project needs two emotions with faces.", remedy="Add labelled faces.")
    with threadpool_limits(1):
        pca = PCA(2, svd_solver="randomized", random_state=seed).fit(train)
        kmeans = KMeans(len(present), n_init=10, random_state=seed).fit(pca.transform(train))
        nearest = kmeans.predict(pca.transform(test))
    table = _counts(kmeans.labels_, place, len(present), len(present))
    name_of = present[linear_sum_assignment(table, maximize=True)[1]]
    scores = evaluate(true, name_of[nearest], len(classes))
    explanation = (
        f"Pixels, {len(train):,} balanced faces, 2 principal components, k-means with {len(present)} groups, "
        "each named after another emotion; a face gets the name of the nearest group."
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
    """All references, from the lowest expected to the highest; the student project's only where pixels are given.

    Arguments as the single functions'; ``known`` are all labelled training faces. Guessing (`chance`) is not among
    them: it depends on the whole data set.
    """
    progress(0, 4, "Scoring the simple references")
    found = [majority(known.codes, true, classes)]
    if pixels is not None and len(np.unique(known.codes)) > 1:
        found.append(student_baseline(pixels, known, true, classes, settings.seed))
    if (groups[known.rows] >= 0).any():  # HDBSCAN may leave out every face with a label, where few have one
        found.append(best_naming(X, known, groups, true, classes, settings, part_of(progress, 0.2, 0.6)))
    progress(3, 5, "Scoring with all labels")
    return [*found, ceiling(X, known, true, classes, settings, part_of(progress, 0.6, 1))]


def _counts(groups: np.ndarray, codes: np.ndarray, n_groups: int, n_codes: int) -> np.ndarray:
    """int64 [n_groups, n_codes]: faces of each code in each group; a group without faces keeps its row."""
    table = np.zeros((n_groups, n_codes), np.int64)
    np.add.at(table, (groups, codes), 1)
    return table


def reference_arrays(found: Sequence[Reference]) -> dict[str, np.ndarray]:
    """References as plain arrays, for the disk; `references_of` reads them back."""
    size = next((len(r.scores.support) for r in found if r.scores), 0)
    empty = np.zeros((size, size), np.int64)
    return {
        "texts": np.array([(r.key, r.name, r.explanation) for r in found], str).reshape(-1, 3),
        "accuracies": np.array([r.accuracy for r in found], np.float64),
        "confusions": np.array([r.scores.confusion if r.scores else empty for r in found], np.int64),
    }


def references_of(arrays: Mapping[str, np.ndarray]) -> list[Reference]:
    """What `reference_arrays` gave."""
    rows = zip(arrays["texts"].tolist(), arrays["accuracies"].tolist(), arrays["confusions"], strict=True)
    return [Reference(key, name, text, share, _scores_of(table)) for (key, name, text), share, table in rows]


def _scores_of(confusion: np.ndarray) -> Scores | None:
    return scores_of(confusion) if confusion.sum() else None  # chance: there are no predictions


def _taught(
    X: np.ndarray,
    known: TrainingRows,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress,
) -> Scores:
    """Scores of a recognizer of these names; where there is one name only, of always giving it.

    Only what is `quick` of the settings counts.
    """
    if len(np.unique(known.codes)) == 1:
        return evaluate(true, np.full(len(true), known.codes[0]), len(classes))
    fitted = Recognizer(settings.quick, classes).train(X, known, progress=progress)
    return evaluate(true, fitted.predict(X[known.split.test]), len(classes))
