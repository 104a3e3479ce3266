"""The models, an entry each: texts for pages, the scikit-learn estimator, and what else has to be known.

To add one: a function that makes it and an entry in `MODELS`. Its settings are fields of `RecognizerSettings`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC

from fer_core.recognizer.discriminant import WeightedDiscriminant
from fer_core.recognizer.one_vs_rest import WeightedOneVsRest
from fer_core.recognizer.voting import SoftVoting

if TYPE_CHECKING:
    from fer_core.recognizer.settings import RecognizerSettings

EXACT_ROWS = 3_000
"""Rows up to which the RBF SVM is exact (measured: 6 s for 3,000 rows of 1,220 columns; it grows with the square)."""
TREE_ROWS = 10_000
"""Rows that one tree of the forest is fitted on, at most: more take longer and gain nothing (measured)."""
COMPONENTS = 64
"""Principal components that gradient boosting is fitted on; 47,000 rows of 1,220 columns would take ten minutes."""
GAMMA = 0.3
"""Gamma of the RBF kernel, times the number of columns: a wider kernel than scikit-learn's default (1), which scored
a little lower on FER2013's public test faces."""

Make = Callable[["RecognizerSettings", int, int], BaseEstimator]
"""(settings, number of rows it will be fitted on, number of features) -> an unfitted estimator."""
Before = Callable[["RecognizerSettings", int, int], list[tuple[str, BaseEstimator]]]


def _nothing(settings: "RecognizerSettings", rows: int, columns: int) -> list[tuple[str, BaseEstimator]]:
    return []


@dataclass(frozen=True)
class Model:
    """A kind of recognizer.

    Attributes:
        title: its name for people.
        explanation: one plain sentence.
        make: makes the unfitted estimator.
        uses: fields of `RecognizerSettings` that it uses; pages ask for them.
        tried: the most important setting and the values that a search tries; "" for the defaults alone.
        before: steps between scaling and the model, which use no names.
        weighs: whether it uses the weights of rows; a model without weights is fitted on first names alone.
        votes: whether it can be part of an ensemble: it has no steps before it, uses weights and has probabilities.
        prior_power: the power of the classes' shares that it uses, which logit adjustment divides out.
        seconds: its fitting time in proportion to the others, for progress alone.
    """

    title: str
    explanation: str
    make: Make
    uses: tuple[str, ...] = ()
    tried: tuple[str, tuple[Any, ...]] = ("", (None,))
    before: Before = _nothing
    weighs: bool = True
    votes: bool = False
    prior_power: float = 1.0
    seconds: float = 3.0


def exact(settings: "RecognizerSettings", rows: int) -> bool:
    """Whether an RBF SVM on so many rows is exact."""
    return settings.model == "rbf_svm" and rows <= settings.exact_rows


