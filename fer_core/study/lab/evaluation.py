"""Evaluation: where accuracy was lost, how certain it is, and what single faces instead of groups would have given.

It reads true labels, and nothing here is passed on to any other step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import fingerprint
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
"""Draws of single faces for the learning curve, where several budgets are simulated."""
SINGLE_FACE_SECONDS = Pace().look + Pace().decide
"""What naming one face takes a practised person: an assumption, see `Pace`."""


@dataclass(frozen=True)
class WithoutLeaked:
    """The scores without the ``count`` test faces of which training copies existed; ``change``: without minus with."""

    count: int
    scores: Estimates
    change: Estimates


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Measurements on a training, against true labels."""

    results: Results
    division: FaceDivision
    audit: FaceAudit
    naming: GroupNaming
    inputs: RecognizerInputs
    settings: RecognizerSettings

    def without_leaked(self, training: Training) -> WithoutLeaked | None:
        """The scores without test faces that had a copy among the training faces, before it was set aside.

        None where there is no such face, no other one, or no label.
        """
        truth = self.division.test_labels
        leaked = np.isin(self.division.split.test, self.audit.leaked_test_faces())
        if truth is None or training.scores is None or not leaked.any() or leaked.all():
            return None
        aside = np.zeros_like(training.scores.confusion)
        np.add.at(aside, (truth[leaked], training.probabilities[leaked].argmax(axis=1)), 1)
        confusion = training.scores.confusion
        return WithoutLeaked(int(leaked.sum()), bootstrap(confusion - aside), change_without(confusion, aside))

    def label_trouble(self, found: Sequence[Reference]) -> tuple[str, ...]:
        """Sentences on labels that are wrong as a whole, where the references ``found`` show that they are."""
        return label_trouble(found, self.division.faces, self.division.split)

    def vote_share(self, training: Training) -> VoteShare | None:
        """How its predictions compare with annotators' votes; None where no test face has votes."""
        faces = self.division.faces
        if faces.votes is None:
            return None
        return vote_share(faces.votes[self.division.split.test], training.probabilities.argmax(axis=1), faces.present)

    def lost(self, state: NamingState, named: NamedFaces) -> Lost | None:
        """Where accuracy was lost among the grouped faces that have a label; None where there is none."""
        faces, now = self.division.faces, self.naming.groups.partition(state)
        known = faces.labelled[now.rows]
        if faces.emotions is None or not known.any():
            return None
        rows, groups = now.rows[known], now.groups[known]
        names = named.first_names(len(faces))[rows]
        return lost(groups, faces.emotions[rows], names, len(faces.classes))

    def single_faces(self, decisions: int, progress: Progress = silent) -> Reference:
        """The same recognizer trained on ``decisions`` random training faces, or on all where there are fewer.

        Labelled training faces are needed.
        """

        def make(progress: Progress) -> Arrays:
            return self._singles([min(decisions, len(self.division.labelled_training))], SEEDS, progress).arrays()

        return Singles(**self.results.get("singles", self.single_faces_key(decisions), make, progress)).reference()

    def effort(self, decisions: Sequence[Decision], progress: Progress = silent) -> Effort:
        """The learning curve along ``decisions`` on the present groups. Labels and names for two classes are needed.

        Raises InvalidSettings, Cancelled.
        """

        def make(progress: Progress) -> Arrays:
            return self._effort(decisions, progress).arrays()

        return Effort.of(self.results.get("effort", self.effort_key(decisions), make, progress))

    def _effort(self, decisions: Sequence[Decision], progress: Progress) -> Effort:
        extracting, own, single = parts_of(progress, [2, 5, 3])
        labelled, truth = len(self.division.labelled_training), self.division.test_labels
        if not labelled:
            what = "No training face has a label, so labelling single faces cannot be simulated."
            remedy = "On Balance, choose a part that judges so that labelled faces are left for training."
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
        """What held at some moments of the log; those with as many standing decisions as a later one are left out."""
        found: dict[int, Moment] = {}
        for end in ends(len(decisions)):
            then = replay(decisions[:end])
            found = {n: m for n, m in found.items() if n < then.decisions}
            if then.decisions:
                found[then.decisions] = Moment(then.decisions, then.active_seconds, self.naming.named_faces(then))
        return list(found.values())

    def single_faces_key(self, decisions: int) -> str:
        """Names the reference of so many single faces."""
        return key_of("singles", self._testing_key, decisions, SEEDS)

    def effort_key(self, decisions: Sequence[Decision]) -> str:
        """Names the learning curve along ``decisions``."""
        return key_of("effort", self._testing_key, self.naming.groups.key, fingerprint(*map(repr, decisions)))

    @property
    def _testing_key(self) -> str:
        """Names what a recognizer sees, its settings, and the labels that it is tested on."""
        tested = (self.division.split.fingerprint, self.division.faces.fingerprint)
        return key_of(self.inputs.key, *tested, self.settings.quick)
