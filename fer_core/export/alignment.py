"""Alignment of one face as a graph, as in `fer_core.alignment`, with its mesh in the aligned face."""

from dataclasses import dataclass

import numpy as np

from fer_core.alignment import NEAR, STABLE, TEMPLATE, AlignmentSettings
from fer_core.alignment.template import middle_of_eyes, spread
from fer_core.export.graph import Graph, Value, direction, joined
from fer_core.export.mesh import Points, by_face_mesh, by_first_look, by_landmarker, in_face, in_steps
from fer_core.export.pictures import drawn
from fer_core.faces.faceset import SIDE

_TEMPLATE = np.array(TEMPLATE)
_HOME = middle_of_eyes(_TEMPLATE[None])[0]
_SETTINGS = AlignmentSettings()


@dataclass(frozen=True, eq=False)
class Face:
    """The input of features: a face float32 [48, 48], and its mesh in whole steps, or None."""

    picture: Value
    points: Points | None


@dataclass(frozen=True, eq=False)
class _Move:
    """How a face is moved: bool [] and float32 [], [], [2], as in `fer_core.alignment.Alignment`."""

    changed: Value
    tilt: Value
    scale: Value
    eyes: Value

    def transform(self) -> Value:
        """The affine transform float64 [2, 3]; the identity if the crop is not changed."""
        turn = self.changed.where(self.tilt * -1, self.tilt * 0).to(np.float64) * (np.pi / 180)
        scale = self.changed.where(self.scale, self.scale * 0 + 1).to(np.float64)
        linear = _rotation(scale * turn.op("Cos"), scale * turn.op("Sin"))
        shift = _HOME - (linear * self.eyes.to(np.float64)).sum(1)
        return _affine(linear, self.changed.where(shift, shift * 0))

    def packed(self) -> Value:
        """All fields as float32 [5], for a loop to collect."""
        numbers = [v.reshaped(1) for v in (self.changed.to(np.float32), self.tilt, self.scale)]
        return joined([*numbers, self.eyes], 0)

    @classmethod
    def unpacked(cls, numbers: Value) -> "_Move":
        """The move from the numbers that `packed` returned."""
        return cls(numbers.at(0, 0) > 0, numbers.at(1, 0), numbers.at(2, 0), numbers.cut(0, 3, 5))


def levelled(graph: Graph, picture: Value) -> Face:
    """Align a face float32 [48, 48] as `fer_core.alignment.level`; returns the aligned face and its mesh."""
    first = _move(by_first_look(graph, picture))
    back = _inverse(first.transform())
    found = by_landmarker(graph, first.changed.where(drawn(picture, back), picture))
    second = _move(found)
    move = _Move.unpacked(second.changed.where(_both(first, second).packed(), first.packed()))
    transform = move.transform()
    points = _moved(found.points, _chained(back, transform))
    level = move.changed.where(drawn(picture, _inverse(transform)), picture)
    return Face(level, Points(points, points, found.score, found.seen))


def levelled_again(graph: Graph, picture: Value) -> Face:
    """The same as `fer_core.alignment.level_again`.

    The networks run in a loop of at most two rounds, so that the file contains them once.
    """

    def again(inner: Graph, turn: Value, seen: Value) -> tuple[Value, Value, list[Value]]:
        found = by_face_mesh(inner, seen)
        move = _move(found)
        transform = move.transform()
        more = turn.same(0) & (_correction(transform).to(np.float32) > NEAR)
        return more, drawn(picture, _inverse(transform)), [found.points, found.refined, found.score, move.packed()]

    points, refined, score, moves = graph.loop(2, picture, (SIDE, SIDE), again)
    first, second = (_Move.unpacked(moves.at(i, 0)) for i in (0, -1))
    twice = score.op("Shape", dtype=np.int64).at(0, 0).same(2)
    sure = twice & second.changed
    move = _Move.unpacked(sure.where(_both(first, second).packed(), first.packed()))
    transform, back = move.transform(), _inverse(first.transform())
    # As in the app, the better points are first moved back to the crop, so that one transform applies to all.
    there = [
        _moved(sure.where(_moved(steps.at(-1, 0), back), steps.at(0, 0)), transform) for steps in (points, refined)
    ]
    level = move.changed.where(drawn(picture, _inverse(transform)), picture)
    return Face(level, Points(there[0], there[1], score.at(0, 0)))  # no feature uses the score


