"""MediaPipe's two face mesh networks as ONNX files, as FER Lab ships them (fer_core/assets). Not needed at run time.

    pip download --no-deps mediapipe==0.10.21
    pip install onnx numpy ai-edge-litert flatbuffers
    python tools/convert_networks.py mediapipe-0.10.21-*.whl fer_core/assets

What is changed, beside what `tflite_network` says: three operations of MediaPipe's own (in the attention network,
Grishchenko et al., "Attention Mesh", 2020, arXiv:2006.10962) are written out in standard ones; its refined lips and
eyes replace the same points of its mesh.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np
from flatbuffers import flexbuffers
from onnx import TensorProto
from tflite_network import TfliteNetwork

FOLDER = "mediapipe/modules/face_landmark/"
SIDE = 192  # of the networks' input
CROP = 16  # side of the feature maps around lips and eyes
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


class OwnOperations(TfliteNetwork):
    """A network with operations of MediaPipe's own, for one picture. PReLU is written (1 + a)/2 x + (1 − a)/2 |x|."""

    def _prelu(self, inputs: list[int], options: object, output: int) -> str:
        x, slope = self.ref(inputs[0]), self.known[inputs[1]].astype(np.float32)
        straight = self.op("Mul", [x, self.const((1 + slope) / 2)])
        return self.op("Add", [straight, self.op("Mul", [self.op("Abs", [x]), self.const((1 - slope) / 2)])])

    def _reshape(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Reshape", [self.ref(inputs[0]), self.ints(*self.shape(output))])

    def _pad(self, inputs: list[int], options: object, output: int) -> str:
        return self.op("Pad", [self.ref(inputs[0]), self.ints(*self.known[inputs[1]].T.ravel())])

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
        self.convert("picture")
        points = self.op("Reshape", [self.outputs()[mesh], self.ints(1, 468, 3)])
        self.op("Identity", [self.refined(points) if "output_lips" in self.outputs() else points], "points")
        self.op("Reshape", [self.op("Sigmoid", [self.outputs()[score]]), self.ints(1, 1)], "score")
        self.write(path, {"picture": [1, SIDE, SIDE, 3], "points": [1, 468, 3], "score": [1, 1]})


SOURCES = (
    ("face_landmark.tflite", "face_mesh.onnx", "conv2d_21", "conv2d_31"),
    ("face_landmark_with_attention.tflite", "face_mesh_attention.onnx", "output_mesh_identity", "conv_faceflag"),
)

if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        for source, target, *outputs in SOURCES:
            OwnOperations(wheel.read(FOLDER + source)).save(Path(sys.argv[2]) / target, *outputs)
