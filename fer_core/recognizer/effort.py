"""The learning curve over human effort: the accuracy after so many decisions and minutes.

The decision log is replayed up to a dozen moments. At each, a recognizer is trained on the names given up to then and
scored on the test faces. The labelling of single faces is simulated with the same features and recognizer.
"""

import csv as tables
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.bootstrap import metrics
from fer_core.recognizer.evaluate import wilson_interval
from fer_core.recognizer.models import RecognizerSettings
from fer_core.recognizer.single_faces import Singles
from fer_core.recognizer.training import Task, fit

MOMENTS = 12
"""Points of the curve, at most."""
MOST_SINGLES = 2_000
"""Single faces at the end of the curve, at most: an hour of labelling at 1.8 s a face."""


@dataclass(frozen=True, eq=False)
class Moment:
    """A moment of naming: decisions that were not undone, seconds of work, and the names that follow from them."""

    decisions: int
    seconds: float
    named: NamedFaces


@dataclass(frozen=True, eq=False)
class Effort:
    """The learning curve of named groups, and that of single faces.

    Attributes:
        decisions: int64 [p], ascending.
        seconds: float64 [p], a person's work until then.
        faces: int64 [p], faces with a name.
        confusions: int64 [p, c, c] of the test faces, rows = true class, columns = predicted class.
        singles: the same recognizer trained on single faces.
        single_seconds: assumed time to label one single face.
    """

    decisions: np.ndarray
    seconds: np.ndarray
    faces: np.ndarray
    confusions: np.ndarray
    singles: Singles
    single_seconds: float

    @property
    def accuracies(self) -> np.ndarray:
        """float64 [p], 0..1."""
        return metrics(self.confusions)[:, 0]

    def intervals(self) -> np.ndarray:
        """float64 [p, 2]: 95 % intervals of the accuracies (Wilson 1927)."""
        correct = np.trace(self.confusions, axis1=1, axis2=2)
        totals = self.confusions.sum(axis=(1, 2))
        return np.array([wilson_interval(int(c), int(n)) for c, n in zip(correct, totals, strict=True)]).reshape(-1, 2)

    def singles_for(self, accuracy: float) -> int | None:
        """About how many single faces reach ``accuracy`` (0..1), interpolated; None where no simulated number does."""
        reached = np.maximum.accumulate(self.singles.accuracies.mean(axis=1))
        if accuracy > reached[-1]:
            return None
        return round(float(np.exp(np.interp(accuracy, reached, np.log(self.singles.budgets)))))

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, to be saved; `of` reads them."""
        own = {name: getattr(self, name) for name in ("decisions", "seconds", "faces", "confusions")}
        singles = {f"single_{name}": array for name, array in self.singles.arrays().items()}
        return {**own, **singles, "single_seconds": np.array(self.single_seconds)}

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray]) -> "Effort":
        """The curve whose `arrays` these are."""
        own = {name: arrays[name] for name in ("decisions", "seconds", "faces", "confusions")}
        singles = Singles(arrays["single_budgets"], arrays["single_confusions"])
        return cls(singles=singles, single_seconds=float(arrays["single_seconds"]), **own)


def learning(
    task: Task,
    moments: Sequence[Moment],
    true: np.ndarray,
    settings: RecognizerSettings,
    prepare: Callable[[Task, NamedFaces], tuple[Task, NamedFaces]],
    progress: Progress = silent,
) -> dict[str, np.ndarray]:
    """The first four fields of `Effort`: a recognizer trained and scored at each moment with names for two classes.

    Args:
        task: features of all faces and their split.
        moments: in order of their decisions.
        true: uint8 [t], labels of the test faces.
        settings: of the recognizer; only its `quick` part is used.
        prepare: adds corrections to a task and the names of a moment.
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: where no moment has names for two classes.
    """
    settings = settings.quick
    c, test = len(task.classes), task.X[task.split.test]
    trained: list[Moment] = []
    confusions: list[np.ndarray] = []
    for i, (moment, share) in enumerate(zip(moments, parts_of(progress, [1] * len(moments)), strict=True)):
        share(0, 1, f"The recognizer after {moment.decisions:,} decisions")
        try:
            predicted = fit(*prepare(task, moment.named), settings, share).predict(test)
        except InvalidSettings:
            if i + 1 == len(moments) and not trained:
                raise
            continue  # one name, or too few faces for the balancing strategy: there was no recognizer yet
        table = np.zeros((c, c), np.int64)
        np.add.at(table, (true, predicted), 1)
        trained.append(moment)
        confusions.append(table)
    return {
        "decisions": np.array([m.decisions for m in trained], np.int64),
        "seconds": np.array([m.seconds for m in trained], np.float64),
        "faces": np.array([m.named.counts(c).sum() for m in trained], np.int64),
        "confusions": np.array(confusions, np.int64).reshape(-1, c, c),
    }


def ends(entries: int, points: int = MOMENTS) -> list[int]:
    """Up to which of ``entries`` of a log to replay: closer together at the start, where each entry counts more."""
    if entries < 1:
        return []
    first = min(2, entries)
    return np.unique(np.geomspace(first, entries, points).round().astype(int)).tolist()


def budgets(decisions: int, faces: int) -> list[int]:
    """Numbers of single faces to simulate, ascending: as many as decisions, and from a few to an hour's work."""
    most = min(faces, max(MOST_SINGLES, decisions))
    few = np.geomspace(min(5, most), most, 8).round().astype(int)
    return sorted({*few.tolist(), min(decisions, faces)} - {0})


def csv(effort: Effort) -> str:
    """Both curves as a CSV table; accuracies are 0..1."""
    out = io.StringIO()
    rows = tables.writer(out, lineterminator="\n")
    rows.writerow(["line", "decisions", "minutes", "faces named", "accuracy", "low", "high"])
    both = zip(effort.decisions, effort.seconds, effort.faces, effort.accuracies, effort.intervals(), strict=True)
    for decisions, seconds, faces, accuracy, (low, high) in both:
        minutes = f"{seconds / 60:.2f}"
        rows.writerow(["named groups", decisions, minutes, faces, f"{accuracy:.4f}", f"{low:.4f}", f"{high:.4f}"])
    for budget, draws in zip(effort.singles.budgets, effort.singles.accuracies, strict=True):
        minutes = f"{budget * effort.single_seconds / 60:.2f}"
        spread = (f"{draws.mean():.4f}", f"{draws.min():.4f}", f"{draws.max():.4f}")
        rows.writerow(["single faces (simulated)", budget, minutes, budget, *spread])
    return out.getvalue()
