"""The face mesh in a graph: both networks as they are, their points in the app's whole steps."""

from dataclasses import dataclass

import numpy as np
import onnx

from fer_core.export.graph import Graph, Value
from fer_core.export.pictures import network_input
from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import ASSETS, ATTENTION, INPUT_SIDE, MARGIN, PLAIN, SURE, UNIT

STEP = UNIT * (SIDE + 2 * MARGIN) / INPUT_SIDE
"""Face pixels per whole step of the points."""
_LIMIT = 32767.0  # of the int16 that the app keeps


@dataclass(frozen=True, eq=False)
class Points:
    """Points of one face, as `fer_core.faces.mesh.Mesh` has them, in numbers that are whole.

    Attributes:
        points, refined: float32 [468, 3].
        score: float32 [].
    """

    points: Value
    refined: Value
    score: Value


def points_of(graph: Graph, picture: Value) -> Points:
    """The points of one face float32 [48, 48]."""
    pixels = (network_input(picture) / 255).shaped(1, INPUT_SIDE, INPUT_SIDE, 1)
    colour = pixels.op("Expand", graph.ints(1, INPUT_SIDE, INPUT_SIDE, 3))
    points, score = _network(graph, PLAIN, colour)
    better, sure = _network(graph, ATTENTION, colour)
    return Points(points, (sure >= SURE).where(better, points), score)


def in_face(steps: Value) -> Value:
    """Whole steps as float32 pixels of the face, see `fer_core.faces.mesh.Mesh.in_face`."""
    return steps * STEP - np.array([MARGIN, MARGIN, 0], np.float32)


def in_steps(points: Value) -> Value:
    """The opposite, rounded to whole steps, see `fer_core.faces.mesh.in_steps`."""
    return _whole(points / STEP + np.array([MARGIN / STEP, MARGIN / STEP, 0], np.float32))


def _network(graph: Graph, file: str, colour: Value) -> tuple[Value, Value]:
    """Points in whole steps and score 0..1 of one network; zeros where it fails."""
    points, score = _copied(graph, file, colour)
    points, score = points.shaped(-1, 3), score.shaped(1).at(0, 0)
    # What is no finite number is no zero after it is taken from itself.
    fine = (points - points).sum(0, 1).same(0) & (score - score).same(0)
    return fine.where(_whole(points / UNIT), points * 0), fine.where(score.clip(0, 1), score * 0)


def _whole(steps: Value) -> Value:
    return steps.op("Round").clip(-_LIMIT - 1, _LIMIT)


def _copied(graph: Graph, file: str, colour: Value) -> tuple[Value, Value]:
    """Everything of a network, under names that are free in ``graph``."""
    network = onnx.load(str(ASSETS / file)).graph
    names = {"": "", network.input[0].name: colour.name}
    for tensor in network.initializer:
        names[tensor.name] = tensor.name = graph.name()
    graph.weights.extend(network.initializer)
    for node in network.node:
        node.input[:] = [names[name] for name in node.input]
        for name in node.output:
            names[name] = graph.name()
        node.output[:] = [names[name] for name in node.output]
        node.name = ""
        graph.nodes.append(node)
    points, score = (graph.placed(names[name], np.float32) for name in ("points", "score"))
    return points, score
