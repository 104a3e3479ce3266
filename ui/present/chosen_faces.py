"""The faces that slides show: distinct pictures, and on each slide others than on the slides before."""

import numpy as np

from fer_core.naming.coverage import REJECTED, face_standings, standing
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.present.sheets import A_CARD
from ui.shell import cache
from ui.shell.workspace import Workspace

WALL = 72
"""Faces of the wall."""
GROUPS = 6
"""Groups that are shown before they have names."""
_SPARE = 2
"""The wall draws this many times the faces that it shows, since some are copies."""


def on_wall(workspace: Workspace) -> np.ndarray:
    """Random training faces, int64 [n]."""
    groups = workspace.groups

    def draw() -> np.ndarray:
        rows = groups.rows[(groups.groups >= 0) & (_standings(groups, workspace.naming) != REJECTED)]
        drawn = np.random.default_rng(0).permutation(rows)[: _SPARE * WALL]
        return workspace.lab.division.distinct(drawn, WALL)

    return cache.derived("wall", _key(workspace), draw)


def of_group(workspace: Workspace, group: int, page: int) -> np.ndarray:
    """Typical faces of a group, int64 [n]: the first few for page 0, the next for page 1.

    A group without so many shows its first ones again. Faces that were rejected by themselves are not shown.
    """

    def find() -> np.ndarray:
        typical = workspace.lab.groups.face_order(workspace.groups, group, "typical")
        rejected = workspace.groups.rows[_standings(workspace.groups, workspace.naming) == REJECTED]
        typical = typical[~np.isin(typical, rejected)]
        others = typical[~np.isin(typical, on_wall(workspace))]
        return workspace.lab.division.distinct(others if len(others) >= A_CARD else typical, 2 * A_CARD)

    found = cache.derived(f"typical-{group}", _key(workspace), find)
    later = found[page * A_CARD : (page + 1) * A_CARD]
    return later if len(later) == A_CARD else found[:A_CARD]


def with_faces(groups: Partition, state: NamingState) -> list[int]:
    """All groups except the rejected ones and those of rejected faces alone, the largest first."""
    kept = np.unique(groups.groups[_standings(groups, state) != REJECTED]).tolist()
    verdicts = state.verdicts_on_groups
    shown = [g for g in groups.numbers if g in kept and standing(verdicts.get(g)) != REJECTED]
    return sorted(shown, key=lambda group: -groups.sizes[group])


def largest(groups: Partition, state: NamingState) -> list[int]:
    """The largest groups of faces, in their usual order."""
    chosen = set(with_faces(groups, state)[:GROUPS])
    return [group for group in groups.numbers if group in chosen]


def largest_of_each_name(groups: Partition, state: NamingState) -> dict[str, int]:
    """The largest group of each first name."""
    found: dict[str, int] = {}
    for group in with_faces(groups, state):
        verdict = state.group_verdicts.get(group)
        if verdict is not None and verdict.kind == "name":
            found.setdefault(verdict.emotion, group)
    return found


def of_test(workspace: Workspace, right: bool, code: int, predicted: np.ndarray) -> np.ndarray:
    """Test faces with a label, int64 [n]: those that are predicted correctly, or wrongly.

    Args:
        workspace: of the open study.
        right: which of the two.
        code: of the label.
        predicted: int [t], of all test faces.
    """
    labels, test = workspace.lab.division.test_labels, workspace.lab.division.split.test
    assert labels is not None
    rows = test[(labels == code) & ((predicted == code) == right)]
    return workspace.lab.division.distinct(np.random.default_rng(0).permutation(rows), A_CARD)


def _standings(groups: Partition, state: NamingState) -> np.ndarray:
    """uint8 [m]: whether each face is named, rejected or open."""
    return face_standings(groups.rows, groups.groups, state.verdicts_on_groups, state.verdicts_on_faces)


def _key(workspace: Workspace) -> str:
    return f"{workspace.lab.groups.key}-{workspace.last_decision}-{workspace.study.id}"
