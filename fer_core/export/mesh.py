"""The face mesh as a graph: the networks unchanged, their points rounded to the same whole steps as in the app."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx

from fer_core.export.graph import Graph, Value
from fer_core.export.pictures import network_input
from fer_core.faces import face_mesh, landmarker
from fer_core.faces.mesh import MARGIN, POINTS, STEP, SURE
from fer_core.faces.movements import SEEN
from fer_core.faces.shipped_network import ASSETS

_CORNER = np.array([MARGIN, MARGIN, 0], np.float32)
_LIMIT = 32767.0  # of the int16 in which the app saves points


@dataclass(frozen=True, eq=False)
class Points:
    """The mesh of one face in whole steps, as in `fer_core.faces.mesh.Mesh`.

    Attributes:
        points, refined: float32 [468, 3].
        score: float32 [], 0..1.
        seen: float32 [146, 2], what the network for movements is given; None where the networks do not tell.
    """

    points: Value
    refined: Value
    score: Value
    seen: Value | None = None

    def movements(self) -> Value:
        """float32 [1, 52], 0..1, as `fer_core.faces.landmarker.Landmarker.movements`."""
        assert self.seen is not None
        (found,) = copied(
            self.seen.graph, landmarker.SEEING_MOVEMENTS, self.seen.reshaped(1, len(SEEN), 2), ["movements"]
        )
        return finite(found).where(found, found * 0)


def by_first_look(graph: Graph, picture: Value) -> Points:
    """The mesh of one face float32 [48, 48] by the quick network alone."""
    colour = _coloured(graph, picture, face_mesh.INPUT_SIDE)
    points, score = _found(graph, face_mesh.PLAIN, colour, "score")
    steps = _whole(points / face_mesh.UNIT)
    return Points(steps, steps, score.clip(0, 1))


def by_face_mesh(graph: Graph, picture: Value) -> Points:
    """The mesh of one face float32 [48, 48] by the two earlier networks."""
    colour = _coloured(graph, picture, face_mesh.INPUT_SIDE)
    (points, score), (better, sure) = (
        _found(graph, file, colour, "score") for file in (face_mesh.PLAIN, face_mesh.ATTENTION)
    )
    plain, closer = (_whole(found / face_mesh.UNIT) for found in (points, better))
    return Points(plain, (sure >= SURE).where(closer, plain), score.clip(0, 1))


def by_landmarker(graph: Graph, picture: Value) -> Points:
    """The mesh of one face float32 [48, 48] by the present network."""
    colour = _coloured(graph, picture, landmarker.INPUT_SIDE)
    found, presence = _found(graph, landmarker.LANDMARKER, colour, "presence")
    points = in_steps(found.cut(0, 0, POINTS) * landmarker.PIXELS - _CORNER)
    return Points(points, points, (presence + landmarker.DOUBT).op("Sigmoid"), found.at(SEEN, 0).cut(1, 0, 2))


def in_face(steps: Value) -> Value:
    """Convert whole steps to float32 pixels of the face, see `fer_core.faces.mesh.in_pixels`."""
    return steps * STEP - _CORNER


def in_steps(points: Value) -> Value:
    """Convert pixels of the face to whole steps, rounded, see `fer_core.faces.mesh.in_steps`."""
    return _whole(points / STEP + np.array([MARGIN / STEP, MARGIN / STEP, 0], np.float32))


def _coloured(graph: Graph, picture: Value, side: int) -> Value:
    pixels = (network_input(picture, side) / 255).reshaped(1, side, side, 1)
    return pixels.op("Expand", graph.ints(1, side, side, 3))


def _found(graph: Graph, file: str, colour: Value, name: str) -> tuple[Value, Value]:
    """Points float32 [p, 3] and the output ``name`` of one network; zeros if a number is not finite."""
    points, score = copied(graph, file, colour, ["points", name])
    points, score = points.reshaped(-1, 3), score.reshaped(1).at(0, 0)
    # x - x is 0 for finite numbers only.
    fine = (points - points).sum(0, 1).same(0) & (score - score).same(0)
    return fine.where(points, points * 0), fine.where(score, score * 0)


def finite(values: Value) -> Value:
    """bool: which numbers are finite."""
    return (values - values).same(0)


def _whole(steps: Value) -> Value:
    return steps.op("Round").clip(-_LIMIT - 1, _LIMIT)


def copied(graph: Graph, file: str, given: Value, outputs: Sequence[str]) -> list[Value]:
    """Copy a network of `ASSETS` into ``graph`` under new names; returns its outputs."""
    network = onnx.load(str(ASSETS / file)).graph
    names = {"": "", network.input[0].name: given.name}
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
    return [graph.placed(names[name], np.float32) for name in outputs]
