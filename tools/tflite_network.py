"""A TensorFlow Lite network on its way to ONNX: the standard operations. Not needed at run time.

PReLU, which is ax for x < 0, is written x ± max(−|1 − a| x, 0) with two convolutions of single channels, and new
channels of zeros are added by a convolution: onnxruntime then computes the whole network in one memory layout with few
passes over it, nearly twice as fast. Weights stay the float16 numbers that they are. The first axis of all tensors is
the picture, of any number.
"""

from pathlib import Path

import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as tflite
from onnx import TensorProto, helper, numpy_helper

TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 4: np.int64}
NAMES = {number: name for name, number in vars(tflite.BuiltinOperator).items() if not name.startswith("_")}
RELU = 1


class TfliteNetwork:
    """One network on its way from TensorFlow Lite to ONNX; a method for each operation in it."""

    def __init__(self, model: bytes) -> None:
        self.model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAs(bytearray(model), 0))
        self.graph = self.model.subgraphs[0]
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.known: dict[int, np.ndarray] = {}
        for i, tensor in enumerate(self.graph.tensors):
            data = self.model.buffers[tensor.buffer].data
            if data is not None and len(data):
                shape = [] if tensor.shape is None else [int(size) for size in tensor.shape]
                self.known[i] = np.frombuffer(bytes(data), TYPES[tensor.type]).reshape(shape)

    def convert(self, given: str) -> None:
        """Write out all operations on the input ``given``; tensor 7 of the network is then called "v7"."""
        self.op("Identity", [given], f"v{int(self.graph.inputs[0])}")
        for operator in self.graph.operators:
            code = self.model.operatorCodes[operator.opcodeIndex]
            builtin = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            name = code.customCode.decode() if code.customCode else builtin
            inputs, output = [int(i) for i in operator.inputs], int(operator.outputs[0])
            options = operator.customOptions if code.customCode else operator.builtinOptions
            result = getattr(self, f"_{name.lower()}")(inputs, options, output)
            if result is not None:
                self.op("Identity", [self._activated(result, options)], f"v{output}")

    def _activated(self, result: str, options: object) -> str:
        activation = getattr(options, "fusedActivationFunction", 0)
        if activation not in (0, RELU):
            raise NotImplementedError(f"Activation {activation}")
        return self.op("Relu", [result]) if activation == RELU else result

    def const(self, values: np.ndarray) -> str:
        """Its name; float16 stays so in the file and is read as float32."""
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return self.op("Cast", [name], to=TensorProto.FLOAT) if values.dtype == np.float16 else name

    def numbers(self, *values: float) -> str:
        """A float32 constant."""
        return self.const(np.array(values, np.float32))

    def ints(self, *values: int) -> str:
        """An int64 constant."""
        return self.const(np.array(values, np.int64))

    def op(self, kind: str, inputs: list[str], output: str = "", **attributes: object) -> str:
        """Name of the result of one ONNX operation."""
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def ref(self, tensor: int) -> str:
        """Name of a tensor of the network."""
        return self.const(self.known[tensor]) if tensor in self.known else f"v{tensor}"

    def shape(self, tensor: int) -> list[int]:
        """The shape of a tensor for one picture."""
        return [int(size) for size in self.graph.tensors[tensor].shape]

    def cut(self, x: str, axis: int, start: int, stop: int) -> str:
        """``start`` to ``stop`` of one axis."""
        return self.op("Slice", [x, self.ints(start), self.ints(stop), self.ints(axis)])

    def channels_first(self, x: str, kind: str, *others: str, **attributes: object) -> str:
        """An operation of images, which ONNX wants as [n, channels, height, width]."""
        moved = self.op("Transpose", [x], perm=[0, 3, 1, 2])
        return self.op("Transpose", [self.op(kind, [moved, *others], **attributes)], perm=[0, 2, 3, 1])

    def outputs(self) -> dict[str, str]:
        """What the network gives: its name there -> its name here."""
        return {self.graph.tensors[int(i)].name.decode(): f"v{int(i)}" for i in self.graph.outputs}

    def write(self, path: Path, shapes: dict[str, list[int | str]]) -> None:
        """Write the file; ``shapes``: of its input, then of its outputs, all float32."""
        infos = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in shapes.items()]
        graph = helper.make_graph(self.nodes, path.stem, infos[:1], infos[1:], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, path)

    # Operations of TensorFlow Lite: (inputs, options, output) -> name of the result, or None where it is a constant

    def _dequantize(self, inputs: list[int], options: object, output: int) -> str | None:
        if inputs[0] not in self.known:
            return self.ref(inputs[0])
        self.known[output] = self.known[inputs[0]]
        return None

    def _conv_2d(self, inputs: list[int], options: object, output: int) -> str:
        return self._convolve(inputs, options, self.known[inputs[1]].transpose(0, 3, 1, 2), 1)

    def _depthwise_conv_2d(self, inputs: list[int], options: object, output: int) -> str:
        kernel = self.known[inputs[1]].transpose(3, 0, 1, 2)
        return self._convolve(inputs, options, kernel, len(kernel))

    def _convolve(self, inputs: list[int], options: object, kernel: np.ndarray, group: int) -> str:
        if (options.dilationWFactor, options.dilationHFactor) != (1, 1):
            raise NotImplementedError("A dilated convolution")
        weights = [self.const(kernel), *(self.ref(i) for i in inputs[2:] if i >= 0)]
        size = list(kernel.shape[2:])
        return self.channels_first(
            self.ref(inputs[0]), "Conv", *weights, group=group, kernel_shape=size, **_steps(options)
        )  # fmt: skip

    def _max_pool_2d(self, inputs: list[int], options: object, output: int) -> str:
        size = [options.filterHeight, options.filterWidth]
        return self.channels_first(self.ref(inputs[0]), "MaxPool", kernel_shape=size, **_steps(options))

    def _prelu(self, inputs: list[int], options: object, output: int) -> str:
        slope = self.known[inputs[1]].astype(np.float32).reshape(-1, 1, 1, 1)
        x = self.op("Transpose", [self.ref(inputs[0])], perm=[0, 3, 1, 2])
        below = self.op("Relu", [self._scaled(x, -np.abs(1 - slope))])  # 0 for x > 0
        bent = self.op("Add", [x, self._scaled(below, np.sign(1 - slope))])
        return self.op("Transpose", [bent], perm=[0, 2, 3, 1])

    def _scaled(self, x: str, factors: np.ndarray) -> str:
        """Each channel times its factor, float32 [c, 1, 1, 1]."""
        return self.op("Conv", [x, self.const(factors)], group=len(factors), kernel_shape=[1, 1])

    def _pad(self, inputs: list[int], options: object, output: int) -> str:
        *others, (before, after) = self.known[inputs[1]].tolist()
        if before or any(map(any, others)):
            raise NotImplementedError("Padding other than after the channels")
        old = self.shape(inputs[0])[3]
        kernel = self.const(np.eye(old + after, old, dtype=np.float32)[:, :, None, None])
        return self.channels_first(self.ref(inputs[0]), "Conv", kernel, kernel_shape=[1, 1])

    def _reshape(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Reshape", [self.ref(inputs[0]), self.ints(-1, *self.shape(output)[1:])])

    def _transpose(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Transpose", [self.ref(inputs[0])], perm=self.known[inputs[1]].tolist())

    def _concatenation(self, inputs: list[int], options: object, output: int) -> str:
        """Side by side; a constant is the same for each picture."""
        first = next(self.ref(i) for i in inputs if i not in self.known)
        count = self.op("Slice", [self.op("Shape", [first]), self.ints(0), self.ints(1)])
        times = self.op("Concat", [count, self.ints(*[1] * (len(self.shape(output)) - 1))], axis=0)
        parts = [self.op("Tile", [self.ref(i), times]) if i in self.known else self.ref(i) for i in inputs]
        return self.op("Concat", parts, axis=options.axis)

    def _strided_slice(self, inputs: list[int], options: object, output: int) -> str:
        """A part of each axis but the first; the whole of an axis where its limit is masked."""
        x, (begin, end, steps) = self.ref(inputs[0]), (self.known[i].tolist() for i in inputs[1:])
        if set(steps) != {1} or options.newAxisMask or options.ellipsisMask:
            raise NotImplementedError("A slice with steps")
        for axis in range(1, len(begin)):
            first = 0 if options.beginMask >> axis & 1 else begin[axis]
            last = self.shape(inputs[0])[axis] if options.endMask >> axis & 1 else end[axis]
            if (first, last) != (0, self.shape(inputs[0])[axis]):
                x = self.cut(x, axis, first, last)
        return x

    def _mean(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("ReduceMean", [self.ref(inputs[0])], axes=self._axes(inputs), keepdims=int(options.keepDims))

    def _sum(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("ReduceSum", [self.ref(inputs[0]), self.ints(*self._axes(inputs))], keepdims=options.keepDims)

    def _axes(self, inputs: list[int]) -> list[int]:
        return np.atleast_1d(self.known[inputs[1]]).tolist()

    def _squared_difference(self, inputs: list[int], options: object, output: int) -> str:
        between = self.op("Sub", [self.ref(i) for i in inputs])
        return self.op("Mul", [between, between])

    def _rsqrt(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Reciprocal", [self.op("Sqrt", [self.ref(inputs[0])])])


def _plain(kind: str) -> object:
    """The method of an operation that ONNX has too."""
    return lambda self, inputs, options, output: self.op(kind, [self.ref(i) for i in inputs])


for _name in ("Add", "Mul", "Sub", "Div", "Neg", "Sqrt"):
    setattr(TfliteNetwork, f"_{_name.lower()}", _plain(_name))
TfliteNetwork._logistic = _plain("Sigmoid")


def _steps(options: object) -> dict[str, object]:
    """How a window moves over the image."""
    return {"strides": [options.strideH, options.strideW], "auto_pad": "VALID" if options.padding else "SAME_UPPER"}
