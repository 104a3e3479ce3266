"""Faces of the presentation: rejected ones are not shown as examples."""

import numpy as np

from fer_core.naming.decision import Membership
from fer_core.naming.groups import partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict
from ui.present.chosen_faces import largest_of_each_name, with_faces

GROUPS = partition(Membership(np.arange(20), np.repeat([0, 1, 2, 3], [8, 6, 4, 2])), {}, ())


def test_rejected_groups_and_groups_of_rejected_faces_are_left_out() -> None:
    state = NamingState(
        group_verdicts={0: Verdict("something_else"), 1: Verdict("not_a_face"), 2: Verdict("name", "happy")},
        face_verdicts={18: Verdict("not_a_face"), 19: Verdict("something_else")},
    )
    assert with_faces(GROUPS, state) == [2]
    assert largest_of_each_name(GROUPS, state) == {"happy": 2}


def test_a_rejected_group_with_a_named_face_is_no_example_of_its_name() -> None:
    state = NamingState(group_verdicts={0: Verdict("not_a_face")}, face_verdicts={3: Verdict("name", "sad")})
    assert with_faces(GROUPS, state) == [1, 2, 3] and largest_of_each_name(GROUPS, state) == {}
