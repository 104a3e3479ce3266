"""Signs: what can be seen, without any label, of how good a recognizer of the names so far is."""

from dataclasses import dataclass

import numpy as np

from fer_core.recognizer.incremental import Linear, RunningDiscriminant

FACES = 2_000
"""Grouped faces, drawn at random once, on which predictions are compared; more change a sign by less than 0.01."""


@dataclass(frozen=True)
class Signs:
    """The signs at one time. All but the counts are shares, 0..1.

    Attributes:
        groups: number of groups of whose faces half or more have a name, at least 1.
        emotions: number of emotions of the data set.
        steadiness: of faces whose groups stay, whose prediction stays the same if a fifth of the groups is left out.
        clearness: weight of the first name of a named face: 1 where no group has a second name.
        confidence: probability of the predicted emotion, over faces without a name (over all if there are none).
        variety: effective number of predicted emotions, as a share of all emotions.
        agreement: of named faces whose name is predicted by a recognizer of the other groups, second names in part.
    """

    groups: int
    emotions: int
    steadiness: float
    clearness: float
    confidence: float
    variety: float
    agreement: float


def signs_of(model: RunningDiscriminant, fitted: Linear, group: np.ndarray, some: np.ndarray) -> Signs:
    """The signs of ``fitted``, the recognizer of all names in ``model``.

    Args:
        model: the names, and the fold of each face.
        fitted: its discriminant without a fold left out.
        group: int [n], the group of each face; -1 for none.
        some: int [s], the grouped faces on which predictions are compared.
    """
    weights = model.labels.max(axis=1)
    named = np.flatnonzero(weights > 0)
    probabilities = model.probabilities(fitted, some)
    predicted = probabilities.argmax(axis=1)
    unnamed = weights[some] == 0
    asked = probabilities[unnamed] if unnamed.any() else probabilities
    steadiness, agreement = _left_out(model, predicted, some, _few(named))
    shares = np.bincount(predicted, minlength=model.labels.shape[1]) / max(len(some), 1)
    return Signs(
        _mostly_named(group, weights > 0), model.labels.shape[1], steadiness,
        float(weights[named].mean()), float(asked.max(axis=1).mean()),
        effective(shares) / model.labels.shape[1], agreement,
    )  # fmt: skip


def effective(shares: np.ndarray) -> float:
    """The effective number of classes with these ``shares`` (float [c], summing to 1): the exponential of entropy."""
    some = shares[shares > 0]
    return float(np.exp(-(some * np.log(some)).sum()))


def _mostly_named(group: np.ndarray, named: np.ndarray) -> int:
    """Number of groups of whose faces half or more are ``named`` (bool [n]); few faces of a group do not count."""
    sizes = np.bincount(group[group >= 0])
    shares = np.bincount(group[(group >= 0) & named], minlength=len(sizes)) / np.maximum(sizes, 1)
    return max(int((shares >= 0.5).sum()), 1)


def _left_out(
    model: RunningDiscriminant, predicted: np.ndarray, some: np.ndarray, named: np.ndarray
) -> tuple[float, float]:
    """Steadiness and agreement, with each fold of groups left out in turn."""
    labels = model.labels[named]
    steady, repeated = [], np.zeros(len(named))
    for fold in model.named_folds.tolist():
        others, held_out = model.folds[some] != fold, model.folds[named] == fold
        both = _predicted(model, fold, np.append(some[others], named[held_out]))
        again, answers = np.split(both, [others.sum()])
        steady.append(float((again == predicted[others]).mean()) if len(again) else 0.0)
        repeated[held_out] = labels[held_out, answers] / labels[held_out].max(axis=1)
    return float(np.mean(steady)), float(repeated.mean())


def _predicted(model: RunningDiscriminant, fold: int, faces: np.ndarray) -> np.ndarray:
    """int [m]: predictions without the names of a fold; the most common other name if a recognizer has too few."""
    fitted = model.fit(without=fold)
    if fitted is not None:
        return np.asarray(model.probabilities(fitted, faces).argmax(axis=1))
    rest = model.labels[model.folds != fold].sum(axis=0)
    return np.full(len(faces), rest.argmax())


def _few(faces: np.ndarray) -> np.ndarray:
    """At most twice `FACES` of ``faces`` (int [m]), evenly spread."""
    return faces[np.linspace(0, len(faces) - 1, 2 * FACES).astype(int)] if len(faces) > 2 * FACES else faces
