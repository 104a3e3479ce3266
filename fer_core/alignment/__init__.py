"""Turns, scales and moves every face so that its eyes are level and in place.

A similarity transform is found from seven points of the mesh that hardly move with expression. Rotation and shift come
from the eyes alone. The scale comes from eyes and nose together (the symmetric scale of Horn, JOSA A4, 1987), because
the eyes of a head that is turned aside lie close together and would enlarge the face too much. The mouth is not used,
because its movement is what must stay visible. No label and no other face is used.

Coordinates are pixels of the 48 × 48 face; (0, 0) is the corner of its first pixel, x grows to the right, y downwards.
"""

from fer_core.alignment.alignment import ALIGNED, NO_FACE, PLACE, REASONS, SIZE, TILTED, Alignment
from fer_core.alignment.find import NEAR, AlignmentSettings, align, level, level_again
from fer_core.alignment.template import STABLE, TEMPLATE, inverse, moved, stable_points

__all__ = [
    "ALIGNED", "NEAR", "NO_FACE", "PLACE", "REASONS", "SIZE", "STABLE", "TEMPLATE", "TILTED", "Alignment",
    "AlignmentSettings", "align", "inverse", "level", "level_again", "moved", "stable_points",
]  # fmt: skip
