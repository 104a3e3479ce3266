"""MediaPipe's two face mesh networks as ONNX files, as FER Lab ships them (fer_core/assets). Not needed at run time.

    pip download --no-deps mediapipe==0.10.21
    pip install onnx numpy ai-edge-litert flatbuffers
    python tools/convert_networks.py mediapipe-0.10.21-*.whl fer_core/assets

What is changed: the file format; PReLU, which is ax for x < 0, is written (1 + a)/2 x + (1 − a)/2 |x|, which
onnxruntime computes far faster; three operations of MediaPipe's own (in the attention network, Grishchenko et al.,
"Attention Mesh", 2020, arXiv:2006.10962) are written out in standard ones; its refined lips and eyes replace the same
points of its mesh. Weights stay the float16 numbers that they are.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as tflite
from flatbuffers import flexbuffers
from onnx import TensorProto, helper, numpy_helper

FOLDER = "mediapipe/modules/face_landmark/"
SIDE = 192  # of the networks' input
CROP = 16  # side of the feature maps around lips and eyes
TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 4: np.int64}
NAMES = {number: name for name, number in vars(tflite.BuiltinOperator).items() if not name.startswith("_")}
# Which points of the mesh the attention network's refined points are, from MediaPipe's
# tensors_to_face_landmarks_with_attention.pbtxt; a point named twice is the later one.
REFINED = {
    "output_lips": """61 146 91 181 84 17 314 405 321 375 291 185 40 39 37 0 267 269 270 409 78 95 88 178 87 14 317 402
        318 324 308 191 80 81 82 13 312 311 310 415 76 77 90 180 85 16 315 404 320 307 306 184 74 73 72 11 302 303 304
        408 62 96 89 179 86 15 316 403 319 325 292 183 42 41 38 12 268 271 272 407""",
    "output_left_eye": """33 7 163 144 145 153 154 155 133 246 161 160 159 158 157 173 130 25 110 24 23 22 26 112 243
        247 30 29 27 28 56 190 226 31 228 229 230 231 232 233 244 113 225 224 223 222 221 189 35 124 46 53 52 65 143 111
        117 118 119 120 121 128 245 156 70 63 105 66 107 55 193""",
    "output_right_eye": """263 249 390 373 374 380 381 382 362 466 388 387 386 385 384 398 359 255 339 254 253 252 256
        341 463 467 260 259 257 258 286 414 446 261 448 449 450 451 452 453 464 342 445 444 443 442 441 413 265 353
        276 283 282 295 372 340 346 347 348 349 350 357 465 383 300 293 334 296 336 285 417""",
}


class Converter:
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
                values = np.frombuffer(bytes(data), TYPES[tensor.type])
                self.known[i] = values.reshape([int(size) for size in tensor.shape])

    def convert(self) -> None:
        """Write out all operations; tensor 7 of the network is then called "v7"."""
        for operator in self.graph.operators:
            code = self.model.operatorCodes[operator.opcodeIndex]
            builtin = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            name = code.customCode.decode() if code.customCode else builtin
            inputs = [int(i) for i in operator.inputs]
            options = operator.customOptions if code.customCode else operator.builtinOptions
            if getattr(options, "fusedActivationFunction", 0):
                raise NotImplementedError(f"{name} with an activation")
            result = getattr(self, f"_{name.lower()}")(inputs, options, int(operator.outputs[0]))
            if result is not None:
                self.op("Identity", [result], f"v{int(operator.outputs[0])}")

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

    def cut(self, x: str, axis: int, start: int, stop: int) -> str:
        """``start`` to ``stop`` of one axis."""
        return self.op("Slice", [x, self.ints(start), self.ints(stop), self.ints(axis)])

    def channels_first(self, x: str, kind: str, *others: str, **attributes: object) -> str:
        """An operation of images, which ONNX wants as [n, channels, height, width]."""
        moved = self.op("Transpose", [x], perm=[0, 3, 1, 2])
        return self.op("Transpose", [self.op(kind, [moved, *others], **attributes)], perm=[0, 2, 3, 1])

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
        weights = [self.const(kernel), self.ref(inputs[2])]
        size = list(kernel.shape[2:])
        return self.channels_first(
            self.ref(inputs[0]), "Conv", *weights, group=group, kernel_shape=size, **_steps(options)
        )  # fmt: skip

    def _max_pool_2d(self, inputs: list[int], options: object, output: int) -> str:
        size = [options.filterHeight, options.filterWidth]
        return self.channels_first(self.ref(inputs[0]), "MaxPool", kernel_shape=size, **_steps(options))

    def _prelu(self, inputs: list[int], options: object, output: int) -> str:
        x, slope = self.ref(inputs[0]), self.known[inputs[1]].astype(np.float32)
        straight = self.op("Mul", [x, self.const((1 + slope) / 2)])
        return self.op("Add", [straight, self.op("Mul", [self.op("Abs", [x]), self.const((1 - slope) / 2)])])

    def _add(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Add", [self.ref(i) for i in inputs])

    def _mul(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Mul", [self.ref(i) for i in inputs])

    def _pad(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Pad", [self.ref(inputs[0]), self.ints(*self.known[inputs[1]].T.ravel())])

    def _reshape(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Reshape", [self.ref(inputs[0]), self.ints(*self.graph.tensors[output].shape)])

    def _strided_slice(self, inputs: list[int], options: object, output: int) -> str:
        if list(self.graph.tensors[inputs[0]].shape) != list(self.graph.tensors[output].shape):
            raise NotImplementedError("A slice that is not the whole")
        return self.ref(inputs[0])

    # MediaPipe's own. A matrix [1, 4, 4] takes places (x, y, 0, 1) in a crop around lips or an eye to the feature map.

    def _landmarks2transformmatrix(self, inputs: list[int], options: bytes, output: int) -> str:
        """The crop around some points, turned so that the line between two points is level."""
        asked = flexbuffers.Loads(bytes(options))
        size = np.array([asked["output_width"], asked["output_height"]])
        if asked["target_rotation_radians"] or list(size) != [CROP, CROP]:
            raise NotImplementedError("Another crop")
        places = self.cut(self.ref(inputs[0]), 2, 0, 2)
        of = [self.op("Gather", [places, self.ints(asked[f"{s}_rotation_idx"])], axis=1) for s in ("right", "left")]
        line = self.op("Sub", of)
        length = self.op("Max", [self.op("ReduceL2", [line], axes=[2], keepdims=1), self.numbers(1e-6)])
        level = self.op("Div", [line, length])  # (cos, sin)
        upper, lower = self.op("Mul", [level, self.numbers(1, -1)]), self.op("Gather", [level, self.ints(1, 0)], axis=2)
        turn = self.op("Concat", [upper, lower], axis=1)
        chosen = self.op("Gather", [places, self.ints(*np.ravel(asked["subset_idxs"]))], axis=1)
        turned = self.op("MatMul", [chosen, turn])
        high, low = (self.op(kind, [turned], axes=[1], keepdims=1) for kind in ("ReduceMax", "ReduceMin"))
        middle = self.op("Mul", [self.op("Add", [high, low]), self.numbers(0.5)])
        step = self.numbers(asked["scale_x"] / size[0], asked["scale_y"] / size[1])
        linear = self.op("Mul", [turn, self.op("Mul", [self.op("Sub", [high, low]), step])])
        centre = self.op("MatMul", [turn, self.op("Transpose", [middle], perm=[0, 2, 1])])
        half = self.const(size.astype(np.float32).reshape(1, 2, 1) / 2)
        shift = self.op("Sub", [centre, self.op("MatMul", [linear, half])])
        rows = self.op("Concat", [linear, self.const(np.zeros((1, 2, 1), np.float32)), shift], axis=2)
        return self.op("Concat", [rows, self.const(np.eye(4, dtype=np.float32)[None, 2:])], axis=1)

    def _transformtensorbilinear(self, inputs: list[int], options: bytes, output: int) -> str:
        """The crop itself, bilinearly; zero where it leaves the feature map."""
        _, height, width, _ = (int(size) for size in self.graph.tensors[inputs[0]].shape)
        y, x = np.mgrid[:CROP, :CROP].reshape(2, -1) + 0.5
        centres = self.const(np.stack([x, y, 0 * x, 0 * x + 1])[None].astype(np.float32))
        moved = self.op("MatMul", [self.cut(self.ref(inputs[1]), 1, 0, 2), centres])
        at = self.op("Transpose", [moved], perm=[0, 2, 1])
        scaled = self.op(
            "Mul", [self.op("Sub", [at, self.numbers(0.5)]), self.numbers(2 / (width - 1), 2 / (height - 1))]
        )
        grid = self.op("Sub", [scaled, self.numbers(1)])
        farthest = self.op("ReduceMax", [self.op("Abs", [grid])], axes=[2], keepdims=1)
        inside = self.op("Cast", [self.op("LessOrEqual", [farthest, self.numbers(1)])], to=TensorProto.FLOAT)
        places = self.op("Reshape", [grid, self.ints(1, CROP, CROP, 2)])
        crop = self.channels_first(self.ref(inputs[0]), "GridSample", places, align_corners=1, padding_mode="zeros")
        return self.op("Mul", [crop, self.op("Reshape", [inside, self.ints(1, CROP, CROP, 1)])])

    def _transformlandmarks(self, inputs: list[int], options: bytes, output: int) -> str:
        """Points in a crop as points in the picture."""
        columns = self.op("Transpose", [self.cut(self.ref(inputs[1]), 1, 0, 2)], perm=[0, 2, 1])
        turned = self.op("MatMul", [self.ref(inputs[0]), self.cut(columns, 1, 0, 2)])
        return self.op("Add", [turned, self.cut(columns, 1, 3, 4)])

    def outputs(self) -> dict[str, str]:
        """What the network gives: its name there -> its name here."""
        return {self.graph.tensors[int(i)].name.decode(): f"v{int(i)}" for i in self.graph.outputs}

    def refined(self, mesh: str) -> str:
        """The mesh [1, 468, 3] with the better x and y of lips and eyes; z stays."""
        taken, places, total = np.arange(468), [self.cut(mesh, 2, 0, 2)], 468
        for name, text in REFINED.items():
            points = [int(word) for word in text.split()]
            taken[points] = np.arange(total, total + len(points))
            total += len(points)
            places.append(self.op("Reshape", [self.outputs()[name], self.ints(1, len(points), 2)]))
        chosen = self.op("Gather", [self.op("Concat", places, axis=1), self.ints(*taken)], axis=1)
        return self.op("Concat", [chosen, self.cut(mesh, 2, 2, 3)], axis=2)

    def save(self, path: Path, mesh: str, score: str) -> None:
        """Write the network: picture [1, 192, 192, 3] RGB 0..1 -> points [1, 468, 3] in its pixels, score [1, 1]."""
        self.op("Identity", ["picture"], f"v{int(self.graph.inputs[0])}")
        self.nodes.insert(0, self.nodes.pop())
        self.convert()
        points = self.op("Reshape", [self.outputs()[mesh], self.ints(1, 468, 3)])
        self.op("Identity", [self.refined(points) if "output_lips" in self.outputs() else points], "points")
        self.op("Reshape", [self.op("Sigmoid", [self.outputs()[score]]), self.ints(1, 1)], "score")
        shapes = {"picture": [1, SIDE, SIDE, 3], "points": [1, 468, 3], "score": [1, 1]}
        infos = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in shapes.items()]
        graph = helper.make_graph(self.nodes, path.stem, infos[:1], infos[1:], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, path)


def _steps(options: object) -> dict[str, object]:
    """How a window moves over the image."""
    return {"strides": [options.strideH, options.strideW], "auto_pad": "VALID" if options.padding else "SAME_UPPER"}


SOURCES = (
    ("face_landmark.tflite", "face_mesh.onnx", "conv2d_21", "conv2d_31"),
    ("face_landmark_with_attention.tflite", "face_mesh_attention.onnx", "output_mesh_identity", "conv_faceflag"),
)

if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        for source, target, *outputs in SOURCES:
            Converter(wheel.read(FOLDER + source)).save(Path(sys.argv[2]) / target, *outputs)
