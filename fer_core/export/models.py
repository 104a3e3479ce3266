"""Fitted models of scikit-learn as graphs, in float64 as scikit-learn computes them.

Why skl2onnx does not write them: see “Why models are not converted by skl2onnx” in docs/export.md.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from fer_core.base.errors import FerLabError
from fer_core.export import trees
from fer_core.export.graph import Value, joined
from fer_core.recognizer.discriminant import WeightedDiscriminant


class NotExportable(FerLabError):
    """A model that cannot be written as ONNX."""


def transformed(step: BaseEstimator, rows: Value) -> Value:
    """Rows float32 [n, d] after a step before the model, float32 [n, e]. Raises NotExportable."""
    if isinstance(step, StandardScaler):
        return (rows - step.mean_) / step.scale_  # in float32, as scikit-learn does it
    if isinstance(step, Nystroem) and step.kernel == "rbf":
        return _rbf_kernel(rows, step.components_, step.gamma) @ step.normalization_.T
    if isinstance(step, PCA) and not step.whiten:
        return ((rows.to(np.float64) - step.mean_) @ np.asarray(step.components_, np.float64).T).to(np.float32)
    raise _refused(type(step).__name__)


def probabilities(model: BaseEstimator, rows: Value) -> Value:
    """Probabilities float64 [n, k] by a fitted classifier that has them. Raises NotExportable."""
    return _made(PROBABILITIES, model, rows)


def scores(model: BaseEstimator, rows: Value) -> Value:
    """float64 [n, k]: a classifier's ``decision_function``; [n, 1] for two classes. Raises NotExportable."""
    return _made(SCORES, model, rows)


def softmax(values: Value) -> Value:
    """Probabilities from scores, row by row."""
    return values.op("Softmax", axis=1)


def both(one: Value) -> Value:
    """The scores [n, 2] of two classes, from that of the second class [n, 1]."""
    return joined([-one, one], 1)


def _made(table: Mapping[type, Callable[[Any, Value], Value]], model: BaseEstimator, rows: Value) -> Value:
    for kind, write in table.items():
        if isinstance(model, kind):
            return write(model, rows)
    raise _refused(type(model).__name__)


def _refused(what: str) -> NotExportable:
    remedy = "Choose another model, or download the scikit-learn file (skops)."
    return NotExportable(f"{what} cannot be written as ONNX.", remedy=remedy)


def _rbf_kernel(rows: Value, landmarks: np.ndarray, gamma: float) -> Value:
    """float64 [n, m]: the RBF kernel between rows and landmarks [m, d]."""
    return (_distances(rows, landmarks).maximum(0) * -gamma).op("Exp")


def _distances(rows: Value, known: np.ndarray) -> Value:
    """float64 [n, m]: squared distances to known rows [m, d], which were float32 when the model was fitted."""
    others = rows.graph.const(known.astype(np.float32)).to(np.float64)
    rows = rows.to(np.float64)
    return (rows * rows).sum(1, keep=True) + (others * others).sum(1) - (rows @ others.transposed(1, 0)) * 2


def _linear(model: LogisticRegression | LinearSVC, rows: Value) -> Value:
    coef = np.asarray(model.coef_, np.float64)
    return rows.to(np.float64) @ coef.T + np.asarray(model.intercept_, np.float64)


def _as_probabilities(scores: Value, classes: np.ndarray) -> Value:
    return softmax(scores) if len(classes) > 2 else _of_two_classes(scores.op("Sigmoid"))


def _of_two_classes(second: Value) -> Value:
    return joined([1 - second, second], 1)


def _posteriors(model: WeightedDiscriminant, rows: Value) -> Value:
    return rows.to(np.float64) @ model.coef_ + model.intercept_


def _evidence(model: WeightedDiscriminant, rows: Value) -> Value:
    found = _posteriors(model, rows)
    if len(model.classes_) == 2:
        return found.cut(1, 1, 2) - found.cut(1, 0, 1)
    return found.op("LogSoftmax", axis=1)


def _support(model: SVC, rows: Value) -> Value:
    if model.kernel != "rbf" or len(model.classes_) > 2:
        raise _refused("A support vector machine of several classes, or without an RBF kernel,")
    near = _rbf_kernel(rows, model.support_vectors_, model._gamma)
    return near @ model.dual_coef_.T + np.asarray(model.intercept_, np.float64)


