"""The recognizer: a classifier from scikit-learn, fitted on faces with names. All of FER2013 takes seconds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from fer_core.balance import Balanced, BalanceSettings, Pixels, TrainingRows, balance
from fer_core.balance.logits import adjusted, shift
from fer_core.errors import InvalidSettings
from fer_core.parallel import in_background
from fer_core.progress import Progress, part_of, silent
from fer_core.recognizer.discriminant import WeightedDiscriminant

ModelKind = Literal["discriminant", "logistic", "linear_svm", "rbf_svm", "random_forest", "neighbours"]

FIRST_NAME = 0.5
"""A row with less weight is a face's second name, which nearest neighbours, blind to weights, must not see."""
BELIEF: Mapping[ModelKind, float] = MappingProxyType({"discriminant": WeightedDiscriminant().prior_power})
"""The power of the classes' shares that a model uses, where it is not 1: what logit adjustment has to give back."""
TREE_ROWS = 10_000
"""Rows that one tree of the forest is grown on, at most: more cost time and gain nothing (measured)."""


class ModelInfo(NamedTuple):
    """What a page says of a model."""

    title: str
    explanation: str


MODELS: Mapping[ModelKind, ModelInfo] = MappingProxyType(
    {
        "discriminant": ModelInfo(
            "Linear discriminant",
            "Takes every emotion for a cloud around its mean face: fitted in a second, and it bears wrong names best.",
        ),
        "logistic": ModelInfo(
            "Logistic regression",
            "Adds up the features with one weight per emotion: quick, steady, and its probabilities mean something.",
        ),
        "linear_svm": ModelInfo(
            "Linear SVM",
            "Draws straight borders with a wide margin; its probabilities are scores, sharpened to fit the names.",
        ),
        "rbf_svm": ModelInfo(
            "RBF SVM (approximate)",
            "Draws curved borders by likeness to a few hundred faces (Nyström's approximation), so it takes "
            "seconds where an exact one takes minutes.",
        ),
        "random_forest": ModelInfo(
            "Random forest", "Lets many decision trees vote, each grown on other faces and features."
        ),
        "neighbours": ModelInfo(
            "Nearest neighbours",
            "Asks the most similar named faces for their names; it cannot weigh, so it sees first names alone.",
        ),
    }
)


@dataclass(frozen=True)
class RecognizerSettings:
    """Which model, and how it is fitted. Raises InvalidSettings for what cannot work.

    Attributes:
        model: one of `MODELS`.
        balance: of the named rows, by name.
        C: inverse strength of regularisation of the logistic regression and the SVMs; smaller = smoother.
        landmarks: faces the approximate RBF SVM compares with.
        trees: of the random forest.
        leaf: rows a leaf of the forest must hold.
        neighbours: faces that nearest neighbours asks.
        seed: of all that is drawn.
    """

    model: ModelKind = "discriminant"
    balance: BalanceSettings = BalanceSettings()
    C: float = 0.1
    landmarks: int = 300
    trees: int = 100
    leaf: int = 5
    neighbours: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            known = ", ".join(MODELS)
            raise InvalidSettings(f"{self.model!r} is no recognizer.", remedy=f"Use one of: {known}.")
        if not self.C > 0 or min(self.landmarks, self.trees, self.leaf, self.neighbours) < 1:
            raise InvalidSettings("C must be above 0 and every count at least 1.")