def _move(found: Points) -> _Move:
    """As `fer_core.alignment.align`."""
    points = in_face(found.points.at(STABLE, 0)).cut(1, 0, 2).to(np.float64)
    line = points.cut(0, 2, 4).mean(0) - points.cut(0, 0, 2).mean(0)
    centred = points - points.mean(0, keep=True)
    size = (centred * centred).sum(1).mean(0).sqrt()
    scale = float(spread(_TEMPLATE[None])[0]) / size.maximum(1e-3)
    return _within_limits(found.score >= _SETTINGS.sure, _degrees(line), scale, points.cut(0, 0, 4).mean(0))


def _both(first: _Move, second: _Move) -> _Move:
    """Two moves, one after another, as one; as `fer_core.alignment.find.believed_both`."""
    back = _inverse(_chained(first.transform(), second.transform()))
    eyes = (back.cut(1, 0, 2) * _HOME).sum(1) + back.cut(1, 2, 3).reshaped(2)
    tilt = first.changed.where(first.tilt, first.tilt * 0).to(np.float64) + second.tilt.to(np.float64)
    scale = first.changed.where(first.scale, first.scale * 0 + 1).to(np.float64) * second.scale.to(np.float64)
    return _within_limits(tilt.same(tilt), tilt, scale, eyes)


def _within_limits(found: Value, tilt: Value, scale: Value, eyes: Value) -> _Move:
    """A move that is applied only within the limits of the app."""
    away = eyes - _HOME
    inside = [
        tilt.op("Abs") <= _SETTINGS.tilt,
        scale.op("Log").op("Abs") <= np.log(_SETTINGS.size),
        (away * away).sum(0).sqrt() <= _SETTINGS.shift,
    ]
    changed = found & inside[0] & inside[1] & inside[2]
    return _Move(changed, tilt.to(np.float32), scale.to(np.float32), eyes.to(np.float32))


def _degrees(line: Value) -> Value:
    """The direction of a line (x, y) in degrees, float64 []."""
    return direction(line.at(0, 0), line.at(1, 0)) * (180 / np.pi)


def _correction(transform: Value) -> Value:
    """As `fer_core.alignment.Alignment.correction`, float64 []."""
    back = _inverse(transform)
    moved = _TEMPLATE @ back.cut(1, 0, 2).transposed(1, 0) + back.cut(1, 2, 3).reshaped(2)
    off = moved - _TEMPLATE
    return (off * off).sum(1).mean(0).sqrt()


def _moved(steps: Value, transform: Value) -> Value:
    """A mesh under a transform, with scaled depth; as `fer_core.alignment.alignment.moved_mesh`."""
    points, linear = in_face(steps), transform.cut(1, 0, 2)
    depth = _determinant(linear).sqrt().to(np.float32)
    flat = points.cut(1, 0, 2).to(np.float64) @ linear.transposed(1, 0) + transform.cut(1, 2, 3).reshaped(2)
    return in_steps(joined([flat.to(np.float32), points.cut(1, 2, 3) * depth], 1))


def _chained(first: Value, second: Value) -> Value:
    """The transform that does what two do, one after another; as `fer_core.alignment.template.chained`."""
    linear = second.cut(1, 0, 2)
    shift = linear @ first.cut(1, 2, 3) + second.cut(1, 2, 3)
    return _affine(linear @ first.cut(1, 0, 2), shift)


def _rotation(cos: Value, sin: Value) -> Value:
    return joined([v.reshaped(1) for v in (cos, -sin, sin, cos)], 0).reshaped(2, 2)


def _affine(linear: Value, shift: Value) -> Value:
    return joined([linear, shift.reshaped(2, 1)], 1)


def _determinant(linear: Value) -> Value:
    a, b, c, d = (linear.at(i, 0).at(j, 0) for i in range(2) for j in range(2))
    return a * d - b * c


def _inverse(transform: Value) -> Value:
    """The inverse of a transform, float64 [2, 3]."""
    linear = transform.cut(1, 0, 2)
    a, b, c, d = (linear.at(i, 0).at(j, 0).reshaped(1) for i in range(2) for j in range(2))
    undone = joined([d, -b, -c, a], 0).reshaped(2, 2) / _determinant(linear)
    return _affine(undone, -(undone @ transform.cut(1, 2, 3)).reshaped(2))
