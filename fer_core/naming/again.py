"""Faces that a person named again where their labels are shown: label suspects, and faces behind a score.

Such names are not blind to the labels as those of the Name page are, so reports count them. A test face never gets a
name to train on: what a person says about it is a correction, which is recorded and changes neither label nor score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fer_core.naming.decision import Decision


@dataclass(frozen=True)
class NamedAgain:
    """What people said about faces whose labels they saw.

    Attributes:
        training: indices of training faces with such a name in effect.
        tests: the newest correction of each test face, by its index.
    """

    training: frozenset[int] = frozenset()
    tests: Mapping[int, str] = field(default_factory=dict)


def named_again(standing: Iterable[Decision]) -> NamedAgain:
    """The faces named again by decisions in effect, in the order they were made."""
    shown: dict[int, bool] = {}
    tests: dict[int, str] = {}
    for decision in standing:
        if decision.action == "verdict":
            shown.update(dict.fromkeys(decision.faces, bool(decision.shown)))
        elif decision.action == "correction" and decision.verdict is not None:
            tests.update(dict.fromkeys(decision.faces, decision.verdict.emotion))
    return NamedAgain(frozenset(face for face, labels in shown.items() if labels), tests)
