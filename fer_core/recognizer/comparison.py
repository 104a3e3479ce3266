"""Ways to balance side by side: the same faces, split, model and seeds; only what is done about rare classes differs.

Each seed learns from other `SHARE` of the training faces, drawn in each class by itself, and is also the seed of
whatever the way to balance and the model draw. All ways share these draws. So the spread over seeds holds what chance
does, for ways that draw nothing too, and two ways can be compared seed by seed. Scores come from fewer faces than a
training has.
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
"""Of the training faces, what each seed learns from."""

Metric = Literal["accuracy", "balanced_accuracy", "macro_f1"]
METRICS: Mapping[Metric, str] = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro F1",
}


@dataclass(frozen=True, eq=False)
class SeedResult:
    """One way with one seed.

    Attributes:
        confusion: int64 [c, c], rows = true class, columns = predicted class, of the faces that judge.
        rows: rows that the recognizer was fitted on.
        seconds: balancing and fitting.
    """

    confusion: np.ndarray
    rows: int
    seconds: float

    @cached_property
    def scores(self) -> Scores:
        """What the confusion tells."""
        return scores_of(self.confusion)

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, for the disk."""
        return {"confusion": self.confusion, "rows": np.array(self.rows), "seconds": np.array(self.seconds)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "SeedResult":
        """What `arrays` gave."""
        return cls(np.asarray(arrays["confusion"]), int(arrays["rows"]), float(arrays["seconds"]))


@dataclass(frozen=True, eq=False)
class Compared:
    """One way with several seeds, the same ones in the same order for all ways."""

    settings: BalanceSettings
    outcomes: tuple[SeedResult, ...]

    def values(self, metric: Metric) -> np.ndarray:
        """float64 [s]: the score of each seed, 0..1."""
        return np.array([getattr(outcome.scores, metric) for outcome in self.outcomes])

    @cached_property
    def recalls(self) -> np.ndarray:
        """float64 [s, c]: of each class's faces, the share found; NaN where none judges."""
        return np.array([np.where(o.scores.support > 0, o.scores.recall, np.nan) for o in self.outcomes])

    @property
    def rows(self) -> float:
        """Rows that the recognizer was fitted on, the mean over seeds."""
        return float(np.mean([outcome.rows for outcome in self.outcomes]))

    @property
    def seconds(self) -> float:
        """Balancing and fitting, the mean over seeds."""
        return float(np.mean([outcome.seconds for outcome in self.outcomes]))


@dataclass(frozen=True)
class Trade:
    """What one way gains and loses against another, as differences of shares (0.05 = 5 points); means over seeds.

    Attributes:
        gained, lost: code of the class whose recall rose and fell most; None where none did.
        gain, loss: by how much, both 0 or more.
        accuracy: rise (+) or fall (-) of the accuracy.
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
    """Fit on this seed's share of ``rows``, balanced as ``settings`` say, and score on the held-out faces.

    Args:
        task: features of all faces and their division.
        rows: named or labelled training rows.
        true: uint8 [t], what the held-out faces are held to be.
        settings: model and way to balance; their seeds are replaced by ``seed``.
        seed: of the share, the way to balance and the model.
        progress: may raise Cancelled.

    Raises InvalidSettings where fewer than two classes are named.
    """
    seeded = dataclasses.replace(settings, seed=seed, balance=dataclasses.replace(settings.balance, seed=seed))
    started = time.perf_counter()
    fitted = Recognizer(seeded, task.classes).train(task.X, drawn(rows, seed), task.pixels, progress)
    seconds = time.perf_counter() - started
    said = fitted.predict(task.X[task.split.test])
    return SeedResult(evaluate(true, said, len(task.classes)).confusion, fitted.rows_, seconds)


def drawn(rows: TrainingRows, seed: int, share: float = SHARE) -> TrainingRows:
    """A random ``share`` (0..1, rounded up) of the faces of each class; a face's rows stay together.

    A face counts for the class that weighs most in it, so no class loses its last face.
    """
    heaviest = np.lexsort((rows.codes, -rows.weights, rows.rows))
    faces, starts = np.unique(rows.rows[heaviest], return_index=True)
    first = rows.codes[heaviest[starts]]
    rng = np.random.default_rng(seed)
    kept = [np.zeros(0, np.int64)]
    for code in np.unique(first):
        mine = rng.permutation(faces[first == code])
        kept.append(mine[: int(np.ceil(share * len(mine)))])
    return rows.of(np.isin(rows.rows, np.concatenate(kept)))


def best(values: np.ndarray) -> tuple[int, np.ndarray]:
    """The way with the highest mean of ``values`` (float [ways, seeds]), and bool [ways]: which do as well.

    A way does as well where the mean difference from the best, seed by seed, is no larger than its spread.
    """
    means = values.mean(axis=1)
    winner = int(np.nanargmax(means))
    differences = values[winner] - values
    level = differences.mean(axis=1) <= spread(differences, axis=1)
    level[winner] = True
    return winner, level


def spread(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Standard deviation over seeds (with n - 1); 0 where there is one seed."""
    seeds = values.shape[axis]
    return np.asarray(values.std(axis=axis, ddof=1) if seeds > 1 else np.zeros(values.mean(axis=axis).shape))


def trade(way: Compared, base: Compared) -> Trade:
    """What ``way`` gains and loses against ``base``, which has the same seeds."""
    recalls = (way.recalls - base.recalls).mean(axis=0)
    known = np.nan_to_num(recalls)
    up, down = int(known.argmax()), int(known.argmin())
    accuracy = way.values("accuracy") - base.values("accuracy")
    return Trade(
        up if known[up] > 0 else None,
        max(0.0, float(known[up])),
        down if known[down] < 0 else None,
        max(0.0, -float(known[down])),
        float(accuracy.mean()),
        bool(abs(accuracy.mean()) > spread(accuracy)),
    )


def csv(found: Sequence[Compared], classes: Sequence[str], taught_by: str, judged_by: str) -> bytes:
    """A table with a line for each way and seed; shares are 0..1, a recall without a face to judge is empty."""
    numbers = ("strategy", "per_class", "beta", "tau", "seed", "taught_by", "judged_by", "rows", "seconds")
    columns = (*numbers, *METRICS, *(f"recall {name}" for name in classes))
    return to_csv(ExportTable(columns, (line for way in found for line in _lines(way, taught_by, judged_by))))


def _lines(way: Compared, taught_by: str, judged_by: str) -> Iterator[list[object]]:
    s = way.settings
    for seed, outcome in enumerate(way.outcomes):
        scores = [round(way.values(metric)[seed], 6) for metric in METRICS]
        recalls = [None if np.isnan(share) else round(share, 6) for share in way.recalls[seed]]
        said = [s.strategy, s.per_class, s.beta, s.tau, seed, taught_by, judged_by, outcome.rows]
        yield [*said, round(outcome.seconds, 3), *scores, *recalls]
