"""The face mesh as a graph: both networks unchanged, their points rounded to the same whole steps as in the app."""

from dataclasses import dataclass

import numpy as np
import onnx

from fer_core.export.graph import Graph, Value
from fer_core.export.pictures import network_input
from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import ASSETS, ATTENTION, INPUT_SIDE, MARGIN, PLAIN, SURE, UNIT

STEP = UNIT * (SIDE + 2 * MARGIN) / INPUT_SIDE
"""Pixels of the face for each whole step of the points."""
_LIMIT = 32767.0  # of the int16 in which the app saves points


@dataclass(frozen=True, eq=False)
class Points:
    """The mesh of one face in whole steps, as in `fer_core.faces.mesh.Mesh`.

    Attributes:
        points, refined: float32 [468, 3].
        score: float32 [], 0..1.
    """

    points: Value
    refined: Value
    score: Value


def points_of(graph: Graph, picture: Value) -> Points:
    """The mesh of one face float32 [48, 48]."""
    pixels = (network_input(picture) / 255).reshaped(1, INPUT_SIDE, INPUT_SIDE, 1)
    colour = pixels.op("Expand", graph.ints(1, INPUT_SIDE, INPUT_SIDE, 3))
    points, score = _network(graph, PLAIN, colour)
    better, sure = _network(graph, ATTENTION, colour)
    return Points(points, (sure >= SURE).where(better, points), score)


def in_face(steps: Value) -> Value:
    """Convert whole steps to float32 pixels of the face, see `fer_core.faces.mesh.Mesh.in_face`."""
    return steps * STEP - np.array([MARGIN, MARGIN, 0], np.float32)


def in_steps(points: Value) -> Value:
    """Convert pixels of the face to whole steps, rounded, see `fer_core.faces.mesh.in_steps`."""
    return _whole(points / STEP + np.array([MARGIN / STEP, MARGIN / STEP, 0], np.float32))


def _network(graph: Graph, file: str, colour: Value) -> tuple[Value, Value]:
    """Points in whole steps and score 0..1 by one network; zeros if a number is not finite."""
    points, score = _copied(graph, file, colour)
    points, score = points.reshaped(-1, 3), score.reshaped(1).at(0, 0)
    # x - x is 0 for finite numbers only.
    fine = (points - points).sum(0, 1).same(0) & (score - score).same(0)
    return fine.where(_whole(points / UNIT), points * 0), fine.where(score.clip(0, 1), score * 0)


def _whole(steps: Value) -> Value:
    return steps.op("Round").clip(-_LIMIT - 1, _LIMIT)


def _copied(graph: Graph, file: str, colour: Value) -> tuple[Value, Value]:
    """Copy a network into ``graph`` under new names; returns its points and score."""
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
