"""scikit-learn's fitted models in a graph, in float64 as scikit-learn computes them.

Written out here rather than by skl2onnx, which has neither Nyström's landmarks nor gradient boosting nor our
discriminant, and computes in float32.
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
    """Something that cannot be written as ONNX, and what can be done instead."""


def transformed(step: BaseEstimator, rows: Value) -> Value:
    """[n, e] of rows [n, d] by a step before the model. Raises NotExportable."""
    if isinstance(step, StandardScaler):
        return (rows - step.mean_) / step.scale_  # in float32, as scikit-learn does it
    if isinstance(step, Nystroem) and step.kernel == "rbf":
        return _likeness(rows, step.components_, step.gamma) @ step.normalization_.T
    if isinstance(step, PCA) and not step.whiten:
        return ((rows.to(np.float64) - step.mean_) @ np.asarray(step.components_, np.float64).T).to(np.float32)
    raise NotExportable(f"{type(step).__name__} cannot be written as ONNX.", remedy="Choose another recognizer.")


def probabilities(model: BaseEstimator, rows: Value) -> Value:
    """float64 [n, k] by a fitted classifier that has them. Raises NotExportable."""
    return _made(PROBABILITIES, model, rows)


def scores(model: BaseEstimator, rows: Value) -> Value:
    """float64 [n, k], what a classifier's ``decision_function`` says; [n, 1] of two classes. Raises NotExportable."""
    return _made(SCORES, model, rows)


def softmax(values: Value) -> Value:
    """Rows of probabilities."""
    return values.op("Softmax", axis=1)


def both(one: Value) -> Value:
    """[n, 2] of what speaks for the second of two classes, [n, 1]."""
    return joined([-one, one], 1)


def _made(table: Mapping[type, Callable[[Any, Value], Value]], model: BaseEstimator, rows: Value) -> Value:
    for kind, write in table.items():
        if isinstance(model, kind):
            return write(model, rows)
    raise NotExportable(f"{type(model).__name__} cannot be written as ONNX.", remedy="Choose another recognizer.")


def _likeness(rows: Value, landmarks: np.ndarray, gamma: float) -> Value:
    """float64 [n, m]: the RBF kernel."""
    rows, landmarks = rows.to(np.float64), landmarks.astype(np.float64)
    return (_squares(rows, landmarks) * -gamma).op("Exp")


def _squares(rows: Value, others: np.ndarray) -> Value:
    """float64 [n, m]: squared distances."""
    sizes = (others**2).sum(axis=1)
    return ((rows * rows).sum(1, keep=True) + sizes - (rows @ others.T) * 2).most(0)


def _linear(model: LogisticRegression | LinearSVC, rows: Value) -> Value:
    coef = np.asarray(model.coef_, np.float64)
    return rows.to(np.float64) @ coef.T + np.asarray(model.intercept_, np.float64)


def _logistic(model: LogisticRegression, rows: Value) -> Value:
    said = _linear(model, rows)
    return softmax(said) if len(model.classes_) > 2 else _of_two(said.op("Sigmoid"))


def _of_two(second: Value) -> Value:
    return joined([1 - second, second], 1)


def _posteriors(model: WeightedDiscriminant, rows: Value) -> Value:
    return rows.to(np.float64) @ model.coef_ + model.intercept_


def _evidence(model: WeightedDiscriminant, rows: Value) -> Value:
    said = _posteriors(model, rows)
    if len(model.classes_) == 2:
        return said.cut(1, 1, 2) - said.cut(1, 0, 1)
    return said.op("LogSoftmax", axis=1)


def _support(model: SVC, rows: Value) -> Value:
    """One class against one, then votes and confidences as scikit-learn adds them up."""
    if model.kernel != "rbf":
        raise NotExportable(f"A support vector machine with the kernel {model.kernel} cannot be written as ONNX.")
    near = _likeness(rows, model.support_vectors_, model._gamma)
    k, intercept = len(model.classes_), np.asarray(model.intercept_, np.float64)
    if k == 2:
        return near @ model.dual_coef_.T + intercept
    pairs = [(i, j) for i in range(k) for j in range(i + 1, k)]
    of = np.repeat(np.arange(k), model.n_support_)
    coef = np.zeros((len(of), len(pairs)))
    sides = np.zeros((len(pairs), k))
    for p, (i, j) in enumerate(pairs):
        coef[of == i, p], coef[of == j, p] = model.dual_coef_[j - 1, of == i], model.dual_coef_[i, of == j]
        sides[p, i], sides[p, j] = 1, -1
    said = near @ coef + intercept
    against = (said < 0).to(np.float64)
    votes = against @ np.maximum(-sides, 0) + (1 - against) @ np.maximum(sides, 0)
    sure = said @ sides
    return votes + sure / ((sure.op("Abs") + 1) * 3)


