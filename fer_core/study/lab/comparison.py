"""Compares balancing strategies on the split, names and features of a study.

Each strategy and seed is saved separately, so that a stopped comparison continues.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

HELD_BACK = 0.2
"""Share of the named faces that becomes the test set if there are no labels."""
SECONDS = {"augment": 15.0, "smote_pixels": 15.0, "smote_enn": 10.0, "adasyn": 6.0}
"""Rough additional seconds of some strategies; only for progress."""

LabelSource = Literal["names", "labels"]


@dataclass(frozen=True, eq=False)
class LabelledSets:
    """The training set and test set of all strategies.

    Attributes:
        rows: the training rows.
        true: uint8 [t], the labels of the test set of ``rows.split``.
        training_source: whether the training labels are people's names or the data set's labels.
        test_source: the same for ``true``.
    """

    rows: TrainingRows
    true: np.ndarray
    training_source: LabelSource
    test_source: LabelSource


@dataclass(frozen=True, eq=False)
class BalanceComparison:
    """Comparisons of one study. Their results are in the store.

    Attributes:
        settings: of the recognizer; its balancing is replaced by each strategy.
        named: the names given so far, if there are any.
    """

    results: Results
    division: FaceDivision
    inputs: RecognizerInputs
    settings: RecognizerSettings
    named: NamedFaces | None

    @cached_property
    def sets(self) -> LabelledSets | None:
        """The sets, trained on names if two or more classes are named, else on labels; None without either."""
        named, true, split = self.named, self.division.test_labels, self.division.split
        if named is not None and len(np.unique(named.codes[named.weights > 0.5])) > 1:
            rows = TrainingRows.named(split, named)
            return _tested_on_names(rows) if true is None else LabelledSets(rows, true, "names", "labels")
        if true is None or len(np.unique((rows := self.division.labelled_training).codes)) < 2:
            return None
        return LabelledSets(rows, true, "labels", "labels")

    def ready(self, strategies: Sequence[BalanceSettings], seeds: int) -> bool:
        """Whether every strategy with every seed is on disk."""
        return all(self._has(one, seed) for one in strategies for seed in range(seeds))

    def compare(self, strategies: Sequence[BalanceSettings], seeds: int, progress: Progress = silent) -> list[Compared]:
        """Compare ``strategies``, each with the seeds 0 to ``seeds`` - 1; saved results are not computed again.

        Raises InvalidSettings, Cancelled; finished results stay saved.
        """
        missing = [(one, seed) for seed in range(seeds) for one in strategies if not self._has(one, seed)]
        extracting = 0.05 if self.inputs.ready else 0.7
        X = self.inputs.matrix(part_of(progress, 0, extracting)) if missing else None
        weights = [2 + SECONDS.get(one.strategy, 0) for one, _ in missing]
        shares = parts_of(part_of(progress, extracting, 1), weights)
        for (one, seed), share in zip(missing, shares, strict=True):
            self._outcome(one, seed, X, _titled(share, one, seed, seeds))
        return [Compared(one, tuple(self._outcome(one, seed) for seed in range(seeds))) for one in strategies]

    def _outcome(
        self, strategy: BalanceSettings, seed: int, X: np.ndarray | None = None, progress: Progress = silent
    ) -> SeedResult:
        def make(progress: Progress) -> Arrays:
            sets = self.sets
            assert sets is not None
            task = self.inputs.task(self.inputs.matrix() if X is None else X)
            settings = replace(self.settings, balance=strategy, calibration="none")
            task = replace(task, split=sets.rows.split)
            return fit_and_score(task, sets.rows, sets.true, settings, seed, progress).arrays()

        return SeedResult.from_arrays(self.results.get("comparison", self._key(strategy, seed), make, progress))

    def _has(self, strategy: BalanceSettings, seed: int) -> bool:
        return self.results.has("comparison", self._key(strategy, seed))

    def key(self, strategies: Sequence[BalanceSettings], seeds: int) -> str:
        """The key of a whole comparison."""
        return key_of([self._key(one, seed) for one in strategies for seed in range(seeds)])

    def _key(self, strategy: BalanceSettings, seed: int) -> str:
        settings = replace(self.settings, balance=replace(strategy, seed=0), seed=0, calibration="none")
        return key_of(self._sets_key, settings, seed, *self._together(settings))

    def _together(self, settings: RecognizerSettings) -> tuple[str, ...]:
        """A fingerprint of which faces were named together, if the settings depend on it."""
        assert self.sets is not None
        return (fingerprint(self.sets.rows.groups),) if settings.asks_for_groups else ()

    @cached_property
    def _sets_key(self) -> str:
        assert self.sets is not None
        rows = self.sets.rows
        labels = fingerprint(rows.rows, rows.codes, rows.weights, self.sets.true)
        return key_of(self.inputs.key, rows.split.fingerprint, labels, self.division.faces.classes)


def _tested_on_names(rows: TrainingRows) -> LabelledSets:
    """Use some named faces as the test set, whose names should be repeated, and the others as the training set."""
    first = rows.of(rows.weights > 0.5)
    draw = np.random.default_rng(0).random(len(first)) < HELD_BACK
    draw[:1], draw[-1:] = True, False  # at least one in each set
    part = np.array(rows.split.part)
    part[part == TEST] = 0
    part[first.rows[draw]] = TEST
    divided = Split(part, rows.split.copies_aside)
    rest = part[rows.rows] != TEST
    training = TrainingRows(divided, rows.rows[rest], rows.codes[rest], rows.weights[rest], rows.groups[rest])
    order = np.argsort(first.rows[draw])
    return LabelledSets(training, first.codes[draw][order], "names", "names")


def _titled(progress: Progress, strategy: BalanceSettings, seed: int, seeds: int) -> Progress:
    """A progress that shows the strategy and the seed."""

    def titled(done: int, total: int, what: str) -> None:
        progress(done, total, f"{STRATEGIES[strategy.strategy].title}, seed {seed + 1} of {seeds}")

    return titled
