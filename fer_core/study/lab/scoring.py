"""How the recognizer is judged: where points were lost, its intervals, single faces instead of groups, its effort."""

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
from fer_core.recognizer.single_faces import SEEDS, Singles, draws, single_faces
from fer_core.recognizer.training import Training
from fer_core.simulation import Pace
from fer_core.study.lab.kept import Arrays
from fer_core.study.lab.learning import Learnt
from fer_core.study.store import key_of

CURVE_SEEDS = 3
"""Draws of single faces for the learning curve, where several budgets are simulated."""
SINGLE_FACE_SECONDS = Pace().look + Pace().decide
"""What naming one face takes a practised person: an assumption, see `Pace`."""


@dataclass(frozen=True)
class WithoutLeaked:
    """The scores without the ``count`` judges of which training copies existed; ``change``: without minus with."""

    count: int
    scores: Estimates
    change: Estimates


class Scored(Learnt):
    """Judgements that read true labels; nothing here is passed on to any other step."""

    def without_leaked(self, training: Training) -> WithoutLeaked | None:
        """What the scores are without judges that had a copy among the training faces, before it was set aside.

        None where there is no such face, no other one, or no label.
        """
        truth, leaked = self._truth, np.isin(self.split.test, self.leaked_judges())
        if truth is None or training.scores is None or not leaked.any() or leaked.all():
            return None
        aside = np.zeros_like(training.scores.confusion)
        np.add.at(aside, (truth[leaked], training.probabilities[leaked].argmax(axis=1)), 1)
        confusion = training.scores.confusion
        return WithoutLeaked(int(leaked.sum()), bootstrap(confusion - aside), change_without(confusion, aside))

    def label_trouble(self, found: Sequence[Reference]) -> tuple[str, ...]:
        """Sentences on labels that are wrong as a whole, where the references ``found`` show that they are."""
        return label_trouble(found, self.faces, self.split)

    def vote_share(self, training: Training) -> VoteShare | None:
        """How its answers fare with annotators; None where no held-out face has votes."""
        votes = self.faces.votes
        if votes is None:
            return None
        return vote_share(votes[self.split.test], training.probabilities.argmax(axis=1), self.faces.present)

    def lost(self, state: NamingState, named: NamedFaces) -> Lost | None:
        """Where the points were lost among the grouped faces that have a label; None where there is none."""
        now = self.partition(state)
        known = self.faces.labelled[now.rows]
        if self.faces.emotions is None or not known.any():
            return None
        rows, groups = now.rows[known], now.groups[known]
        names = named.first_names(len(self.faces))[rows]
        return lost(groups, self.faces.emotions[rows], names, len(self.faces.classes))

    def single_faces(self, decisions: int, progress: Progress = silent) -> Reference:
        """The same recognizer taught by ``decisions`` random training faces, or by all where there are not so many.

        Labelled training faces are needed.
        """

        def make(progress: Progress) -> Arrays:
            return self._singles([min(decisions, len(self.labelled_training))], SEEDS, progress).arrays()

        return Singles(**self.keep("singles", self.single_faces_key(decisions), make, progress)).reference()

    def effort(self, decisions: Sequence[Decision], progress: Progress = silent) -> Effort:
        """The learning curve along ``decisions`` on the present groups. Labels and names for two classes are needed.

        Raises InvalidSettings, Cancelled.
        """

        def make(progress: Progress) -> Arrays:
            looking, own, single = parts_of(progress, [2, 5, 3])
            if not len(self.labelled_training):
                what = "No training face has a label, so labelling single faces cannot be simulated."
                raise InvalidSettings(
                    what, remedy="On Balance, choose a part that judges so that labelled faces are left for training."
                )
            moments = self._moments(decisions)
            task = self.task(self.inputs(looking))
            truth = self._truth
            assert truth is not None
            points = learning(task, moments, truth, self.choices.recognizer, self._with_corrected, own)
            sizes = budgets(moments[-1].decisions, len(self.labelled_training))
            singles = self._singles(sizes, CURVE_SEEDS, single)
            return Effort(**points, singles=singles, single_seconds=SINGLE_FACE_SECONDS).arrays()

        return Effort.of(self.keep("effort", self.effort_key(decisions), make, progress))

    def single_faces_key(self, decisions: int) -> str:
        """Names the reference of so many single faces."""
        return key_of("singles", self._judging_key, decisions, SEEDS)

    def effort_key(self, decisions: Sequence[Decision]) -> str:
        """Names the learning curve along ``decisions``."""
        return key_of("effort", self._judging_key, self.clustering_key, fingerprint(*map(repr, decisions)))

    @property
    def _judging_key(self) -> str:
        """Names what a recognizer sees, its settings, and the labels that judge it."""
        return key_of(self.inputs_key, self.split.fingerprint, self.faces.fingerprint, self.choices.recognizer.quick)

    def _singles(self, sizes: Sequence[int], seeds: int, progress: Progress) -> Singles:
        looking, labelling = parts_of(progress, [1, 4])
        parts, known, truth = self.input_parts(looking), self.labelled_training, self._truth
        assert truth is not None
        drawn = [known.of(places) for places in draws(len(known), max(sizes), seeds)]
        taught = [(np.hstack([part[some.rows] for part in parts]), some.codes) for some in drawn]
        judges = np.hstack([part[self.split.test] for part in parts])
        return single_faces(taught, judges, truth, self.faces.classes, self.choices.recognizer, sizes, labelling)

    def _moments(self, decisions: Sequence[Decision]) -> list[Moment]:
        """What held at some moments of the log; those with as many standing decisions as a later one are left out."""
        found: dict[int, Moment] = {}
        for end in ends(len(decisions)):
            then = replay(decisions[:end])
            found = {n: m for n, m in found.items() if n < then.decisions}
            if then.decisions:
                found[then.decisions] = Moment(then.decisions, then.active_seconds, self.named_now(then))
        return list(found.values())
