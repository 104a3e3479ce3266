"""The movements of a face as a graph."""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.mesh import Points
from fer_core.faces.movements import MOVEMENTS, SMALLEST, WORDS, sides


def movements(points: Points) -> Value:
    """The features `fer_core.features.movements.Movements` of one face, float32 [1, 24]."""
    seen = points.movements().clip(SMALLEST, 1 - SMALLEST)
    means = np.zeros((len(MOVEMENTS), len(WORDS)), np.float32)
    for column, movement in enumerate(WORDS):
        means[sides(movement), column] = 1 / len(sides(movement))
    return (seen / (1 - seen)).op("Log") @ means
