"""A fitted recognizer as plain arrays and back: by skops, which builds known types alone and runs no code of a file."""

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
"""Types that a pipeline may hold beyond skops' own list, wherever the file is from: nothing of them is compiled."""
TRUSTED = (
    *PLAIN,
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.EuclideanDistance",
)
"""Types that a pipeline kept in one's own home may hold beyond skops' own list. Trees, neighbour searches and distances
are compiled code that believes its numbers: never trust them in a file from elsewhere."""


def arrays_of(fitted: Recognizer) -> dict[str, np.ndarray]:
    """Everything that `recognizer_of` needs, for the disk."""
    return {
        "pipeline": np.frombuffer(skops.io.dumps(fitted.pipeline_), np.uint8),
        "named": fitted.named_,
        "rows": np.array(fitted.rows_),
        "sharpness": np.array(fitted.sharpness_),
        "shift": fitted.shift_,
        "told": np.array(fitted.notes_, str),
    }


def recognizer_of(arrays: Mapping[str, np.ndarray], settings: RecognizerSettings, classes: Sequence[str]) -> Recognizer:
    """What `arrays_of` gave. Raises DamagedFile for anything else, before any of it is built."""
    try:
        pipeline = skops.io.loads(arrays["pipeline"].tobytes(), trusted=list(TRUSTED))
    except (UntrustedTypesFoundException, BadZipFile, TypeError, ValueError, KeyError, OSError) as error:
        raise DamagedFile(f"This holds no recognizer ({error}).", remedy="Train it again.") from error
    made = Recognizer(settings, classes)
    made.pipeline_, made.named_, made.rows_ = pipeline, arrays["named"], int(arrays["rows"])
    made.sharpness_, made.shift_ = float(arrays["sharpness"]), arrays["shift"]
    made.notes_ = notes_in(arrays)
    return made


def notes_in(arrays: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """What `arrays_of` kept of `Recognizer.notes_`; nothing where it was kept before there was any."""
    return tuple(arrays["told"].tolist()) if "told" in arrays else ()