def _discriminant(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    return WeightedDiscriminant()


def _logistic(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    # 28,709 rows converge after about 75 steps at the default C, 160 at C = 1.
    return LogisticRegression(C=settings.C, max_iter=500)


def _linear_svm(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    # The primal problem is faster for many rows; a lower tolerance changes no score (measured).
    return LinearSVC(C=settings.C, dual=False, tol=1e-2, random_state=settings.seed)


def _rbf_svm(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    if exact(settings, rows):
        return WeightedOneVsRest(SVC(C=settings.C, gamma=GAMMA / columns, cache_size=500))
    return _linear_svm(settings, rows, columns)


def _landmarks(settings: "RecognizerSettings", rows: int, columns: int) -> list[tuple[str, BaseEstimator]]:
    if exact(settings, rows):
        return []
    count = min(settings.landmarks, rows)
    return [("curve", Nystroem(gamma=GAMMA / columns, n_components=count, random_state=settings.seed))]


def _random_forest(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    return RandomForestClassifier(
        settings.trees,
        min_samples_leaf=settings.leaf,
        max_samples=min(rows, TREE_ROWS),
        n_jobs=2,
        random_state=settings.seed,
    )


def _boosting(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    # Early stopping would validate on random rows, also on second names of faces in the training rows.
    return HistGradientBoostingClassifier(
        max_iter=settings.rounds,
        max_leaf_nodes=8,
        max_bins=32,
        min_samples_leaf=min(settings.leaf * 4, max(1, rows // 10)),
        early_stopping=False,
        random_state=settings.seed,
    )


def _fewer(settings: "RecognizerSettings", rows: int, columns: int) -> list[tuple[str, BaseEstimator]]:
    return [("fewer", PCA(min(COMPONENTS, rows), svd_solver="covariance_eigh"))] if columns > COMPONENTS else []


def _neighbours(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    return KNeighborsClassifier(min(settings.neighbours, rows))


def _network(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    batch = int(np.clip(rows // 100, 1, 256))  # as many steps for few faces as for many
    return MLPClassifier(
        (settings.hidden,),
        alpha=batch / 256,  # scikit-learn divides it by the batch size
        batch_size=batch,
        max_iter=settings.epochs,
        n_iter_no_change=settings.epochs,
        random_state=settings.seed,
    )


def _ensemble(settings: "RecognizerSettings", rows: int, columns: int) -> BaseEstimator:
    return SoftVoting([(kind, MODELS[kind].make(settings, rows, columns)) for kind in settings.members])


MODELS: dict[str, Model] = {
    "discriminant": Model(
        "Linear discriminant",
        "Models each emotion as one cloud of faces around a mean. Fast, and the most tolerant of wrong names.",
        _discriminant, votes=True, prior_power=WeightedDiscriminant().prior_power, seconds=1,
    ),
    "logistic": Model(
        "Logistic regression",
        "A weighted sum of the features for each emotion. Fast, stable, with meaningful probabilities.",
        _logistic, ("C",), ("C", (0.001, 0.01, 0.1)), votes=True, seconds=4,
    ),
    "linear_svm": Model(
        "Linear SVM",
        "Separates emotions by straight borders with a wide margin. Its scores are scaled into probabilities.",
        _linear_svm, ("C",), ("C", (0.001, 0.01)),
    ),
    "rbf_svm": Model(
        "RBF SVM",
        f"Separates emotions by curved borders. Exact up to {EXACT_ROWS:,} named rows; with more, approximated from a "
        "few hundred faces (Nyström), which takes seconds instead of minutes.",
        _rbf_svm, ("C", "exact_rows", "landmarks"), ("C", (0.1, 1.0)), _landmarks,
    ),
    "random_forest": Model(
        "Random forest", "Many decision trees vote, each fitted on other faces and features.",
        _random_forest, ("trees", "leaf"), ("leaf", (5, 20)), votes=True, seconds=5,
    ),
    "hist_gradient_boosting": Model(
        "Gradient boosting",
        "Small decision trees, one after the other, each correcting the errors of those before, on 64 components of "
        "the features. It also fits wrong names that way.",
        _boosting, ("rounds", "leaf"), ("rounds", (20, 60)), _fewer, seconds=12,
    ),
    "neighbours": Model(
        "Nearest neighbours",
        "Predicts the most frequent name among the most similar named faces. It cannot use weights, so second names "
        "are ignored.",
        _neighbours, ("neighbours",), ("neighbours", (20, 100)), weighs=False,
    ),
    "mlp": Model(
        "Neural network",
        "One hidden layer (MLP), trained for a fixed, small number of epochs so that it does not memorize wrong names.",
        _network, ("hidden", "epochs"), ("epochs", (3, 10)), votes=True,
    ),
    "ensemble": Model(
        "Ensemble", "Several models vote: the mean of their probabilities decides (soft voting).",
        _ensemble, ("members",), seconds=8,
    ),
}  # fmt: skip
"""The models by their names in settings and files, in the order of the page."""

MEMBERS: tuple[str, ...] = tuple(kind for kind, model in MODELS.items() if model.votes)
"""Models that can be part of an ensemble."""
