"""What naming more groups brings: decisions, minutes and accuracy, as measured on FER2013.

The figures are those of the default recipe in docs/label-efficiency.md: means of three runs in which a simulated
annotator names every group once, scored on FER2013's public test part.
"""

from typing import NamedTuple


class TaskSize(NamedTuple):
    """So many groups, named once each: minutes that it took, and accuracy (0..1) that it reached."""

    groups: int
    minutes: float
    accuracy: float


MEASURED = (
    TaskSize(7, 1.1, 0.436),
    TaskSize(25, 4.0, 0.470),
    TaskSize(50, 7.9, 0.504),
    TaskSize(100, 16, 0.514),
    TaskSize(200, 32, 0.530),
    TaskSize(400, 62, 0.539),
)


def suggested(faces: int, least: int = 10) -> tuple[TaskSize, ...]:
    """Three sizes of the task that suit ``faces`` faces: groups of at least ``least`` faces on average."""
    return tuple(one for one in MEASURED[1:4] if one.groups * least <= faces)
