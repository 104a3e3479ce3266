"""Turns, scales and moves every face so that its eyes are level and in place.

A similarity transform, found from seven points of the mesh that hardly move with expression. The eyes alone say how
far a face is turned and moved; its size comes from the eyes and the nose together (the symmetric scale of Horn, JOSA
A4, 1987), because the eyes of a head that looks aside come close to each other and would blow the face up. The mouth
is left out: what it does is what is to be seen. No label is read, and no other face.

Coordinates are pixels of the 48 × 48 face; (0, 0) is the corner of its first pixel, x grows to the right, y downwards.
"""

from fer_core.alignment.alignment import ALIGNED, NO_FACE, PLACE, REASONS, SIZE, TILTED, Alignment
from fer_core.alignment.find import NEAR, AlignmentSettings, align, level
from fer_core.alignment.template import STABLE, TEMPLATE, inverse, moved, stable_points

__all__ = [
    "ALIGNED", "NEAR", "NO_FACE", "PLACE", "REASONS", "SIZE", "STABLE", "TEMPLATE", "TILTED", "Alignment",
    "AlignmentSettings", "align", "inverse", "level", "moved", "stable_points",
]  # fmt: skip
