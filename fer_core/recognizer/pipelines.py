"""Settings to scikit-learn pipelines: inputs standardised, then the model, calibrated where asked for."""

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
    kind = MODELS[settings.model]
    model = kind.make(settings, rows, columns)
    if splits is not None:
        model = CalibratedClassifierCV(model, method=settings.calibration, cv=list(splits), ensemble=True)
    return Pipeline([("scale", StandardScaler()), *kind.before(settings, rows, columns), ("model", model)])
