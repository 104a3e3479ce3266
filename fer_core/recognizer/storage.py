"""A trained recognizer as plain arrays and back, by skops: it builds known types alone and runs no code of a file."""

from collections.abc import Mapping, Sequence
from zipfile import BadZipFile

import numpy as np
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from fer_core.base.errors import DamagedFile
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings

PLAIN = (
    "fer_core.recognizer.discriminant.WeightedDiscriminant",
    "fer_core.recognizer.one_vs_rest.WeightedOneVsRest",
    "fer_core.recognizer.voting.SoftVoting",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.utils._bunch.Bunch",
)
"""Types beyond skops' own list that a pipeline from any file may hold: none of them is compiled code."""
TRUSTED = (
    *PLAIN,
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.EuclideanDistance",
)
"""Types beyond skops' own list that a pipeline saved in one's own home may hold. Trees, neighbour searches and
distances are compiled code that does not check its numbers: never trust them in a file from elsewhere."""


def arrays_of(fitted: Recognizer) -> dict[str, np.ndarray]:
    """The recognizer as plain arrays, to be saved; `recognizer_of` reads them."""
    return {
        "pipeline": np.frombuffer(skops.io.dumps(fitted.pipeline_), np.uint8),
        "named": fitted.named_,
        "rows": np.array(fitted.rows_),
        "sharpness": np.array(fitted.sharpness_),
        "shift": fitted.shift_,
        "told": np.array(fitted.notes_, str),
    }


def recognizer_of(arrays: Mapping[str, np.ndarray], settings: RecognizerSettings, classes: Sequence[str]) -> Recognizer:
    """The recognizer whose `arrays_of` these are.

    Raises:
        DamagedFile: for anything else, before any part of it is built.
    """
    try:
        pipeline = skops.io.loads(arrays["pipeline"].tobytes(), trusted=list(TRUSTED))
    except (UntrustedTypesFoundException, BadZipFile, TypeError, ValueError, KeyError, OSError) as error:
        raise DamagedFile(f"This file holds no recognizer ({error}).", remedy="Train it again.") from error
    made = Recognizer(settings, classes)
    made.pipeline_, made.named_, made.rows_ = pipeline, arrays["named"], int(arrays["rows"])
    made.sharpness_, made.shift_ = float(arrays["sharpness"]), arrays["shift"]
    made.notes_ = notes_in(arrays)
    return made


def notes_in(arrays: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """`Recognizer.notes_` in ``arrays``; none in those of early versions. Their stored name is "told"."""
    return tuple(arrays["told"].tolist()) if "told" in arrays else ()
