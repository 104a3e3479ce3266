"""A recognizer as a graph: from features to the probability of every class."""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.models import both, probabilities, scores, softmax, transformed
from fer_core.recognizer.models import LEAST, Recognizer


def recognized(fitted: Recognizer, features: Value) -> Value:
    """Probabilities float32 [n, classes] of features float32 [n, d], as `Recognizer.predict_proba`.

    Raises:
        NotExportable: for a model that cannot be written as ONNX.
    """
    *steps, (_, model) = fitted.pipeline_.steps
    rows = features
    for _, step in steps:
        rows = transformed(step, rows)
    found = _adjusted(_predicted(fitted, model, rows), fitted.shift_)
    place = np.eye(len(fitted.classes))[fitted.named_]
    return (found @ place).to(np.float32)


def _predicted(fitted: Recognizer, model: object, rows: Value) -> Value:
    if hasattr(model, "predict_proba"):
        likely = probabilities(model, rows)
        return likely if fitted.sharpness_ == 1 else softmax(likely.clip(LEAST, 1).op("Log") * fitted.sharpness_)
    found = scores(model, rows)
    return softmax((found if len(fitted.named_) > 2 else both(found)) * fitted.sharpness_)


def _adjusted(likely: Value, by: np.ndarray) -> Value:
    """As `fer_core.balance.logits.adjusted`."""
    if not by.any():
        return likely
    raised = likely * np.exp(by - by.max())
    total = raised.sum(1, keep=True)
    return (total > 0).where(raised / total, likely)
