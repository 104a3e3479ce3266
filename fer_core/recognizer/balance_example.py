"""What a balancing strategy does, shown on 70 points in the plane with the same code that balances faces."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from fer_core.balance import BalanceSettings, TrainingRows, balance
from fer_core.faces.split import TRAIN, Split
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings

COMMON, RARE = 60, 10
GRID = 40
EDGES = (-2.6, 2.6)


@dataclass(frozen=True, eq=False)
class Example:
    """Points of a common class (code 0) and a rare one (code 1), before and after balancing.

    Attributes:
        dots: float32 [70, 2], the original points.
        codes: uint8 [70], their classes.
        counts_for: float64 [70], weight of each point after balancing: 0 dropped, 2 repeated once or weighted double.
        made: float32 [k, 2], synthetic points.
        made_codes: uint8 [k], their classes.
        axis: float64 [g], coordinates of the grid in both directions.
        before, after: float64 [g, g], the recognizer's probability of the rare class at [y, x], 0..1.
    """

    dots: np.ndarray
    codes: np.ndarray
    counts_for: np.ndarray
    made: np.ndarray
    made_codes: np.ndarray
    axis: np.ndarray
    before: np.ndarray
    after: np.ndarray


def example(settings: BalanceSettings) -> Example:
    """The points balanced by ``settings``, but for its faces per class and its seed, which are fixed here.

    Raises:
        InvalidSettings: for strategies that make pictures, since points have none.
    """
    settings = dataclasses.replace(settings, per_class=None, seed=0)
    dots, codes = _dots()
    rows = TrainingRows(Split(np.full(len(dots), TRAIN, np.uint8), 0), np.arange(len(dots)), codes)
    balanced = balance(dots, rows, settings)
    same = (balanced.features[:, None] == dots).all(axis=2) & (balanced.codes[:, None] == codes)
    new = ~same.any(axis=1)
    axis = np.linspace(*EDGES, GRID)
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2).astype(np.float32)
    before, after = (_rare(dots, rows, one, places) for one in (BalanceSettings(), settings))
    counts_for = (same * balanced.weights[:, None]).sum(axis=0)
    return Example(dots, codes, counts_for, balanced.features[new], balanced.codes[new], axis, before, after)


def _dots() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    common = rng.normal((-0.5, -0.2), (0.85, 0.8), (COMMON, 2))
    rare = rng.normal((0.9, 0.6), (0.45, 0.5), (RARE, 2))
    return np.concatenate([common, rare]).astype(np.float32), np.repeat(np.array([0, 1], np.uint8), [COMMON, RARE])


def _rare(dots: np.ndarray, rows: TrainingRows, balancing: BalanceSettings, places: np.ndarray) -> np.ndarray:
    # Not the discriminant: it uses class shares to the power of one half, so its border moves less than most models'.
    settings = RecognizerSettings("logistic", balancing, C=10.0)
    fitted = Recognizer(settings, ("common", "rare")).train(dots, rows)
    return fitted.predict_proba(places)[:, 1].reshape(GRID, GRID).astype(np.float64)
