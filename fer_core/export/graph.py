"""Writes ONNX graphs like numpy code: values have a type, and operators add nodes.

All graphs of a file share one counter, so that names are unique, also in a graph inside another one.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 16
"""Version of the operators: that of the face mesh networks, supported since onnxruntime 1.11 (2022)."""
IR = 8
"""Version of the file format that belongs to `OPSET`."""

Number = float | int | np.ndarray


class Graph:
    """A graph that is being written: its nodes and constants, perhaps inside another graph."""

    def __init__(self, outside: "Graph | None" = None) -> None:
        self.depth: int = outside.depth + 1 if outside else 0
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._numbers: count[int] = outside._numbers if outside else count()
        self._known: dict[tuple[str, tuple[int, ...], bytes], Value] = {}

    def name(self) -> str:
        """A new name."""
        return f"v{next(self._numbers)}"

    def const(self, values: Number, dtype: np.dtype | type | None = None) -> "Value":
        """A constant; equal constants are written once."""
        array = np.ascontiguousarray(np.asarray(values, dtype)).reshape(np.shape(values))
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            name = self.name()
            self.weights.append(numpy_helper.from_array(array, name))
            self._known[key] = Value(self, name, array.dtype)
        return self._known[key]

    def ints(self, *values: int) -> "Value":
        """An int64 constant [n], for shapes and axes."""
        return self.const(np.array(values, np.int64))

    def op(self, kind: str, *inputs: "Value", dtype: np.dtype | type | None = None, **attributes: object) -> "Value":
        """The result of an operation with one output, by default of the type of the first input."""
        return self.ops(kind, inputs, [dtype or inputs[0].dtype], **attributes)[0]

    def ops(
        self, kind: str, inputs: Sequence["Value"], dtypes: Sequence[np.dtype | type], **attributes: Any
    ) -> list["Value"]:
        """The results of an operation with several outputs of these types."""
        made = [Value(self, self.name(), np.dtype(dtype)) for dtype in dtypes]
        self.nodes.append(helper.make_node(kind, [v.name for v in inputs], [v.name for v in made], **attributes))
        return made

    def placed(self, name: str, dtype: np.dtype | type) -> "Value":
        """An input with this name."""
        return Value(self, name, np.dtype(dtype))

    def proto(self, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence["Value"]) -> onnx.GraphProto:
        """The finished graph; its outputs have no shape."""
        given = [helper.make_tensor_value_info(v.name, _element(v.dtype), None) for v in outputs]
        return helper.make_graph(self.nodes, name, inputs, given, self.weights)

    def scan(
        self, rows: "Value", shape: Sequence[int], body: Callable[["Graph", "Value"], list["Value"]]
    ) -> list["Value"]:
        """Apply ``body`` to each row of ``rows``, which has this shape; returns its results, stacked."""
        inner = Graph(self)
        row = inner.placed(inner.name(), rows.dtype)
        made = body(inner, row)
        info = helper.make_tensor_value_info(row.name, _element(row.dtype), list(shape))
        graph = inner.proto("each", [info], [inner.op("Identity", v) for v in made])
        return self.ops("Scan", [rows], [v.dtype for v in made], body=graph, num_scan_inputs=1)

    def loop(
        self,
        most: int,
        start: "Value",
        shape: Sequence[int],
        body: Callable[["Graph", "Value", "Value"], tuple["Value", "Value", list["Value"]]],
    ) -> list["Value"]:
        """Repeat ``body`` up to ``most`` times, from the state ``start`` of this ``shape``.

        ``body``: (graph, round, state) -> (whether to go on, next state, values to collect). Returns the collected
        values, one row for each round.
        """
        inner = Graph(self)
        turn, going = inner.placed(inner.name(), np.int64), inner.placed(inner.name(), np.bool_)
        state = inner.placed(inner.name(), start.dtype)
        on, following, made = body(inner, turn, state)
        sizes: list[tuple[Value, list[int]]] = [(turn, []), (going, []), (state, list(shape))]
        infos = [helper.make_tensor_value_info(v.name, _element(v.dtype), size) for v, size in sizes]
        results = [inner.op("Identity", v) for v in (on, following, *made)]
        graph = inner.proto("again", infos, results)
        given = [self.const(np.array(most, np.int64)), self.const(np.array(True)), start]
        return self.ops("Loop", given, [start.dtype, *(v.dtype for v in made)], body=graph)[1:]


class Value:
    """A named array in a graph, with its type. Operators add nodes; plain numbers get the type of the value."""

    __array_ufunc__ = None  # so that numpy leaves `array @ value` to this class

    def __init__(self, graph: Graph, name: str, dtype: np.dtype | type) -> None:
        self.graph, self.name, self.dtype = graph, name, np.dtype(dtype)

    def op(self, kind: str, *others: "Value | Number", dtype: type | None = None, **attributes: object) -> "Value":
        """The result of an operation on this and other values; arrays become constants of this type."""
        graph = self._inmost(*(v for v in others if isinstance(v, Value)))
        return graph.op(kind, self, *(self._like(v) for v in others), dtype=dtype or self.dtype, **attributes)

    def __add__(self, other: "Value | Number") -> "Value":
        return self.op("Add", other)

    def __sub__(self, other: "Value | Number") -> "Value":
        return self.op("Sub", other)

    def __mul__(self, other: "Value | Number") -> "Value":
        return self.op("Mul", other)

    def __truediv__(self, other: "Value | Number") -> "Value":
        return self.op("Div", other)

    def __matmul__(self, other: "Value | Number") -> "Value":
        return self.op("MatMul", other)

    def __radd__(self, other: Number) -> "Value":
        return self._like(other).op("Add", self)

    def __rsub__(self, other: Number) -> "Value":
        return self._like(other).op("Sub", self)

    def __rmul__(self, other: Number) -> "Value":
        return self._like(other).op("Mul", self)

    def __rtruediv__(self, other: Number) -> "Value":
        return self._like(other).op("Div", self)

    def __rmatmul__(self, other: Number) -> "Value":
        return self._like(other).op("MatMul", self)

    def __neg__(self) -> "Value":
        return self.op("Neg")

    def __gt__(self, other: float) -> "Value":
        return self.op("Greater", other, dtype=np.bool_)

    def __ge__(self, other: float) -> "Value":
        return self.op("GreaterOrEqual", other, dtype=np.bool_)

    def __lt__(self, other: float) -> "Value":
        return self.op("Less", other, dtype=np.bool_)

    def __le__(self, other: float) -> "Value":
        return self.op("LessOrEqual", other, dtype=np.bool_)

    def same(self, other: "Value | Number") -> "Value":
        """Whether both are equal, bool."""
        return self.op("Equal", other, dtype=np.bool_)

    def __and__(self, other: "Value") -> "Value":
        return self.op("And", other)

    def where(self, yes: "Value | Number", no: "Value") -> "Value":
        """``yes`` where this is true, ``no`` elsewhere, of the type of ``no``."""
        chosen = no._like(yes)
        return self._inmost(chosen, no).op("Where", self, chosen, no, dtype=no.dtype)

    def to(self, dtype: type) -> "Value":
        """The same numbers as another type; fractions are cut off for integer types."""
        if self.dtype == np.dtype(dtype):
            return self
        return self.graph.op("Cast", self, dtype=dtype, to=_element(np.dtype(dtype)))

    def reshaped(self, *shape: int) -> "Value":
        """With another shape; -1 for one axis that follows from the others."""
        return self.graph.op("Reshape", self, self.graph.ints(*shape))

    def transposed(self, *axes: int) -> "Value":
        """With the axes in another order."""
        return self.graph.op("Transpose", self, perm=list(axes))

    def at(self, places: Sequence[int] | np.ndarray | int, axis: int) -> "Value":
        """The values at these places of one axis; a single place removes the axis."""
        return self.graph.op("Gather", self, self.graph.const(np.asarray(places, np.int64)), axis=axis)

    def cut(self, axis: int, start: int, stop: int) -> "Value":
        """The values from ``start`` to ``stop`` of one axis."""
        ints = self.graph.ints
        return self.graph.op("Slice", self, ints(start), ints(stop), ints(axis))

    def mean(self, *axes: int, keep: bool = False) -> "Value":
        """Mean over axes."""
        return self.graph.op("ReduceMean", self, axes=list(axes), keepdims=int(keep))

    def sum(self, *axes: int, keep: bool = False) -> "Value":
        """Sum over axes."""
        return self.graph.op("ReduceSum", self, self.graph.ints(*axes), keepdims=int(keep))

    def clip(self, low: Number, high: Number) -> "Value":
        """Limited to ``low``..``high``."""
        return self.op("Clip", low, high)

    def sqrt(self) -> "Value":
        """Square root."""
        return self.op("Sqrt")

    def maximum(self, other: "Value | Number") -> "Value":
        """The larger of both, element by element."""
        return self.op("Max", other)

    def minimum(self, other: "Value | Number") -> "Value":
        """The smaller of both, element by element."""
        return self.op("Min", other)

    def _like(self, other: "Value | Number") -> "Value":
        return other if isinstance(other, Value) else self.graph.const(other, self.dtype)

    def _inmost(self, *others: "Value") -> Graph:
        return max((self.graph, *(v.graph for v in others)), key=lambda graph: graph.depth)


def joined(values: Sequence[Value], axis: int) -> Value:
    """Values concatenated along one axis."""
    first, *rest = values
    return first.op("Concat", *rest, axis=axis) if rest else first


def _element(dtype: np.dtype) -> int:
    return int(helper.np_dtype_to_tensor_dtype(dtype))


def direction(x: Value, y: Value) -> Value:
    """The angle float64 of (x, y), both float64, in -pi..pi; exact, although ONNX only has a coarse arc tangent."""
    length = (x * x + y * y).sqrt().maximum(1e-30)
    turn = ((y / (length + x).maximum(1e-30)).to(np.float32).op("Atan") * 2).to(np.float64)
    for _ in range(2):  # Newton's method: each step triples the correct digits
        turn = turn + (y * turn.op("Cos") - x * turn.op("Sin")) / length
    return turn
