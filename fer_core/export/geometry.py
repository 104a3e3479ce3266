"""Face geometry and landmarks as a graph, with a rigid fit that needs no singular value decomposition (ONNX has none).

The best rotation between two sets of points is the eigenvector of the largest eigenvalue of a symmetric 4 × 4 matrix
(Horn, "Closed-form solution of absolute orientation using unit quaternions", JOSA A4, 1987). Repeated squaring of the
matrix converges to the product of that eigenvector with itself, which is linear in the rotation. It never gives a
reflection.
"""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.mesh import Points, in_face
from fer_core.faces.mesh import POINTS
from fer_core.features.geometry import MEASURES, RIGID, SMALLEST, Drop, Geometry, Span
from fer_core.features.template import template

_SQUARINGS = 12


def geometry(points: Points, kind: Geometry) -> Value:
    """The measures float32 [1, 20] of one face."""
    forward = face_forward(points.refined if kind.refined else points.points)
    measures = list(MEASURES.values())
    spans = [(i, pair) for i, m in enumerate(measures) if isinstance(m, Span) for pair in m.pairs]
    means = np.zeros((len(spans), len(measures)))
    for row, (i, _) in enumerate(spans):
        means[row, i] = 1 / sum(i == other for other, _ in spans)
    left, right = (forward.at([pair[side] for _, pair in spans], 0) for side in range(2))
    between = left - right
    distances = (between * between).sum(1).sqrt().reshaped(1, -1) @ means
    heights = forward.cut(1, 1, 2).reshaped(1, POINTS) @ _drops()
    return (distances + heights).to(np.float32)


def landmarks(points: Points) -> Value:
    """The coordinates float32 [1, 1404] of one face, turned to the front."""
    return face_forward(points.points).to(np.float32).reshaped(1, POINTS * 3)


def face_forward(steps: Value) -> Value:
    """A mesh moved, turned and scaled as by `fer_core.features.geometry.face_forward`, float64 [468, 3]."""
    shape = template().points
    target = shape[list(RIGID)].astype(np.float64)
    middle = target.mean(axis=0)
    target -= middle
    points = in_face(steps).to(np.float64)
    stable = points.at(RIGID, 0)
    centre = stable.mean(0, keep=True)
    stable = stable - centre
    spread = (stable * stable).sum(1).mean(0).sqrt()
    scale = float(np.sqrt((target**2).sum(axis=1).mean())) / spread.maximum(SMALLEST)
    forward = (points - centre) @ rotation(stable.transposed(1, 0) @ target) * scale + middle
    return (spread >= SMALLEST).where(forward, forward * 0 + shape)


def rotation(product: Value) -> Value:
    """The rotation R float64 [3, 3] that brings ``a @ R`` closest to ``b``, from their product ``a.T @ b`` [3, 3]."""
    flat = product.reshaped(1, 9)
    # The added multiple of the identity makes the largest eigenvalue also the largest in absolute value.
    size = (flat * flat).sum(1).sqrt().maximum(1e-12) * np.sqrt(3)
    power = (flat @ _QUADRATIC).reshaped(4, 4) + size.reshaped(1, 1) * np.eye(4)
    for _ in range(_SQUARINGS):
        trace = (power * np.eye(4)).sum(0, 1)
        power = power / trace
        power = power @ power
    power = power / (power * np.eye(4)).sum(0, 1)
    return (power.reshaped(1, 16) @ _TURN).reshaped(3, 3)


def _drops() -> np.ndarray:
    """Weights float64 [468, 20] of the heights of points in each measure that is a difference of heights."""
    weights = np.zeros((POINTS, len(MEASURES)))
    for column, measure in enumerate(MEASURES.values()):
        if isinstance(measure, Drop):
            np.add.at(weights[:, column], list(measure.lower), 1 / len(measure.lower))
            np.add.at(weights[:, column], list(measure.upper), -1 / len(measure.upper))
    return weights


def _turn() -> np.ndarray:
    """The map float64 [16, 9] from products of a unit quaternion (w, x, y, z) with itself to a rotation of rows."""
    turn = np.zeros((4, 4, 3, 3))
    for i in range(4):
        turn[i, i] = -np.eye(3)
    turn[0, 0] = np.eye(3)
    for i in range(3):
        turn[i + 1, i + 1, i, i] = 1
        j, k = (i + 1) % 3, (i + 2) % 3
        for a, b in ((j, k), (k, j)):
            turn[a + 1, b + 1, j, k] += 1
            turn[a + 1, b + 1, k, j] += 1
        for a, b in ((0, i + 1), (i + 1, 0)):  # for rows, the transpose of the usual matrix
            turn[a, b, j, k] += 1
            turn[a, b, k, j] -= 1
    return turn.reshape(16, 9)


_TURN = _turn()
_QUADRATIC = _TURN.T.copy()
