"""Label suspects: labels that similar faces rarely have, by confident learning with cleanlab.

Northcutt, Jiang & Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, 2021.

A suspect is no proof. Where the features cannot tell two emotions apart, correct labels are suspected too.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.model_selection import GroupKFold

from fer_core.audit.settings import DEFAULTS, AuditSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.discriminant import WeightedDiscriminant


@dataclass(frozen=True, eq=False)
class LabelSuspects:
    """Suspects among the faces that were checked, the most doubtful first.

    Attributes:
        rows: int64 [m], their positions among the checked faces.
        quality: float32 [m], 0..1: how well the label fits the model's prediction; low is doubtful.
        suggested: int64 [m], the label code that fits best.
    """

    rows: np.ndarray
    quality: np.ndarray
    suggested: np.ndarray


def label_suspects(
    features: np.ndarray,
    codes: np.ndarray,
    groups: np.ndarray,
    settings: AuditSettings = DEFAULTS,
    progress: Progress = silent,
) -> LabelSuspects:
    """Suspects among n labelled faces.

    There are none where a label has fewer faces than there are folds, or where there is only one label.

    Args:
        features: float32 [n, d].
        codes: int [n], their labels.
        groups: int [n], the same number for copies of one picture, so that no face is checked by a model that was
            trained on its copy.
        settings: the threshold of doubt, folds and seed.
        progress: may raise Cancelled.
    """
    known, labels = np.unique(codes, return_inverse=True)
    labels = labels.reshape(-1)
    none = LabelSuspects(np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.int64))
    if len(known) < 2 or np.bincount(labels).min() < settings.folds or len(np.unique(groups)) < settings.folds:
        return none
    probabilities = _out_of_fold(features, labels, groups, settings, progress)
    from cleanlab.filter import find_label_issues  # takes a second to import
    from cleanlab.rank import get_label_quality_scores

    quality = get_label_quality_scores(labels, probabilities)
    suspected = np.flatnonzero(find_label_issues(labels, probabilities, filter_by="both", n_jobs=1))
    doubtful = probabilities[suspected, labels[suspected]] < settings.doubt
    suspected = suspected[doubtful & (probabilities[suspected].argmax(axis=1) != labels[suspected])]
    rows = suspected[np.argsort(quality[suspected], kind="stable")]
    return LabelSuspects(
        rows, quality[rows].astype(np.float32), known[probabilities[rows].argmax(axis=1)].astype(np.int64)
    )


def _out_of_fold(
    features: np.ndarray, labels: np.ndarray, groups: np.ndarray, settings: AuditSettings, progress: Progress
) -> np.ndarray:
    """float64 [n, c]: for each face, calibrated probabilities from a model that was not trained on it."""
    probabilities = np.full((len(labels), labels.max() + 1), 1e-9)
    features = (features - features.mean(axis=0)) / np.maximum(features.std(axis=0), 1e-6)
    folds = GroupKFold(settings.folds, shuffle=True, random_state=settings.seed)
    shares = parts_of(progress, [1] * settings.folds)
    for (training, held_out), share in zip(folds.split(features, labels, groups), shares, strict=True):
        model = WeightedDiscriminant(prior_power=1)
        fitted = in_background(lambda m=model, r=training: m.fit(features[r], labels[r]), "Checking labels", share)  # type: ignore[misc]
        rows, columns = np.ix_(held_out, fitted.classes_)
        probabilities[rows, columns] = fitted.predict_proba(features[held_out]) + 1e-9
    return _calibrated(np.log(probabilities), labels)


def _calibrated(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Probabilities after temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017), so
    that a threshold means the same for any set of faces."""
    each = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(logits / np.exp(log_temperature), axis=1)[each, labels].mean())

    best = minimize_scalar(loss, bounds=(-1.5, 3), method="bounded").x
    return np.asarray(softmax(logits / np.exp(best), axis=1))
