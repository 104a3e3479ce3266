"""Groups that share something other than an expression: those that people called so, and those measured so."""

import numpy as np

from fer_core.naming.coverage import NAMED, standing
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.study.lab import Lab


def something_else(state: NamingState, groups: Partition) -> tuple[int, int]:
    """How many groups got this answer, and how many faces, by their own answer or that of their group."""
    given, own = state.group_verdicts, state.face_verdicts
    called = [number for number in groups.numbers if number in given and given[number].kind == "something_else"]
    faces = groups.rows[np.isin(groups.groups, called) & ~np.isin(groups.rows, list(own))]
    return len(called), len(faces) + sum(verdict.kind == "something_else" for verdict in own.values())


def looks(lab: Lab, state: NamingState, groups: Partition) -> tuple[int, int, int] | None:
    """How many groups share how they look more than an expression, how many of these were named, and the faces of the
    latter; None if it was not measured."""
    if not lab.appearance.ready:
        return None
    found = lab.appearance.standing_out(groups)
    named = [number for number in found if standing(state.verdicts_on_groups.get(number)) == NAMED]
    return len(found), len(named), sum(groups.sizes[number] for number in named)
