"""What a way to balance does, seen on 70 dots in the plane: computed by the very code that balances faces."""

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
    """The dots of a common class (code 0) and a rare one (code 1), before and after.

    Attributes:
        dots: float32 [70, 2], the given ones; ``codes`` uint8 [70].
        counts_for: float64 [70], what each counts for afterwards: 0 dropped, 2 repeated once or weighed twice.
        made: float32 [k, 2], dots that were made up; ``made_codes`` uint8 [k].
        axis: float64 [g], places of the grid in both directions.
        before, after: float64 [g, g], how probable the rare class is to the recognizer at [y, x], before and after.
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
    """The dots under ``settings``; numbers per class and seed are those that suit the dots.

    Raises InvalidSettings for ways that make pictures: dots have none.
    """
    settings = dataclasses.replace(settings, per_class=None, seed=0)
    dots, codes = _dots()
    rows = TrainingRows(Split(np.full(len(dots), TRAIN, np.uint8), 0), np.arange(len(dots)), codes)
    balanced = balance(dots, rows, settings)
    same = (balanced.features[:, None] == dots).all(axis=2) & (balanced.codes[:, None] == codes)
    new = ~same.any(axis=1)
    axis = np.linspace(*EDGES, GRID)
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2).astype(np.float32)
    before, after = (_rare(dots, rows, way, places) for way in (BalanceSettings(), settings))
    counts_for = (same * balanced.weights[:, None]).sum(axis=0)
    return Example(dots, codes, counts_for, balanced.features[new], balanced.codes[new], axis, before, after)


def _dots() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    common = rng.normal((-0.5, -0.2), (0.85, 0.8), (COMMON, 2))
    rare = rng.normal((0.9, 0.6), (0.45, 0.5), (RARE, 2))
    return np.concatenate([common, rare]).astype(np.float32), np.repeat(np.array([0, 1], np.uint8), [COMMON, RARE])


def _rare(dots: np.ndarray, rows: TrainingRows, way: BalanceSettings, places: np.ndarray) -> np.ndarray:
    # Not the discriminant: it believes the shares by half, so that its border would move less than most models'.
    settings = RecognizerSettings("logistic", way, C=10.0)
    fitted = Recognizer(settings, ("common", "rare")).learn(dots, rows)
    return fitted.predict_proba(places)[:, 1].reshape(GRID, GRID).astype(np.float64)
