"""Ways to balance side by side, on a study's own split, names and features; each way and seed is kept by itself."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from fer_core.balance import STRATEGIES, BalanceSettings, TrainingRows
from fer_core.base.progress import Progress, part_of, parts_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.faces.split import TEST, Split
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.comparison import Compared, SeedResult, fit_and_score
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study.lab.trying import Lab
from fer_core.study.store import key_of

HELD_BACK = 0.2
"""Of the named faces, what judges where no true label does."""
SECONDS = {"augment": 15.0, "smote_pixels": 15.0, "smote_enn": 10.0, "adasyn": 6.0}
"""About what ways take longer than others; for progress alone."""

Source = Literal["names", "labels"]


@dataclass(frozen=True, eq=False)
class Lesson:
    """What all ways learn from, and what judges them.

    Attributes:
        rows: the training rows.
        true: uint8 [t], what the held-out faces of ``rows.split`` are held to be.
        taught_by: whether people's names or the data set's labels teach.
        judged_by: the same of ``true``.
    """

    rows: TrainingRows
    true: np.ndarray
    taught_by: Source
    judged_by: Source


class Comparing:
    """Comparisons of one study. Cheap to make; results live in the store.

    Args:
        lab: the study's steps.
        named: the names given so far, if there are any.
    """

    def __init__(self, lab: Lab, named: NamedFaces | None) -> None:
        self.lab = lab
        self.named = named

    @cached_property
    def lesson(self) -> Lesson | None:
        """Names teach where two or more classes are named, else the data set's labels; None where neither is there."""
        named, emotions, split = self.named, self.lab.faces.emotions, self.lab.split
        if named is not None and len(np.unique(named.codes[named.weights > 0.5])) > 1:
            rows = TrainingRows.named(split, named)
            return _judged_by_names(rows) if emotions is None else Lesson(rows, emotions[split.test], "names", "labels")
        if emotions is None or len(np.unique((rows := self.lab.labelled_training).codes)) < 2:
            return None
        return Lesson(rows, emotions[split.test], "labels", "labels")

    def kept(self, ways: Sequence[BalanceSettings], seeds: int) -> bool:
        """Whether every way with every seed is on disk."""
        return all(self.lab.kept("comparison", self._key(way, seed)) for way in ways for seed in range(seeds))

    def run(self, ways: Sequence[BalanceSettings], seeds: int, progress: Progress = silent) -> list[Compared]:
        """All ``ways``, each with the seeds 0 to ``seeds`` - 1; what is on disk is not computed again.

        Raises InvalidSettings, Cancelled; what was finished before stays.
        """
        missing = [(w, s) for s in range(seeds) for w in ways if not self.lab.kept("comparison", self._key(w, s))]
        looked = 0.05 if self.lab.inputs_kept else 0.7
        X = self.lab.inputs(part_of(progress, 0, looked)) if missing else None
        shares = parts_of(part_of(progress, looked, 1), [2 + SECONDS.get(way.strategy, 0) for way, _ in missing])
        for (way, seed), share in zip(missing, shares, strict=True):
            self._outcome(way, seed, X, _titled(share, way, seed, seeds))
        return [Compared(way, tuple(self._outcome(way, seed) for seed in range(seeds))) for way in ways]

    def key(self, ways: Sequence[BalanceSettings], seeds: int) -> str:
        """Names a whole comparison."""
        return key_of([self._key(way, seed) for way in ways for seed in range(seeds)])

    def _outcome(
        self, way: BalanceSettings, seed: int, X: np.ndarray | None = None, progress: Progress = silent
    ) -> SeedResult:
        def make(progress: Progress) -> dict[str, np.ndarray]:
            lesson = self.lesson
            assert lesson is not None
            task = self.lab.task(self.lab.inputs() if X is None else X)
            task = dataclasses.replace(task, split=lesson.rows.split)
            settings = dataclasses.replace(self.lab.choices.recognizer, balance=way, calibration="none")
            return fit_and_score(task, lesson.rows, lesson.true, settings, seed, progress).arrays()

        return SeedResult.from_arrays(self.lab.keep("comparison", self._key(way, seed), make, progress))

    def _key(self, way: BalanceSettings, seed: int) -> str:
        same = dataclasses.replace(way, seed=0)
        settings = dataclasses.replace(self.lab.choices.recognizer, balance=same, seed=0, calibration="none")
        return key_of(self._lesson_key, settings, seed, *self._together(settings))

    def _together(self, settings: RecognizerSettings) -> tuple[str, ...]:
        """Which faces were named together, where that counts."""
        assert self.lesson is not None
        return (fingerprint(self.lesson.rows.groups),) if settings.asks_for_groups else ()

    @cached_property
    def _lesson_key(self) -> str:
        assert self.lesson is not None
        rows = self.lesson.rows
        taught = fingerprint(rows.rows, rows.codes, rows.weights, self.lesson.true)
        return key_of(self.lab.inputs_key, rows.split.fingerprint, taught, self.lab.faces.classes)


def _judged_by_names(rows: TrainingRows) -> Lesson:
    """Some named faces held back to judge whether the others' names are repeated; the rest teach."""
    first = rows.of(rows.weights > 0.5)
    draw = np.random.default_rng(0).random(len(first)) < HELD_BACK
    draw[:1], draw[-1:] = True, False  # one at least on each side
    part = np.array(rows.split.part)
    part[part == TEST] = 0
    part[first.rows[draw]] = TEST
    divided = Split(part, rows.split.copies_aside)
    teach = part[rows.rows] != TEST
    learn = TrainingRows(divided, rows.rows[teach], rows.codes[teach], rows.weights[teach], rows.groups[teach])
    order = np.argsort(first.rows[draw])
    return Lesson(learn, first.codes[draw][order], "names", "names")


def _titled(progress: Progress, way: BalanceSettings, seed: int, seeds: int) -> Progress:
    """A progress that says which way and seed it is about."""

    def told(done: int, total: int, what: str) -> None:
        progress(done, total, f"{STRATEGIES[way.strategy].title}, seed {seed + 1} of {seeds}")

    return told
