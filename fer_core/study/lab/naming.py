"""Naming: what follows from the names that people gave, in the groups as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fer_core.naming.carry_over import Suggestion, carry_over
from fer_core.naming.correction import Correction, corrected_faces
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.next_group import Offer, in_useful_order
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces
from fer_core.study.lab.groups import FaceGroups


@dataclass(frozen=True, eq=False)
class GroupNaming:
    """Names on groups, for the ``classes`` of the data set.

    Attributes:
        groups: the present ones.
        classes: what faces can be called.
        clusterings: other groupings of the same faces, by key, as far as they are still there.
    """

    groups: FaceGroups
    classes: tuple[str, ...]
    clusterings: Mapping[str, Membership]

    def from_verdicts(self, groups: Mapping[int, Verdict], faces: Mapping[int, Verdict]) -> NamedFaces:
        """Labels of the grouped faces, from verdicts on the clustering's own groups and on single faces."""
        own = self.groups.membership
        return named_faces(own.rows, own.groups, groups, faces, self.classes)

    def named_faces(self, state: NamingState) -> NamedFaces:
        """Labels of the grouped faces from all that holds, in the groups as people changed them."""
        now = self.groups.partition(state)
        named = named_faces(now.rows, now.groups, state.verdicts_on_groups, state.verdicts_on_faces, self.classes)
        return replace(named, corrected=corrected_faces(state.corrections, self.classes))

    def next_groups(self, state: NamingState, middles: np.ndarray | None = None) -> list[Offer]:
        """The groups without a verdict, in the order in which they help the recognizer most.

        ``middles`` as `FaceGroups.middles` gives them, where they are known: they change with the groups, not with
        the names.
        """
        now = self.groups.partition(state)
        middles = self.groups.middles(now) if middles is None else middles
        return in_useful_order(now.numbers, middles, now.sizes, state.group_verdicts)

    def carried_over(self, state: NamingState, decisions: Sequence[Decision]) -> dict[int, Suggestion]:
        """Names for the groups that hold now, from ``decisions`` on other groups of the same faces (see `carry_over`).

        Clusterings that are no longer on disk cannot tell which faces they named, and are left out.
        """
        earlier = []
        for key in dict.fromkeys(d.clustering for d in decisions if d.clustering != self.groups.key):
            found = self.clusterings.get(key)
            if found is not None:
                then = replay(d for d in decisions if d.clustering == key)
                earlier.append((then.partition(found), then))
        return carry_over(self.groups.partition(state), earlier, self.classes)

    def earlier_corrections(self, state: NamingState, decisions: Sequence[Decision]) -> list[Correction]:
        """Photos' faces that people named while they had other groups, and that ``state`` does not know yet."""
        known = {one.picture for one in state.corrections}
        keys = dict.fromkeys(d.clustering for d in decisions if d.picture and d.clustering != self.groups.key)
        found = [one for key in keys for one in replay(d for d in decisions if d.clustering == key).corrections]
        return [one for one in found if one.picture not in known]