class Recognizer:
    """A classifier of faces' features. Only ever gives names that it was taught.

    Attributes:
        pipeline_: the fitted scikit-learn pipeline; inputs are standardised by the training rows inside it.
        named_: uint8 [k], ascending: codes that occur in the training rows, the pipeline's classes.
        rows_: how many rows it was fitted on, after balancing.
        sharpness_: what the SVMs' scores are multiplied by before softmax (see `predict_proba`); else 1.
        shift_: float64 [k], what logit adjustment adds to the log probabilities of ``named_``; else zeros.
    """

    def __init__(self, settings: RecognizerSettings, classes: Sequence[str]) -> None:
        self.settings = settings
        self.classes = tuple(classes)

    def learn(
        self, X: np.ndarray, rows: TrainingRows, pixels: Pixels | None = None, progress: Progress = silent
    ) -> "Recognizer":
        """Learn from training rows, balanced as the settings say. Raises InvalidSettings, Cancelled out of
        ``progress``.

        Args:
            X: float32 [n, d], features of all faces of the data set; only the training rows' are looked at.
            rows: the training rows and their names.
            pixels: the faces, for ways to balance that make pictures.
            progress: called ten times a second; how far the fit is cannot be told.
        """
        self._check(rows.take(X), rows.codes, rows.weights)
        kept = rows.of(self._seen(rows.codes, rows.weights))
        balanced = balance(X, kept, self.settings.balance, pixels, part_of(progress, 0, 0.5))
        self._fit_in_background(balanced, part_of(progress, 0.5, 1))
        if self.settings.balance.strategy == "logit_adjustment":
            tau = self.settings.balance.tau
            self.shift_ = shift(kept.codes, kept.weights, self.named_, tau, BELIEF.get(self.settings.model, 1.0))
        return self

    def fit(
        self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray | None = None, progress: Progress = silent
    ) -> "Recognizer":
        """Learn from exactly these rows; balancing is for `learn`. Raises InvalidSettings, Cancelled out of
        ``progress``.

        Args:
            features: float32 [m, d]; a face with two names stands twice.
            codes: uint8 [m], the names as codes into ``classes``.
            weights: float32 [m], share of the face that the name gets; None = 1 each.
            progress: called ten times a second; how far the fit is cannot be told.
        """
        if self.settings.balance.strategy != "none":
            what = "Rows can be balanced only where it is known that they are training rows."
            raise InvalidSettings(what, remedy="Use `learn`, or settings without balancing.")
        weights = np.ones(len(features), np.float32) if weights is None else weights
        self._check(features, codes, weights)
        seen = self._seen(codes, weights)
        return self._fit_in_background(Balanced(features[seen], codes[seen], weights[seen]), progress)

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """float32 [n, classes]: how probable each emotion is; rows sum to 1, emotions never named get 0.

        An SVM's scores become probabilities by a softmax whose sharpness was fitted to the training names
        (temperature scaling, Guo et al. 2017). All probabilities speak of the names people gave: where a
        group's name was wrong for a face, they are too sure.
        """
        self._check_input(features)
        result = np.zeros((len(features), len(self.classes)), np.float32)
        if len(features):
            with threadpool_limits(1):
                result[:, self.named_] = adjusted(self._probabilities(features), self.shift_)
        return result

    def predict(self, features: np.ndarray) -> np.ndarray:
        """uint8 [n]: the most probable emotion's code."""
        return self.predict_proba(features).argmax(1).astype(np.uint8)

    def _seen(self, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """bool [m]: which rows the model is shown. Raises InvalidSettings where they are of one class."""
        kept = weights > (FIRST_NAME if self.settings.model == "neighbours" else 0)
        if len(np.unique(codes[kept])) < 2:
            what = "A recognizer needs at least two emotions to tell apart."
            raise InvalidSettings(what, remedy="Name groups with at least two emotions.")
        return kept

    def _fit_in_background(self, rows: Balanced, progress: Progress) -> "Recognizer":
        return in_background(lambda: self._fit(rows), f"Training: {MODELS[self.settings.model].title}", progress)

    def _fit(self, rows: Balanced) -> "Recognizer":
        pipeline = PIPELINES[self.settings.model](self.settings, *rows.features.shape)
        weights = {} if self.settings.model == "neighbours" else {"model__sample_weight": rows.weights}
        # One thread: on few cores the small products of one step are slower on two (measured: 3 to 5 times).
        with threadpool_limits(1):
            self.pipeline_ = pipeline.fit(rows.features, rows.codes, **weights)
            self.named_ = pipeline.classes_.astype(np.uint8)
            self.rows_ = len(rows.codes)
            self.sharpness_, self.shift_ = 1.0, np.zeros(len(self.named_))
            if self.settings.model in ("linear_svm", "rbf_svm"):
                place = np.searchsorted(self.named_, rows.codes)
                self.sharpness_ = _sharpness(self._scores(rows.features), place, rows.weights)
        return self

    def _probabilities(self, features: np.ndarray) -> np.ndarray:
        if self.settings.model in ("linear_svm", "rbf_svm"):
            return softmax(self._scores(features) * self.sharpness_, axis=1)
        return self.pipeline_.predict_proba(features)

    def _scores(self, features: np.ndarray) -> np.ndarray:
        """float64 [n, k]: distances to the SVMs' borders; two classes share one border."""
        scores = self.pipeline_.decision_function(features)
        return scores if scores.ndim == 2 else np.stack([-scores, scores], axis=1)

    def _check(self, features: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> None:
        if features.ndim != 2 or not len(features) == len(codes) == len(weights):
            raise InvalidSettings("There must be one name and one weight per row of features.")
        if len(codes) and int(codes.max()) >= len(self.classes):
            raise InvalidSettings(f"There is no emotion with the code {int(codes.max())}.")
        if not (np.isfinite(weights).all() and (weights >= 0).all()):
            raise InvalidSettings("A weight must be a number from 0 up.")
        _check_finite(features)

    def _check_input(self, features: np.ndarray) -> None:
        columns = self.pipeline_.n_features_in_
        if features.ndim != 2 or features.shape[1] != columns:
            raise InvalidSettings(
                f"This recognizer was trained on {columns} features, not on rows of shape {features.shape[1:]}.",
                remedy="Make the same features for these faces.",
            )
        _check_finite(features)


def _check_finite(features: np.ndarray) -> None:
    if not np.isfinite(features).all():
        raise InvalidSettings("Some features are not a number.", remedy="Make the features again.")


def _sharpness(scores: np.ndarray, place: np.ndarray, weights: np.ndarray) -> float:
    """The factor 0.05..20 with which a softmax of ``scores`` gives the names ``place`` most likelihood."""
    rows = np.arange(len(scores))

    def loss(log_factor: float) -> float:
        return -float(weights @ log_softmax(scores * np.exp(log_factor), axis=1)[rows, place])

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 0.01}).x))


