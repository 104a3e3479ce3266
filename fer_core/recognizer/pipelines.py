"""Settings to scikit-learn pipelines: inputs standardised, then the model, calibrated where asked for."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from fer_core.recognizer.discriminant import WeightedDiscriminant
from fer_core.recognizer.one_vs_rest import WeightedOneVsRest
from fer_core.recognizer.settings import ModelKind, RecognizerSettings
from fer_core.recognizer.voting import SoftVoting

Splits = Sequence[tuple[np.ndarray, np.ndarray]]

TREE_ROWS = 10_000
"""Rows that one tree of the forest is grown on, at most: more cost time and gain nothing (measured)."""
COMPONENTS = 64
"""Principal components that gradient boosting sees: on 1,220 columns and 47,000 rows it would take ten minutes."""
GAMMA = 0.3
"""Of the RBF kernel, times 1 / columns: wider than scikit-learn's usual, which scored a little lower on FER2013's
public test faces."""

# The network is meant to stop after its epochs, whether it has settled or not.
warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations", category=ConvergenceWarning)


def pipeline(settings: RecognizerSettings, rows: int, columns: int, splits: Splits | None = None) -> Pipeline:
    """An unfitted pipeline with the steps scale, perhaps curve (landmarks of the RBF SVM) or fewer (components for
    gradient boosting), and model.

    Args:
        settings: which model.
        rows: that the model will be fitted on.
        columns: of the features.
        splits: for calibration: (rows to fit on, rows to calibrate on) of each fold. The model is then a
            CalibratedClassifierCV, the mean of the folds' calibrated models.
    """
    model = ESTIMATORS[settings.model](settings, rows, columns)
    if splits is not None:
        model = CalibratedClassifierCV(model, method=settings.calibration, cv=list(splits), ensemble=True)
    return Pipeline([("scale", StandardScaler()), *_between(settings, rows, columns), ("model", model)])


def exact(settings: RecognizerSettings, rows: int) -> bool:
    """Whether the RBF SVM of so many rows is an exact one."""
    return settings.model == "rbf_svm" and rows <= settings.exact_rows


def _between(settings: RecognizerSettings, rows: int, columns: int) -> list[tuple[str, BaseEstimator]]:
    """What some models see instead of the features. Nothing here looks at names."""
    if settings.model == "rbf_svm" and not exact(settings, rows):
        return [("curve", _landmarks(settings, rows, columns))]
    if settings.model == "hist_gradient_boosting" and columns > COMPONENTS:
        return [("fewer", PCA(min(COMPONENTS, rows), svd_solver="covariance_eigh"))]
    return []


def _discriminant(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    return WeightedDiscriminant()


def _logistic(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    # 28,709 rows settle after about 75 steps at the default C, 160 at C = 1.
    return LogisticRegression(C=settings.C, max_iter=500)


def _linear_svm(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    # The primal problem is the quick one for many rows; a finer tolerance changes no score (measured).
    return LinearSVC(C=settings.C, dual=False, tol=1e-2, random_state=settings.seed)


def _rbf_svm(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    if exact(settings, rows):
        return WeightedOneVsRest(SVC(C=settings.C, gamma=GAMMA / columns, cache_size=500))
    return _linear_svm(settings, rows, columns)


def _landmarks(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    count = min(settings.landmarks, rows)
    return Nystroem(gamma=GAMMA / columns, n_components=count, random_state=settings.seed)


def _random_forest(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    return RandomForestClassifier(
        settings.trees,
        min_samples_leaf=settings.leaf,
        max_samples=min(rows, TREE_ROWS),
        n_jobs=2,
        random_state=settings.seed,
    )


def _boosting(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    # Stopping early would hold back rows at random, second names of the same faces among them.
    return HistGradientBoostingClassifier(
        max_iter=settings.rounds,
        max_leaf_nodes=8,
        max_bins=32,
        min_samples_leaf=min(settings.leaf * 4, max(1, rows // 10)),
        early_stopping=False,
        random_state=settings.seed,
    )


def _neighbours(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    return KNeighborsClassifier(min(settings.neighbours, rows))


def _network(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    batch = int(np.clip(rows // 100, 1, 256))  # few faces make as many steps as many do
    return MLPClassifier(
        (settings.hidden,),
        alpha=batch / 256,  # scikit-learn divides it by the size of a batch
        batch_size=batch,
        max_iter=settings.epochs,
        n_iter_no_change=settings.epochs,
        random_state=settings.seed,
    )


def _ensemble(settings: RecognizerSettings, rows: int, columns: int) -> BaseEstimator:
    return SoftVoting([(kind, ESTIMATORS[kind](settings, rows, columns)) for kind in settings.members])


ESTIMATORS: Mapping[ModelKind, Callable[[RecognizerSettings, int, int], BaseEstimator]] = MappingProxyType(
    {
        "discriminant": _discriminant,
        "logistic": _logistic,
        "linear_svm": _linear_svm,
        "rbf_svm": _rbf_svm,
        "random_forest": _random_forest,
        "hist_gradient_boosting": _boosting,
        "neighbours": _neighbours,
        "mlp": _network,
        "ensemble": _ensemble,
    }
)
