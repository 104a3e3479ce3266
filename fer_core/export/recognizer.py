"""A whole recognizer in a graph: from features to the probability of every class."""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.models import both, probabilities, scores, softmax, transformed
from fer_core.recognizer.models import LEAST, Recognizer


def recognized(fitted: Recognizer, features: Value) -> Value:
    """float32 [n, classes] of features float32 [n, d], see `Recognizer.predict_proba`. Raises NotExportable."""
    *steps, (_, model) = fitted.pipeline_.steps
    rows = features
    for _, step in steps:
        rows = transformed(step, rows)
    said = _adjusted(_said(fitted, model, rows), fitted.shift_)
    place = np.eye(len(fitted.classes))[fitted.named_]
    return (said @ place).to(np.float32)


def _said(fitted: Recognizer, model: object, rows: Value) -> Value:
    if hasattr(model, "predict_proba"):
        said = probabilities(model, rows)
        return said if fitted.sharpness_ == 1 else softmax(said.clip(LEAST, 1).op("Log") * fitted.sharpness_)
    found = scores(model, rows)
    return softmax((found if len(fitted.named_) > 2 else both(found)) * fitted.sharpness_)


def _adjusted(said: Value, by: np.ndarray) -> Value:
    """`fer_core.balance.logits.adjusted`."""
    if not by.any():
        return said
    raised = said * np.exp(by - by.max())
    total = raised.sum(1, keep=True)
    return (total > 0).where(raised / total, said)
