"""Balancing strategies side by side: same faces, split, model and seeds; only the treatment of rare classes differs.

Each seed draws another `SHARE` of the training faces, class by class, and seeds the strategy and the model. All
strategies share these draws, so the spread over seeds shows the effect of chance, also for strategies that draw
nothing, and two strategies can be compared seed by seed. Scores come from fewer training faces than a training has.
"""

import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from fer_core.balance import BalanceSettings, TrainingRows
from fer_core.base.progress import Progress, silent
from fer_core.naming.sheet import ExportTable, to_csv
from fer_core.recognizer.evaluate import Scores, evaluate, scores_of
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.recognizer.training import Task

SHARE = 0.8
"""Share of the training faces that each seed trains on."""

Metric = Literal["accuracy", "balanced_accuracy", "macro_f1"]
METRICS: Mapping[Metric, str] = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro F1",
}


@dataclass(frozen=True, eq=False)
class SeedResult:
    """One strategy with one seed.

    Attributes:
        confusion: int64 [c, c] of the test faces, rows = true class, columns = predicted class.
        rows: number of rows that the recognizer was trained on.
        seconds: time of balancing and training.
    """

    confusion: np.ndarray
    rows: int
    seconds: float

    @cached_property
    def scores(self) -> Scores:
        """The scores that follow from the confusion matrix."""
        return scores_of(self.confusion)

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, to be saved."""
        return {"confusion": self.confusion, "rows": np.array(self.rows), "seconds": np.array(self.seconds)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "SeedResult":
        """The result whose `arrays` these are."""
        return cls(np.asarray(arrays["confusion"]), int(arrays["rows"]), float(arrays["seconds"]))


@dataclass(frozen=True, eq=False)
class Compared:
    """One strategy with several seeds, the same ones in the same order for all strategies."""

    settings: BalanceSettings
    outcomes: tuple[SeedResult, ...]

    def values(self, metric: Metric) -> np.ndarray:
        """float64 [s]: the score of each seed, 0..1."""
        return np.array([getattr(outcome.scores, metric) for outcome in self.outcomes])

    @cached_property
    def recalls(self) -> np.ndarray:
        """float64 [s, c], 0..1: recall of each class; NaN for a class without test faces."""
        return np.array([np.where(o.scores.support > 0, o.scores.recall, np.nan) for o in self.outcomes])

    @property
    def rows(self) -> float:
        """Number of rows that the recognizer was trained on, the mean over seeds."""
        return float(np.mean([outcome.rows for outcome in self.outcomes]))

    @property
    def seconds(self) -> float:
        """Seconds of balancing and training, the mean over seeds."""
        return float(np.mean([outcome.seconds for outcome in self.outcomes]))


@dataclass(frozen=True)
class Trade:
    """What one strategy gains and loses compared with another, in differences of shares (0.05 = 5 points).

    Values are means over seeds.

    Attributes:
        gained, lost: code of the class whose recall rose most and fell most; None where none did.
        gain, loss: the rise and the fall, both 0 or more.
        accuracy: change of the accuracy, -1..1.
        clear: whether the accuracy's change is larger than its spread over seeds.
    """

    gained: int | None
    gain: float
    lost: int | None
    loss: float
    accuracy: float
    clear: bool


def fit_and_score(
    task: Task,
    rows: TrainingRows,
    true: np.ndarray,
    settings: RecognizerSettings,
    seed: int,
    progress: Progress = silent,
) -> SeedResult:
    """Train on this seed's share of ``rows``, balanced as ``settings`` say, and score on the test faces.

    Args:
        task: features of all faces and their split.
        rows: named or labelled training rows.
        true: uint8 [t], labels or names that the predictions for the test faces are compared with.
        settings: model and balancing strategy; their seeds are replaced by ``seed``.
        seed: of the share, the strategy and the model.
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: where fewer than two classes are named.
    """
    seeded = dataclasses.replace(settings, seed=seed, balance=dataclasses.replace(settings.balance, seed=seed))
    started = time.perf_counter()
    fitted = Recognizer(seeded, task.classes).train(task.X, drawn(rows, seed), task.pixels, progress)
    seconds = time.perf_counter() - started
    predicted = fitted.predict(task.X[task.split.test])
    return SeedResult(evaluate(true, predicted, len(task.classes)).confusion, fitted.rows_, seconds)


def drawn(rows: TrainingRows, seed: int, share: float = SHARE) -> TrainingRows:
    """A random ``share`` (0..1, rounded up) of the faces of each class; all rows of a face stay together.

    A face belongs to the class with the largest weight in it, so no class loses its last face.
    """
    heaviest = np.lexsort((rows.codes, -rows.weights, rows.rows))
    faces, starts = np.unique(rows.rows[heaviest], return_index=True)
    first = rows.codes[heaviest[starts]]
    rng = np.random.default_rng(seed)
    chosen = [np.zeros(0, np.int64)]
    for code in np.unique(first):
        mine = rng.permutation(faces[first == code])
        chosen.append(mine[: int(np.ceil(share * len(mine)))])
    return rows.of(np.isin(rows.rows, np.concatenate(chosen)))


def best(values: np.ndarray) -> tuple[int, np.ndarray]:
    """The row of ``values`` (float [m, s], a method a row, a seed a column) with the highest mean, and its equals.

    Returns:
        The index of that row, and bool [m]: the rows whose mean difference from it, seed by seed, is no larger than
        the spread of this difference.
    """
    means = values.mean(axis=1)
    winner = int(np.nanargmax(means))
    differences = values[winner] - values
    level = differences.mean(axis=1) <= spread(differences, axis=1)
    level[winner] = True
    return winner, level


def spread(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Standard deviation of ``values`` (float) along ``axis`` (with n - 1); 0 where that has length 1."""
    seeds = values.shape[axis]
    return np.asarray(values.std(axis=axis, ddof=1) if seeds > 1 else np.zeros(values.mean(axis=axis).shape))


