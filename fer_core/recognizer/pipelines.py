"""Scikit-learn pipelines of settings: standardised inputs, then the model, with calibration where it is chosen."""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.settings import RecognizerSettings

Splits = Sequence[tuple[np.ndarray, np.ndarray]]

# The network is meant to stop after its epochs, whether it has converged or not.
warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations", category=ConvergenceWarning)


def pipeline(settings: RecognizerSettings, rows: int, columns: int, splits: Splits | None = None) -> Pipeline:
    """An unfitted pipeline of the steps `scale`, `curve` for the approximate RBF SVM (its landmarks) or `fewer` for
    gradient boosting (its components), and `model`.

    Args:
        settings: which model.
        rows: number of rows that it will be fitted on.
        columns: number of features.
        splits: for calibration, the indices of the rows to fit on and to calibrate on, for each fold. The model is
            then a CalibratedClassifierCV, the mean of the folds' calibrated models.
    """
    kind = MODELS[settings.model]
    model = kind.make(settings, rows, columns)
    if splits is not None:
        model = CalibratedClassifierCV(model, method=settings.calibration, cv=list(splits), ensemble=True)
    return Pipeline([("scale", StandardScaler()), *kind.before(settings, rows, columns), ("model", model)])
