"""Evaluation: where accuracy was lost, how certain it is, and what naming single faces would have given.

It reads labels, and no other step uses its results.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.naming.coverage import REJECTED, face_standings
from fer_core.naming.decision import Decision
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.annotators import VoteShare, vote_share
from fer_core.recognizer.bootstrap import Estimates, bootstrap, change_without
from fer_core.recognizer.effort import Effort, Moment, budgets, ends, learning
from fer_core.recognizer.label_trouble import label_trouble
from fer_core.recognizer.losses import Lost, lost
from fer_core.recognizer.references import Reference
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.recognizer.single_faces import SEEDS, Singles, draws, single_faces
from fer_core.recognizer.training import Training
from fer_core.simulation import Pace
from fer_core.study.lab.audit import FaceAudit
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.naming import GroupNaming
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

CURVE_SEEDS = 3
"""Draws of single faces for each budget of the learning curve."""
SINGLE_FACE_SECONDS = Pace().look + Pace().decide
"""Seconds that a practised person needs to name one face: an assumption, see `Pace`."""


@dataclass(frozen=True)
class WithoutLeaked:
    """Scores without the ``count`` test faces that had copies in the training set; ``change``: without minus with."""

    count: int
    scores: Estimates
    change: Estimates


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Measures of a training, compared with labels."""

    results: Results
    division: FaceDivision
    audit: FaceAudit
    naming: GroupNaming
    inputs: RecognizerInputs
    settings: RecognizerSettings

    def without_leaked(self, training: Training) -> WithoutLeaked | None:
        """Scores without test faces of which the training set had a copy, before the copy was set aside.

        None if there is no such face, no other one, or no label.
        """
        truth = self.division.test_labels
        leaked = np.isin(self.division.split.test, self.audit.leaked_test_faces())
        if truth is None or training.scores is None or not leaked.any() or leaked.all():
            return None
        without = np.zeros_like(training.scores.confusion)
        np.add.at(without, (truth[leaked], training.probabilities[leaked].argmax(axis=1)), 1)
        confusion = training.scores.confusion
        return WithoutLeaked(int(leaked.sum()), bootstrap(confusion - without), change_without(confusion, without))

    def label_trouble(self, found: Sequence[Reference]) -> tuple[str, ...]:
        """Sentences on problems with the labels as a whole, if the references ``found`` show any."""
        return label_trouble(found, self.division.faces, self.division.split)

    def vote_share(self, training: Training) -> VoteShare | None:
        """How the predictions compare with annotators' votes; None if no test face has votes."""
        faces = self.division.faces
        if faces.votes is None:
            return None
        return vote_share(faces.votes[self.division.split.test], training.probabilities.argmax(axis=1), faces.present)

    def lost(self, state: NamingState, named: NamedFaces) -> Lost | None:
        """Where accuracy was lost among the grouped faces with a label; None if there are none."""
        faces, now = self.division.faces, self.naming.groups.partition(state)
        given = state.verdicts_on_groups, state.verdicts_on_faces
        known, rejected = faces.labelled[now.rows], face_standings(now.rows, now.groups, *given) == REJECTED
        if faces.emotions is None or not known.any():
            return None
        rows, groups = now.rows[known], now.groups[known]
        names = named.first_names(len(faces))[rows]
        return lost(groups, faces.emotions[rows], names, len(faces.classes), rejected[known])

    def single_faces(self, decisions: int, progress: Progress = silent) -> Reference:
        """The same recognizer trained on the labels of ``decisions`` random training faces, or of all if fewer.

        Needs labelled training faces.
        """

        def make(progress: Progress) -> Arrays:
            return self._singles([min(decisions, len(self.division.labelled_training))], SEEDS, progress).arrays()

        return Singles(**self.results.get("singles", self.single_faces_key(decisions), make, progress)).reference()

    def effort(self, decisions: Sequence[Decision], progress: Progress = silent) -> Effort:
        """The learning curve over ``decisions`` on the present groups. Needs labels, and names of two classes.

        Raises:
            InvalidSettings: if no training face has a label.
            Cancelled: by ``progress``.
        """

        def make(progress: Progress) -> Arrays:
            return self._effort(decisions, progress).arrays()

        return Effort.of(self.results.get("effort", self.effort_key(decisions), make, progress))

    def _effort(self, decisions: Sequence[Decision], progress: Progress) -> Effort:
        extracting, own, single = parts_of(progress, [2, 5, 3])
        labelled, truth = len(self.division.labelled_training), self.division.test_labels
        if not labelled:
            what = "No training face has a label, so naming single faces cannot be simulated."
            remedy = "On Balance, choose a test set that leaves labelled faces for training."
            raise InvalidSettings(what, remedy=remedy)
        assert truth is not None
        moments = self._moments(decisions)
        task = self.inputs.task(self.inputs.matrix(extracting))
        points = learning(task, moments, truth, self.settings, self.inputs.with_corrections, own)
        singles = self._singles(budgets(moments[-1].decisions, labelled), CURVE_SEEDS, single)
        return Effort(**points, singles=singles, single_seconds=SINGLE_FACE_SECONDS)

    def _singles(self, sizes: Sequence[int], seeds: int, progress: Progress) -> Singles:
        extracting, labelling = parts_of(progress, [1, 4])
        parts, known, truth = self.inputs.parts(extracting), self.division.labelled_training, self.division.test_labels
        assert truth is not None
        drawn = [known.of(places) for places in draws(len(known), max(sizes), seeds)]
        training = [(np.hstack([part[some.rows] for part in parts]), some.codes) for some in drawn]
        test = np.hstack([part[self.division.split.test] for part in parts])
        classes = self.division.faces.classes
        return single_faces(training, test, truth, classes, self.settings, sizes, labelling)

    def _moments(self, decisions: Sequence[Decision]) -> list[Moment]:
        """The names at some moments of the log, one for each number of decisions that hold: the latest."""
        found: dict[int, Moment] = {}
        for end in ends(len(decisions)):
            then = replay(decisions[:end])
            found = {n: m for n, m in found.items() if n < then.decisions}
            if then.decisions:
                found[then.decisions] = Moment(then.decisions, then.active_seconds, self.naming.named_faces(then))
        return list(found.values())

    def single_faces_key(self, decisions: int) -> str:
        """The key of the reference with this many single faces."""
        return key_of("singles", self._testing_key, decisions, SEEDS)

    def effort_key(self, decisions: Sequence[Decision]) -> str:
        """The key of the learning curve over ``decisions``."""
        return key_of("effort", self._testing_key, self.naming.groups.key, fingerprint(*map(repr, decisions)))

    @property
    def _testing_key(self) -> str:
        """A key of the recognizer's inputs, its settings, and the labels that it is tested on."""
        tested = (self.division.split.fingerprint, self.division.faces.fingerprint)
        return key_of(self.inputs.key, *tested, self.settings.quick)
