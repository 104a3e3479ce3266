"""Writing ONNX graphs as if they were numpy: values know their type, and operators add nodes.

All graphs of a file share one counter, so no name occurs twice, not even in a graph inside of another.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 16
"""Version of the operators: that of the face mesh networks. onnxruntime runs it since 1.11 (2022)."""
IR = 8
"""Version of the file format that goes with it."""

Number = float | int | np.ndarray


class Graph:
    """Nodes and constants on their way to becoming a graph, perhaps inside of another one."""

    def __init__(self, outside: "Graph | None" = None) -> None:
        self.depth: int = outside.depth + 1 if outside else 0
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._numbers: count[int] = outside._numbers if outside else count()
        self._known: dict[tuple[str, tuple[int, ...], bytes], Value] = {}

    def name(self) -> str:
        """A name that is not taken."""
        return f"v{next(self._numbers)}"

    def const(self, values: Number, dtype: np.dtype | type | None = None) -> "Value":
        """A constant; the same one twice is written once."""
        array = np.ascontiguousarray(np.asarray(values, dtype)).reshape(np.shape(values))
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            name = self.name()
            self.weights.append(numpy_helper.from_array(array, name))
            self._known[key] = Value(self, name, array.dtype)
        return self._known[key]

    def ints(self, *values: int) -> "Value":
        """An int64 constant of one axis, as shapes and axes are given."""
        return self.const(np.array(values, np.int64))

    def op(self, kind: str, *inputs: "Value", dtype: np.dtype | type | None = None, **attributes: object) -> "Value":
        """The result of one operation with one output, of the first input's type unless told."""
        return self.ops(kind, inputs, [dtype or inputs[0].dtype], **attributes)[0]

    def ops(
        self, kind: str, inputs: Sequence["Value"], dtypes: Sequence[np.dtype | type], **attributes: Any
    ) -> list["Value"]:
        """The results of one operation, of these types."""
        made = [Value(self, self.name(), np.dtype(dtype)) for dtype in dtypes]
        self.nodes.append(helper.make_node(kind, [v.name for v in inputs], [v.name for v in made], **attributes))
        return made

    def placed(self, name: str, dtype: np.dtype | type) -> "Value":
        """A value of that name that comes from elsewhere: an input."""
        return Value(self, name, np.dtype(dtype))

    def proto(self, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence["Value"]) -> onnx.GraphProto:
        """The finished graph; shapes of inner graphs' outputs are left open."""
        given = [helper.make_tensor_value_info(v.name, _element(v.dtype), None) for v in outputs]
        return helper.make_graph(self.nodes, name, inputs, given, self.weights)

    def scan(
        self, rows: "Value", shape: Sequence[int], body: Callable[["Graph", "Value"], list["Value"]]
    ) -> list["Value"]:
        """What ``body`` makes of each row of ``rows`` (of that shape), by row."""
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
        """Repeat ``body`` up to ``most`` times: (round, state) -> (whether to go on, next state, what is collected).

        Returns what was collected, one row a round.
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
    """A named array in a graph, with its type. Operators write nodes; plain numbers take the other side's type."""

    __array_ufunc__ = None  # numpy leaves `array @ value` to us

    def __init__(self, graph: Graph, name: str, dtype: np.dtype | type) -> None:
        self.graph, self.name, self.dtype = graph, name, np.dtype(dtype)

    def op(self, kind: str, *others: "Value | Number", dtype: type | None = None, **attributes: object) -> "Value":
        """The result of an operation on this and others; arrays become constants of this type."""
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
        """Whether they are equal."""
        return self.op("Equal", other, dtype=np.bool_)

    def __and__(self, other: "Value") -> "Value":
        return self.op("And", other)

    def where(self, yes: "Value | Number", no: "Value") -> "Value":
        """``yes`` where this holds, ``no`` elsewhere, of the type of ``no``."""
        chosen = no._like(yes)
        return self._inmost(chosen, no).op("Where", self, chosen, no, dtype=no.dtype)

    def to(self, dtype: type) -> "Value":
        """The same numbers as another type, towards zero where they become whole."""
        if self.dtype == np.dtype(dtype):
            return self
        return self.graph.op("Cast", self, dtype=dtype, to=_element(np.dtype(dtype)))

    def shaped(self, *shape: int) -> "Value":
        """In another shape; -1 for what is left."""
        return self.graph.op("Reshape", self, self.graph.ints(*shape))

    def turned(self, *axes: int) -> "Value":
        """With its axes in another order."""
        return self.graph.op("Transpose", self, perm=list(axes))

    def at(self, places: Sequence[int] | np.ndarray | int, axis: int) -> "Value":
        """What stands at these places of one axis; a single place drops the axis."""
        return self.graph.op("Gather", self, self.graph.const(np.asarray(places, np.int64)), axis=axis)

    def cut(self, axis: int, start: int, stop: int) -> "Value":
        """``start`` to ``stop`` of one axis."""
        ints = self.graph.ints
        return self.graph.op("Slice", self, ints(start), ints(stop), ints(axis))

    def mean(self, *axes: int, keep: bool = False) -> "Value":
        """Mean over axes."""
        return self.graph.op("ReduceMean", self, axes=list(axes), keepdims=int(keep))

    def sum(self, *axes: int, keep: bool = False) -> "Value":
        """Sum over axes."""
        return self.graph.op("ReduceSum", self, self.graph.ints(*axes), keepdims=int(keep))

    def clip(self, low: Number, high: Number) -> "Value":
        """Not below ``low`` nor above ``high``."""
        return self.op("Clip", low, high)

    def sqrt(self) -> "Value":
        """Square root."""
        return self.op("Sqrt")

    def most(self, other: "Value | Number") -> "Value":
        """The larger of both."""
        return self.op("Max", other)

    def least(self, other: "Value | Number") -> "Value":
        """The smaller of both."""
        return self.op("Min", other)

    def _like(self, other: "Value | Number") -> "Value":
        return other if isinstance(other, Value) else self.graph.const(other, self.dtype)

    def _inmost(self, *others: "Value") -> Graph:
        return max((self.graph, *(v.graph for v in others)), key=lambda graph: graph.depth)


def joined(values: Sequence[Value], axis: int) -> Value:
    """Values side by side along one axis."""
    first, *rest = values
    return first.op("Concat", *rest, axis=axis) if rest else first


def _element(dtype: np.dtype) -> int:
    return int(helper.np_dtype_to_tensor_dtype(dtype))


def direction(x: Value, y: Value) -> Value:
    """float64: the angle of (x, y), both float64, in -pi..pi; exact, although ONNX has only a coarse arc tangent."""
    length = (x * x + y * y).sqrt().most(1e-30)
    turn = ((y / (length + x).most(1e-30)).to(np.float32).op("Atan") * 2).to(np.float64)
    for _ in range(2):  # Newton's steps: each trebles the digits
        turn = turn + (y * turn.op("Cos") - x * turn.op("Sin")) / length
    return turn