def _network(model: MLPClassifier, rows: Value) -> Value:
    if model.activation != "relu":
        raise NotExportable(f"A network of {model.activation} units cannot be written as ONNX.")
    values = rows.to(np.float64)
    for i, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        values = values @ np.asarray(weights, np.float64) + np.asarray(bias, np.float64)
        if i < len(model.coefs_) - 1:
            values = values.op("Relu")
    return softmax(values) if model.out_activation_ == "softmax" else _of_two(values.op("Sigmoid"))


def _neighbours(model: KNeighborsClassifier, rows: Value) -> Value:
    if model.weights != "uniform" or model.effective_metric_ != "euclidean":
        raise NotExportable("Only plain nearest neighbours can be written as ONNX.")
    known = rows.graph.const(model._fit_X.astype(np.float32)).to(np.float64)
    rows = rows.to(np.float64)
    sizes = (known * known).sum(1)
    distances = (rows * rows).sum(1, keep=True) + sizes - (rows @ known.turned(1, 0)) * 2
    k = rows.graph.ints(model.n_neighbors)
    _, nearest = rows.graph.ops("TopK", [distances, k], [np.float64, np.int64], axis=1, largest=0, sorted=0)
    votes = rows.graph.const(np.eye(len(model.classes_))[model._y]).op("Gather", nearest, axis=0)
    return votes.mean(1)


def _boosted(model: HistGradientBoostingClassifier, rows: Value) -> Value:
    said = trees.boosting(model, rows)
    return softmax(said) if len(model.classes_) > 2 else _of_two(said.op("Sigmoid"))


def _voting(model: VotingClassifier, rows: Value) -> Value:
    if model.voting != "soft" or model.weights is not None:
        raise NotExportable("Only soft voting can be written as ONNX.")
    return _mean([probabilities(one, rows) for one in model.estimators_])


def _calibrated(model: CalibratedClassifierCV, rows: Value) -> Value:
    return _mean([_one_calibrated(one, rows) for one in model.calibrated_classifiers_])


def _one_calibrated(model: Any, rows: Value) -> Value:
    estimator, k = model.estimator, len(model.classes)
    from_scores = hasattr(estimator, "decision_function")
    said = scores(estimator, rows) if from_scores else probabilities(estimator, rows)
    if k == 2:
        second = said if from_scores else said.cut(1, 1, 2)
        return _of_two(_mapped(model.calibrators[0], second))
    each = [_mapped(one, said.cut(1, i, i + 1)) for i, one in enumerate(model.calibrators)]
    raised = joined(each, 1) @ np.eye(k)[np.searchsorted(model.classes, estimator.classes_)]
    total = raised.sum(1, keep=True)
    return (total > 0).where(raised / total, raised * 0 + 1 / k)


def _mapped(calibrator: Any, said: Value) -> Value:
    """float64 [n, 1]: one class's calibrated probability."""
    if not isinstance(calibrator, IsotonicRegression):
        return (-(said * float(calibrator.a_) + float(calibrator.b_))).op("Sigmoid")
    x, y = (np.asarray(a, np.float64) for a in (calibrator.X_thresholds_, calibrator.y_thresholds_))
    if len(x) == 1:
        return said * 0 + float(y[0])
    climbed = ((said - x[:-1]) / np.diff(x)).clip(0, 1)
    return climbed @ np.diff(y)[:, None] + float(y[0])


def _mean(parts: list[Value]) -> Value:
    total, *rest = parts
    for part in rest:
        total = total + part
    return total / len(parts)


PROBABILITIES: Mapping[type, Callable[[Any, Value], Value]] = MappingProxyType(
    {
        WeightedDiscriminant: lambda model, rows: softmax(_posteriors(model, rows)),
        LogisticRegression: _logistic,
        MLPClassifier: _network,
        KNeighborsClassifier: _neighbours,
        RandomForestClassifier: trees.forest,
        HistGradientBoostingClassifier: _boosted,
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
