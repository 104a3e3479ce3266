"""Two runs side by side: what differs in their settings, and whether one is better on the same faces."""

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
    """Settings that are not the same, by their dotted name; None where one of the runs has no such setting.

    Settings that no result follows from (what was held against each other on Balance) are left out.
    """
    one, other = study.listed(first.choices), study.listed(second.choices)
    names = [name for name in {**one, **other} if name not in ("compared", "compared_seeds")]
    found = {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}
    if first.choices.left_out != second.choices.left_out:
        found.setdefault("left_out", (one["left_out"], other["left_out"]))
    return found


def training_of(store: Store, faces: FaceSet, run: Run) -> Training | None:
    """What the run predicted, where it is still on disk and these are its faces."""
    if run.dataset != faces.fingerprint:
        return None
    return Lab(store, faces, run.choices).training.finished(run.key)


def compared(store: Store, faces: FaceSet, first: Run, second: Run) -> McNemar:
    """McNemar's test of two runs. Raises InvalidSettings or NotFound, saying why there can be none."""
    if first.scores is None or second.scores is None or faces.emotions is None:
        what = "These faces carry no true labels, so nobody can say which run is right more often."
        raise InvalidSettings(what, remedy="Compare what the runs say face by face instead.")
    if first.judges != second.judges or first.dataset != second.dataset:
        what = "The two runs were judged on different faces, so they cannot be held against each other face by face."
        raise InvalidSettings(what, remedy="Train both with the same judging faces (Balance).")
    rights = [_right(store, faces, run) for run in (first, second)]
    return mcnemar(*rights)


def _right(store: Store, faces: FaceSet, run: Run) -> np.ndarray:
    training = training_of(store, faces, run)
    if training is None:
        what = f"What run {run.key[:8]} predicted is no longer on disk."
        raise NotFound(what, remedy="Go back to its settings and train again: that gives the same predictions.")
    assert faces.emotions is not None
    judges = Lab(store, faces, run.choices).division.split.test
    return np.asarray(training.probabilities.argmax(axis=1) == faces.emotions[judges])


def agreeing(first: Training, second: Training) -> float:
    """Share (0..1) of held-out faces of which two trainings with the same judges say the same."""
    return float((first.probabilities.argmax(axis=1) == second.probabilities.argmax(axis=1)).mean())


def recall_changes(first: Run, second: Run) -> dict[str, tuple[float, float]]:
    """Recall of each emotion that faces judge, by each run; empty where one has no scores or other emotions."""
    if first.scores is None or second.scores is None or first.classes != second.classes:
        return {}
    judged = sorted({c for run in (first.scores, second.scores) for c in in_truth(np.array(run.confusion))})
    return {first.classes[c]: (first.scores.recall[c], second.scores.recall[c]) for c in judged}


def verdict(found: McNemar, first: str, second: str) -> str:
    """The test in plain words, for two runs of these names."""
    low, high = found.interval
    points = f"between {100 * low:+.1f} and {100 * high:+.1f} points"
    alone = f"{found.only_first:,} are right by {first} alone and {found.only_second:,} by {second} alone"
    counted = f"Of {found.n:,} faces {alone}"
    if not found.only_first and not found.only_second:
        return "Both are right on exactly the same faces."
    if found.p >= 0.05:
        return f"{counted}: that may well be chance (p = {found.p:.2f}). The difference lies {points}."
    better = second if found.difference > 0 else first
    p = "p < 0.001" if found.p < 0.001 else f"p = {found.p:.3f}"
    return f"{counted}: {better} is better, and chance alone would hardly do that ({p}). The difference lies {points}."
