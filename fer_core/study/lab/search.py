"""Search for good settings of the recognizer by cross-validation on the names of a study.

Each candidate is saved separately, so that a stopped search continues.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.balance import TrainingRows
from fer_core.base.progress import Progress, part_of, parts_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.search import Tried, candidates, try_out
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class Candidate:
    """Settings that were tried, and their result."""

    settings: RecognizerSettings
    tried: Tried


@dataclass(frozen=True, eq=False)
class RecognizerSearch:
    """The search of one study. Its results are in the store.

    Attributes:
        settings: the present settings of the recognizer, which are a candidate too.
        named: the names given so far.
    """

    results: Results
    division: FaceDivision
    inputs: RecognizerInputs
    settings: RecognizerSettings
    named: NamedFaces

    @cached_property
    def candidates(self) -> list[RecognizerSettings]:
        """All settings to try."""
        return candidates(self.settings)

    def has(self, settings: RecognizerSettings) -> bool:
        """Whether this candidate is on disk."""
        return self.results.has("search", self._key(settings))

    @property
    def missing(self) -> list[RecognizerSettings]:
        """Candidates that are not on disk."""
        return [settings for settings in self.candidates if not self.has(settings)]

    def found(self) -> list[Candidate]:
        """The candidates on disk, those that repeat most names first."""
        done = [Candidate(settings, self._tried(settings)) for settings in self.candidates if self.has(settings)]
        return sorted(done, key=lambda one: -one.tried.accuracy)

    def try_all(self, progress: Progress = silent) -> list[Candidate]:
        """Try all missing candidates. Raises InvalidSettings, Cancelled; finished candidates stay saved."""
        missing = self.missing
        extracting = 0.02 if self.inputs.ready else 0.5
        X = self.inputs.matrix(part_of(progress, 0, extracting)) if missing else None
        shares = parts_of(part_of(progress, extracting, 1), [MODELS[one.model].seconds for one in missing])
        for settings, share in zip(missing, shares, strict=True):
            self._tried(settings, X, _titled(share, settings))
        return self.found()

    def _tried(self, settings: RecognizerSettings, X: np.ndarray | None = None, progress: Progress = silent) -> Tried:
        def make(progress: Progress) -> Arrays:
            rows = TrainingRows.named(self.division.split, self.named)
            matrix = self.inputs.matrix() if X is None else X
            return try_out(matrix, rows, settings, self.division.faces.classes, progress).arrays()

        return Tried.from_arrays(self.results.get("search", self._key(settings), make, progress))

    @property
    def key(self) -> str:
        """The key of the whole search; a change of the chosen settings adds at most one candidate."""
        return key_of("search", [self._key(settings) for settings in self.candidates])

    def _key(self, settings: RecognizerSettings) -> str:
        return key_of(self._names_key, settings.quick)

    @cached_property
    def _names_key(self) -> str:
        named = self.named
        together = () if named.groups is None else (named.groups,)
        names = fingerprint(named.rows, named.codes, named.weights, *together)
        split = self.division.split.fingerprint
        return key_of("search", self.inputs.key, split, names, self.division.faces.classes)


def _titled(progress: Progress, settings: RecognizerSettings) -> Progress:
    """A progress that shows the name of the model."""

    def titled(done: int, total: int, what: str) -> None:
        progress(done, total, MODELS[settings.model].title)

    return titled
