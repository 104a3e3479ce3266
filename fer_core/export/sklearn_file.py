"""The recognizer as a skops file: objects of scikit-learn as plain values, which run no code when they are read.

Its input is features. If possible, it holds only models of scikit-learn, so that it opens without FER Lab: our
discriminant is linear, so a logistic regression of scikit-learn with its weights predicts the same.
"""

import copy

import numpy as np
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from fer_core.recognizer.discriminant import WeightedDiscriminant
from fer_core.recognizer.models import Recognizer

FORMAT = "FER Lab recognizer 1"
"""Marks the file, so that other skops files are recognized and refused."""


def skops_of(fitted: Recognizer) -> bytes:
    """The content of the file: a dictionary with ``format``, ``pipeline``, ``classes`` (names), ``named`` (codes of the
    pipeline's classes), ``sharpness`` and ``shift`` (see `Recognizer`).
    """
    content = {
        "format": FORMAT,
        "pipeline": _plain(fitted.pipeline_),
        "classes": list(fitted.classes),
        "named": np.array(fitted.named_),
        "sharpness": float(fitted.sharpness_),
        "shift": np.array(fitted.shift_, np.float64),
    }
    return bytes(skops.io.dumps(content))


def _plain(pipeline: Pipeline) -> Pipeline:
    """The pipeline without our own discriminant, as a copy; other pipelines are returned unchanged."""
    model = pipeline.steps[-1][1]
    if not isinstance(model, WeightedDiscriminant):
        return pipeline
    weights, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, intercept = weights[:, 1:] - weights[:, :1], intercept[1:] - intercept[:1]
    linear = LogisticRegression()
    linear.classes_, linear.coef_, linear.intercept_ = model.classes_, weights.T, intercept
    linear.n_features_in_, linear.n_iter_ = len(weights), np.array([0], np.int32)
    plain = copy.copy(pipeline)
    plain.steps = [*pipeline.steps[:-1], (pipeline.steps[-1][0], linear)]
    return plain


__all__ = ["FORMAT", "skops_of"]
