"""What is learnt from the names, and what its scores are held against."""

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fer_core.balance import PictureSource
from fer_core.base.progress import Progress, part_of, parts_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.faces.split import TRAIN, Split
from fer_core.naming.correction import corrected_faces
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.payoff import Payoff
from fer_core.recognizer.references import Reference, chance, reference_arrays, references, references_of
from fer_core.recognizer.storage import arrays_of, recognizer_of, told_in
from fer_core.recognizer.training import Task, Training, fit, judged
from fer_core.study.lab.judged import Judged
from fer_core.study.lab.kept import Arrays
from fer_core.study.store import key_of


class Learnt(Judged):
    """The recognizer and its scores."""

    def named(self, groups: Mapping[int, Verdict], faces: Mapping[int, Verdict]) -> NamedFaces:
        """Labels of the grouped faces, from verdicts on groups and on single faces."""
        return named_faces(self.grouped_rows, self.clustering().labels, groups, faces, self.faces.classes)

    def named_now(self, state: NamingState) -> NamedFaces:
        """Labels of the grouped faces from all that holds, in the groups as people changed them."""
        now, classes = self.partition(state), self.faces.classes
        named = named_faces(now.rows, now.groups, state.said_of_groups, state.said_of_faces, classes)
        return replace(named, corrected=corrected_faces(state.corrections, classes))

    def recognizer(self, named: NamedFaces, progress: Progress = silent) -> Recognizer:
        """A recognizer that learnt from ``named``."""

        def make(progress: Progress) -> Arrays:
            looking, fitting = parts_of(progress, [6, 1])
            task = self.task(self.inputs(looking))
            return arrays_of(fit(*self._with_corrected(task, named), self.choices.recognizer, fitting))

        arrays = self.keep("recognizer", self.training_key(named), make, progress)
        return recognizer_of(arrays, self.choices.recognizer, self.faces.classes)

    def told_of(self, named: NamedFaces) -> tuple[str, ...]:
        """Sentences on how the recognizer of ``named`` was made; none while there is none."""
        key = self.training_key(named)
        return told_in(self.store.load("recognizer", key)[0]) if self.kept("recognizer", key) else ()

    def training(self, named: NamedFaces, progress: Progress = silent) -> Training:
        """The recognizer of ``named``, judged on the held-out faces."""
        key = self.training_key(named)

        def make(progress: Progress) -> Arrays:
            looking, fitting, judging = parts_of(progress, [6, 2, 3])
            task = self.task(self.inputs(looking))
            started = time.perf_counter()
            made = judged(self.recognizer(named, fitting), task, named, judging).arrays()
            return {**made, "seconds": np.array(time.perf_counter() - started)}

        return Training.from_arrays(self.keep("training", key, make, progress), self._truth)

    def references(self, progress: Progress = silent) -> list[Reference]:
        """What a score on the held-out faces is to be held against; none where nothing is labelled.

        They depend on the groups and the recognizer's settings, not on any name, so they are made once for all names.
        """

        def make(progress: Progress) -> Arrays:
            X, true = self.inputs(part_of(progress, 0, 0.5)), self._truth
            assert true is not None
            groups = np.full(len(self.faces), -1)
            groups[self.grouped_rows] = self.clustering().labels
            return reference_arrays(
                references(
                    X, self.labelled_training, groups, true, self.faces.classes,
                    self.choices.recognizer, self.faces.images, part_of(progress, 0.5, 1),
                )
            )  # fmt: skip

        if self.faces.emotions is None:
            return []
        guessing = chance(len(self.faces.present))
        if not len(self.labelled_training):
            return [guessing]
        made = references_of(self.keep("references", self.references_key, make, progress))
        return [guessing, *(r for r in made if r.key != guessing.key)]  # earlier versions kept one of all names

    def finished_training(self, key: str) -> Training | None:
        """A training that was done before, by its key; None where it is not on disk."""
        if not key or not self.kept("training", key):
            return None
        return Training.from_arrays(self.store.load("training", key)[0], self._truth)

    def finished_recognizer(self, key: str) -> Recognizer | None:
        """A recognizer that was trained before with these choices, by its key; None where it is not on disk."""
        if not key or not self.kept("recognizer", key):
            return None
        return recognizer_of(self.store.load("recognizer", key)[0], self.choices.recognizer, self.faces.classes)

    def training_seconds(self, key: str) -> float | None:
        """How long a finished training took to fit and to judge here; None where that was not noted."""
        seconds = self.store.load("training", key)[0].get("seconds") if self.kept("training", key) else None
        return None if seconds is None else float(seconds)

    @property
    def _truth(self) -> np.ndarray | None:
        return None if self.faces.emotions is None else self.faces.emotions[self.split.test]

    def task(self, X: np.ndarray) -> Task:
        """What a recognizer of these faces sees; ``X`` are the `inputs`."""
        return Task(X, self.split, self.faces.classes, PictureSource(self.faces.images, self.inputs_of))

    def _with_corrected(self, task: Task, named: NamedFaces) -> tuple[Task, NamedFaces]:
        """The task with the corrected faces as further training faces, and their names beside the others."""
        more = named.corrected
        if not len(more):
            return task, named
        X = np.vstack([task.X, self.inputs_of(more.images)])
        part = np.append(self.split.part, np.full(len(more), TRAIN, np.uint8))
        pixels = PictureSource(np.concatenate([self.faces.images, more.images]), self.inputs_of)
        rows = np.append(named.rows, np.arange(len(task.X), len(X)))
        weights = np.append(named.weights, np.ones(len(more), np.float32))
        groups = None if named.groups is None else np.append(named.groups, -1 - rows[len(named) :])
        taught = NamedFaces(rows, np.append(named.codes, more.codes), weights, groups=groups)
        return Task(X, Split(part, self.split.copies_aside), task.classes, pixels), taught

    def inputs_of(self, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, d]: what the recognizer sees of other faces uint8 [m, 48, 48]. They are not kept."""
        kinds = self.choices.seen_in_training
        looked = self.all_features_of(kinds, images, progress)
        return np.hstack([self.reduction(kind)[0].transform(f) for kind, f in zip(kinds, looked, strict=True)])

    def inputs(self, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d]: what the recognizer sees of each face."""
        return np.hstack(self.input_parts(progress))

    @property
    def inputs_kept(self) -> bool:
        """Whether all that the recognizer sees is on disk."""
        return all(self.kept("reduction", self.reduction_key(kind)) for kind in self.choices.seen_in_training)

    def input_parts(self, progress: Progress = silent) -> list[np.ndarray]:
        """float32 [n, d_i] each: the same, one array a kind of features, left on disk until it is looked at."""
        kinds = self.choices.seen_in_training
        shares = parts_of(progress, [1 + kind.seconds for kind in kinds])
        return [self.reduction(kind, share)[1] for kind, share in zip(kinds, shares, strict=True)]

    def payoff(self, progress: Progress = silent) -> Payoff:
        """A quick recognizer to be refitted while somebody names; nothing is kept on disk."""
        parts = self.input_parts(progress)
        return Payoff(parts, self.grouped_rows, self.clustering().labels, self.split.test, len(self.faces.classes))

    @property
    def payoff_key(self) -> str:
        """Names what `payoff` rests on, whatever has been said."""
        return key_of(self.inputs_key, self.split.fingerprint, self.clustering_key, self.faces.classes)

    def training_key(self, named: NamedFaces) -> str:
        """Names what was learnt from these names, and on which faces it was judged."""
        settings = self.choices.recognizer
        together = [] if named.groups is None or not settings.asks_for_groups else [fingerprint(named.groups)]
        return key_of(self.inputs_key, self.split.fingerprint, named.fingerprint, settings, *together)

    @property
    def references_key(self) -> str:
        """Names the references of these groups, judges and settings."""
        judged = (self.faces.fingerprint, self.split.fingerprint)
        return key_of(self.inputs_key, self.clustering_key, *judged, self.choices.recognizer.quick)

    @property
    def inputs_key(self) -> str:
        """Names what the recognizer sees of each face."""
        return key_of([self.reduction_key(kind) for kind in self.choices.seen_in_training])