def _pipeline(model: BaseEstimator, *between: tuple[str, BaseEstimator]) -> Pipeline:
    return Pipeline([("scale", StandardScaler()), *between, ("model", model)])


def _discriminant(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    return _pipeline(WeightedDiscriminant())


def _logistic(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    # 28,709 rows settle after about 75 steps at the default C, 160 at C = 1.
    return _pipeline(LogisticRegression(C=settings.C, max_iter=500))


def _svm(settings: RecognizerSettings) -> LinearSVC:
    # The primal problem is the quick one for many rows; a finer tolerance changes no score (measured).
    return LinearSVC(C=settings.C, dual=False, tol=1e-2, random_state=settings.seed)


def _linear_svm(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    return _pipeline(_svm(settings))


def _rbf_svm(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    landmarks = min(settings.landmarks, rows)
    # Wider than scikit-learn's usual 1 / columns, which scored a little lower on FER2013's public test faces.
    curve = Nystroem(gamma=0.3 / columns, n_components=landmarks, random_state=settings.seed)
    return _pipeline(_svm(settings), ("curve", curve))


def _random_forest(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    forest = RandomForestClassifier(
        settings.trees,
        min_samples_leaf=settings.leaf,
        max_samples=min(rows, TREE_ROWS),
        n_jobs=2,
        random_state=settings.seed,
    )
    return _pipeline(forest)


def _neighbours(settings: RecognizerSettings, rows: int, columns: int) -> Pipeline:
    return _pipeline(KNeighborsClassifier(min(settings.neighbours, rows)))


PIPELINES: Mapping[ModelKind, Callable[[RecognizerSettings, int, int], Pipeline]] = MappingProxyType(
    {
        "discriminant": _discriminant,
        "logistic": _logistic,
        "linear_svm": _linear_svm,
        "rbf_svm": _rbf_svm,
        "random_forest": _random_forest,
        "neighbours": _neighbours,
    }
)