def _network(model: MLPClassifier, rows: Value) -> Value:
    if model.activation != "relu":
        raise _refused(f"A network of {model.activation} units")
    values = rows.to(np.float64)
    for i, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        values = values @ np.asarray(weights, np.float64) + np.asarray(bias, np.float64)
        if i < len(model.coefs_) - 1:
            values = values.op("Relu")
    return _as_probabilities(values, model.classes_)


def _neighbours(model: KNeighborsClassifier, rows: Value) -> Value:
    if model.weights != "uniform" or model.effective_metric_ != "euclidean":
        raise _refused("Weighted nearest neighbours, or those by another distance than the Euclidean,")
    given = [_distances(rows, model._fit_X), rows.graph.ints(model.n_neighbors)]
    _, nearest = rows.graph.ops("TopK", given, [np.float64, np.int64], axis=1, largest=0, sorted=0)
    votes = rows.graph.const(np.eye(len(model.classes_))[model._y]).op("Gather", nearest, axis=0)
    return votes.mean(1)


def _voting(model: VotingClassifier, rows: Value) -> Value:
    if model.voting != "soft" or model.weights is not None:
        raise _refused("Voting that is weighted, or not soft,")
    return _mean([probabilities(one, rows) for one in model.estimators_])


def _calibrated(model: CalibratedClassifierCV, rows: Value) -> Value:
    return _mean([_one_calibrated(one, rows) for one in model.calibrated_classifiers_])


def _one_calibrated(model: Any, rows: Value) -> Value:
    estimator, k = model.estimator, len(model.classes)
    from_scores = hasattr(estimator, "decision_function")
    found = scores(estimator, rows) if from_scores else probabilities(estimator, rows)
    if k == 2:
        second = found if from_scores else found.cut(1, 1, 2)
        return _of_two_classes(_mapped(model.calibrators[0], second))
    each = [_mapped(one, found.cut(1, i, i + 1)) for i, one in enumerate(model.calibrators)]
    raised = joined(each, 1) @ np.eye(k)[np.searchsorted(model.classes, estimator.classes_)]
    total = raised.sum(1, keep=True)
    return (total > 0).where(raised / total, raised * 0 + 1 / k)


def _mapped(calibrator: Any, found: Value) -> Value:
    """float64 [n, 1]: one class's calibrated probability, from its score or probability [n, 1]."""
    if not isinstance(calibrator, IsotonicRegression):
        return (-(found * float(calibrator.a_) + float(calibrator.b_))).op("Sigmoid")
    x, y = (np.asarray(a, np.float64) for a in (calibrator.X_thresholds_, calibrator.y_thresholds_))
    if len(x) == 1:
        return found * 0 + float(y[0])
    climbed = ((found - x[:-1]) / np.diff(x)).clip(0, 1)
    return climbed @ np.diff(y)[:, None] + float(y[0])


def _mean(parts: list[Value]) -> Value:
    total, *rest = parts
    for part in rest:
        total = total + part
    return total / len(parts)


PROBABILITIES: Mapping[type, Callable[[Any, Value], Value]] = MappingProxyType(
    {
        WeightedDiscriminant: lambda model, rows: softmax(_posteriors(model, rows)),
        LogisticRegression: lambda model, rows: _as_probabilities(_linear(model, rows), model.classes_),
        MLPClassifier: _network,
        KNeighborsClassifier: _neighbours,
        RandomForestClassifier: trees.forest,
        HistGradientBoostingClassifier: lambda model, rows: _as_probabilities(
            trees.boosting(model, rows), model.classes_
        ),
        VotingClassifier: _voting,
        CalibratedClassifierCV: _calibrated,
    }
)
SCORES: Mapping[type, Callable[[Any, Value], Value]] = MappingProxyType(
    {
        WeightedDiscriminant: _evidence,
        LogisticRegression: _linear,
        LinearSVC: _linear,
        SVC: _support,
        OneVsRestClassifier: lambda model, rows: joined([scores(one, rows) for one in model.estimators_], 1),
        HistGradientBoostingClassifier: trees.boosting,
    }
)