def trade(strategy: Compared, base: Compared) -> Trade:
    """What ``strategy`` gains and loses compared with ``base``, which has the same seeds."""
    recalls = (strategy.recalls - base.recalls).mean(axis=0)
    known = np.nan_to_num(recalls)
    up, down = int(known.argmax()), int(known.argmin())
    accuracy = strategy.values("accuracy") - base.values("accuracy")
    return Trade(
        up if known[up] > 0 else None,
        max(0.0, float(known[up])),
        down if known[down] < 0 else None,
        max(0.0, -float(known[down])),
        float(accuracy.mean()),
        bool(abs(accuracy.mean()) > spread(accuracy)),
    )


def csv(found: Sequence[Compared], classes: Sequence[str], trained_on: str, tested_on: str) -> bytes:
    """A CSV table with a line for each strategy and seed.

    Args:
        found: the strategies.
        classes: names of the emotions.
        trained_on: where the labels of the training rows are from, "names" or "labels".
        tested_on: where those of the test faces are from, likewise.

    Returns:
        UTF-8 text. Shares are 0..1; the recall of a class without test faces is empty.
    """
    numbers = ("strategy", "per_class", "beta", "tau", "seed", "trained_on", "tested_on", "rows", "seconds")
    columns = (*numbers, *METRICS, *(f"recall {name}" for name in classes))
    return to_csv(ExportTable(columns, (line for one in found for line in _lines(one, trained_on, tested_on))))


def _lines(strategy: Compared, trained_on: str, tested_on: str) -> Iterator[list[object]]:
    s = strategy.settings
    for seed, outcome in enumerate(strategy.outcomes):
        scores = [round(strategy.values(metric)[seed], 6) for metric in METRICS]
        recalls = [None if np.isnan(share) else round(share, 6) for share in strategy.recalls[seed]]
        first = [s.strategy, s.per_class, s.beta, s.tau, seed, trained_on, tested_on, outcome.rows]
        yield [*first, round(outcome.seconds, 3), *scores, *recalls]
