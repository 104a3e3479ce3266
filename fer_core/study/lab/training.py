"""Trains the recognizer on the names, and predicts the test set."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.naming.correction import CorrectedFaces
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.payoff import Payoff
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.recognizer.storage import arrays_of, notes_in, recognizer_of
from fer_core.recognizer.training import Training, fit, scored
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class RecognizerTraining:
    """Recognizers for these faces, trained with ``settings``."""

    results: Results
    division: FaceDivision
    groups: FaceGroups
    inputs: RecognizerInputs
    settings: RecognizerSettings

    def recognizer(self, named: NamedFaces, progress: Progress = silent) -> Recognizer:
        """A recognizer trained on ``named``. Raises InvalidSettings, Cancelled."""

        def make(progress: Progress) -> Arrays:
            extracting, fitting = parts_of(progress, [6, 1])
            task = self.inputs.task(self.inputs.matrix(extracting))
            return arrays_of(fit(*self.inputs.with_corrections(task, named), self.settings, fitting))

        return self._revived(self.results.get("recognizer", self.key(named), make, progress))

    def result(self, named: NamedFaces, progress: Progress = silent) -> Training:
        """The result of the recognizer of ``named`` on the test set. Raises InvalidSettings, Cancelled."""

        def make(progress: Progress) -> Arrays:
            extracting, fitting, testing = parts_of(progress, [6, 2, 3])
            task = self.inputs.task(self.inputs.matrix(extracting))
            started = time.perf_counter()
            made = scored(self.recognizer(named, fitting), task, named, testing).arrays()
            return {**made, "seconds": np.array(time.perf_counter() - started)}

        arrays = self.results.get("training", self.key(named), make, progress)
        return Training.from_arrays(arrays, self.division.test_labels)

    def ready(self, named: NamedFaces) -> bool:
        """Whether the result of ``named`` is on disk."""
        return self.results.has("training", self.key(named))

    def finished(self, key: str) -> Training | None:
        """The saved training with this key; None if it is not on disk."""
        if not key or not self.results.has("training", key):
            return None
        return Training.from_arrays(self.results.read("training", key), self.division.test_labels)

    def finished_recognizer(self, key: str) -> Recognizer | None:
        """The saved recognizer with these choices and this key; None if it is not on disk."""
        return self._revived(self.results.read("recognizer", key)) if self._has_recognizer(key) else None

    def seconds(self, key: str) -> float | None:
        """Seconds that a saved training took to fit and test; None if not noted."""
        seconds = self.results.read("training", key).get("seconds") if self.results.has("training", key) else None
        return None if seconds is None else float(seconds)

    def notes(self, named: NamedFaces) -> tuple[str, ...]:
        """Sentences on how the recognizer of ``named`` was trained; empty if it is not on disk."""
        key = self.key(named)
        return notes_in(self.results.read("recognizer", key)) if self._has_recognizer(key) else ()

    def trained_names(self, named: NamedFaces) -> NamedFaces | None:
        """The names that a recognizer on disk was trained on: all of ``named``, or all without its newest corrections;
        None if there is no such recognizer."""
        return next((some for some in _without_newest(named) if self._has_recognizer(self.key(some))), None)

    def payoff(self, progress: Progress = silent) -> Payoff:
        """A quick recognizer that is fitted again while somebody names; nothing is saved."""
        parts, grouped = self.inputs.parts(progress), self.groups.membership
        classes = len(self.division.faces.classes)
        return Payoff(parts, grouped.rows, grouped.groups, self.division.split.test, classes)

    def _has_recognizer(self, key: str) -> bool:
        return bool(key) and self.results.has("recognizer", key)

    def _revived(self, arrays: Arrays) -> Recognizer:
        return recognizer_of(arrays, self.settings, self.division.faces.classes)

    def key(self, named: NamedFaces) -> str:
        """The key of the recognizer of these names, and of its result on the test set."""
        together = [] if named.groups is None or not self.settings.asks_for_groups else [fingerprint(named.groups)]
        return key_of(self.inputs.key, self.division.split.fingerprint, named.fingerprint, self.settings, *together)

    @property
    def payoff_key(self) -> str:
        """A key of everything that `payoff` depends on except the names."""
        classes = self.division.faces.classes
        return key_of(self.inputs.key, self.division.split.fingerprint, self.groups.key, classes)


def _without_newest(named: NamedFaces) -> Iterator[NamedFaces]:
    """``named`` with all corrections, then with one less at a time, without the newest first."""
    images, codes = named.corrected.images, named.corrected.codes
    for n in range(len(codes), -1, -1):
        yield replace(named, corrected=CorrectedFaces(images[:n], codes[:n]))
