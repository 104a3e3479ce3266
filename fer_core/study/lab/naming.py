"""Names of faces, and suggestions, from the names that people gave to the groups as they are now."""

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
    """Names of groups.

    Attributes:
        groups: the present ones.
        classes: the emotions of the data set.
        clusterings: other clusterings of the same faces that are on disk, by key.
    """

    groups: FaceGroups
    classes: tuple[str, ...]
    clusterings: Mapping[str, Membership]

    def from_verdicts(self, groups: Mapping[int, Verdict], faces: Mapping[int, Verdict]) -> NamedFaces:
        """Names of faces, from names of the clustering's own ``groups`` and of single ``faces``."""
        own = self.groups.membership
        return named_faces(own.rows, own.groups, groups, faces, self.classes)

    def named_faces(self, state: NamingState) -> NamedFaces:
        """Names of faces from all names that hold, in the groups as people changed them."""
        now = self.groups.partition(state)
        named = named_faces(now.rows, now.groups, state.verdicts_on_groups, state.verdicts_on_faces, self.classes)
        return replace(named, corrected=corrected_faces(state.corrections, self.classes))

    def next_groups(self, state: NamingState, middles: np.ndarray | None = None) -> list[Offer]:
        """The unanswered groups, those first whose names help the recognizer most.

        ``middles``: from `FaceGroups.middles`, if already computed; they change with the groups, not with the names.
        """
        now = self.groups.partition(state)
        middles = self.groups.middles(now) if middles is None else middles
        # Only the first of all groups depends on its spread, so that it is not computed for every decision.
        begun = any(number in state.group_verdicts for number in now.numbers)
        spreads = np.zeros(len(now.numbers)) if begun else self.groups.spreads(now, middles)
        return in_useful_order(now.numbers, middles, spreads, now.sizes, state.group_verdicts)

    def carried_over(self, state: NamingState, decisions: Sequence[Decision]) -> dict[int, Suggestion]:
        """Suggested names for the present groups, from ``decisions`` on other groups of the same faces.

        See `carry_over`. Clusterings that are no longer on disk are left out, because their faces are not known.
        """
        earlier = []
        for key in dict.fromkeys(d.clustering for d in decisions if d.clustering != self.groups.key):
            found = self.clusterings.get(key)
            if found is not None:
                then = replay(d for d in decisions if d.clustering == key)
                earlier.append((then.partition(found), then))
        return carry_over(self.groups.partition(state), earlier, self.classes)

    def earlier_corrections(self, state: NamingState, decisions: Sequence[Decision]) -> list[Correction]:
        """Corrected faces of photos from earlier groups, without those that ``state`` already has."""
        known = {one.picture for one in state.corrections}
        keys = dict.fromkeys(d.clustering for d in decisions if d.picture and d.clustering != self.groups.key)
        found = [one for key in keys for one in replay(d for d in decisions if d.clustering == key).corrections]
        return [one for one in found if one.picture not in known]
