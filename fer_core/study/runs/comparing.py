"""Compares two runs: which settings differ, and whether one is better on the same test faces."""

from typing import Any

import numpy as np

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.recognizer.evaluate import in_truth
from fer_core.recognizer.mcnemar import McNemar, mcnemar
from fer_core.recognizer.training import Training
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.runs.run import Run
from fer_core.study.store import Store


def differing(first: Run, second: Run) -> dict[str, tuple[Any, Any]]:
    """Settings that differ, by their dotted name; None if a run has no such setting.

    Settings without influence on results (strategies compared on Balance) are left out.
    """
    one, other = study.listed(first.choices), study.listed(second.choices)
    names = [name for name in {**one, **other} if name not in ("compared", "compared_seeds")]
    found = {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}
    if first.choices.left_out != second.choices.left_out:
        found.setdefault("left_out", (one["left_out"], other["left_out"]))
    return found


def training_of(store: Store, faces: FaceSet, run: Run) -> Training | None:
    """The training of a run; None if it is no longer on disk or these are not its faces."""
    if run.dataset != faces.fingerprint:
        return None
    return Lab(store, faces, run.choices).training.finished(run.key)


def compared(store: Store, faces: FaceSet, first: Run, second: Run) -> McNemar:
    """McNemar's test of two runs.

    Raises:
        InvalidSettings: if there are no labels, or the runs were tested on different faces.
        NotFound: if the predictions of a run are no longer on disk.
    """
    if first.scores is None or second.scores is None or faces.emotions is None:
        what = "These faces have no labels, so it is not known which run is correct more often."
        raise InvalidSettings(what, remedy="Compare the predictions of the runs instead.")
    if first.judges != second.judges or first.dataset != second.dataset:
        what = "The two runs were tested on different faces, so they cannot be compared face by face."
        raise InvalidSettings(what, remedy="Train both with the same test set (Balance).")
    correct = [_correct(store, faces, run) for run in (first, second)]
    return mcnemar(*correct)


def _correct(store: Store, faces: FaceSet, run: Run) -> np.ndarray:
    training = training_of(store, faces, run)
    if training is None:
        what = f"The predictions of run {run.key[:8]} are no longer on disk."
        raise NotFound(what, remedy="Go back to its settings and train again to get the same predictions.")
    assert faces.emotions is not None
    test = Lab(store, faces, run.choices).division.split.test
    return np.asarray(training.probabilities.argmax(axis=1) == faces.emotions[test])


def agreeing(first: Training, second: Training) -> float:
    """Share (0..1) of test faces for which two trainings with the same test set predict the same emotion."""
    return float((first.probabilities.argmax(axis=1) == second.probabilities.argmax(axis=1)).mean())


def recall_changes(first: Run, second: Run) -> dict[str, tuple[float, float]]:
    """Recall of each emotion in the test set, for both runs; empty if one has no scores or other emotions."""
    if first.scores is None or second.scores is None or first.classes != second.classes:
        return {}
    tested = sorted({c for run in (first.scores, second.scores) for c in in_truth(np.array(run.confusion))})
    return {first.classes[c]: (first.scores.recall[c], second.scores.recall[c]) for c in tested}


def verdict(found: McNemar, first: str, second: str) -> str:
    """The result of the test as a sentence, for two runs with these names."""
    low, high = found.interval
    points = f"between {100 * low:+.1f} and {100 * high:+.1f} points"
    alone = f"{found.only_first:,} are predicted correctly by {first} alone and {found.only_second:,} by {second} alone"
    counted = f"Of {found.n:,} faces, {alone}"
    if not found.only_first and not found.only_second:
        return "Both are correct for exactly the same faces."
    if found.p >= 0.05:
        return f"{counted}. This difference may be due to chance (p = {found.p:.2f}); it is {points}."
    better = second if found.difference > 0 else first
    p = "p < 0.001" if found.p < 0.001 else f"p = {found.p:.3f}"
    return f"{counted}. {better} is better, more than chance would explain ({p}); the difference is {points}."
