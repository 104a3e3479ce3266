"""MediaPipe's Face Landmarker V2 and Blendshape V2 as ONNX files, as FER Lab ships them. Not needed at run time.

Both lie in Google's ``face_landmarker.task``, a zip archive, as ``face_landmarks_detector.tflite`` and
``face_blendshapes.tflite``.

    pip install onnx numpy ai-edge-litert onnxruntime
    python tools/convert_landmarker.py face_landmarks_detector.tflite face_blendshapes.tflite fer_core/assets

Afterwards both are run on random pictures, and the largest difference to TensorFlow Lite is printed.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
from ai_edge_litert.interpreter import Interpreter
from tflite_network import TfliteNetwork

SIDE = 256  # of the input, in pixels
POINTS = 478
SEEN = 146  # of the points, by the network of movements


def convert_points(source: Path, target: Path) -> None:
    """Picture [n, 256, 256, 3] RGB 0..1 -> points [n, 478, 3] in its pixels, presence [n, 1], a logit."""
    network = TfliteNetwork(source.read_bytes())
    network.convert("picture")
    points, presence, _ = network.outputs().values()  # the last says whether the tongue is out
    network.op("Reshape", [points, network.ints(-1, POINTS, 3)], "points")
    network.op("Reshape", [presence, network.ints(-1, 1)], "presence")
    network.write(target, {"picture": ["n", SIDE, SIDE, 3], "points": ["n", POINTS, 3], "presence": ["n", 1]})


def convert_movements(source: Path, target: Path) -> None:
    """Points [n, 146, 2], x and y in any unit -> movements [n, 52], each 0..1."""
    network = TfliteNetwork(source.read_bytes())
    network.convert("points")
    network.op("Identity", list(network.outputs().values()), "movements")
    network.write(target, {"points": ["n", SEEN, 2], "movements": ["n", 52]})


def difference(source: Path, target: Path, given: np.ndarray) -> list[float]:
    """The largest difference in each output of the file to the original, of inputs float32 [n, ...]."""
    there = Interpreter(str(source), num_threads=1)
    there.allocate_tensors()
    here = ort.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    found = here.run(None, {here.get_inputs()[0].name: given})
    largest = [0.0] * len(found)
    for i, one in enumerate(given):
        there.set_tensor(there.get_input_details()[0]["index"], one[None])
        there.invoke()
        expected = [there.get_tensor(detail["index"]).ravel() for detail in there.get_output_details()]
        for j, (now, before) in enumerate(zip(found, expected, strict=False)):
            largest[j] = max(largest[j], float(np.abs(now[i].ravel() - before).max()))
    return largest


if __name__ == "__main__":
    points, movements, folder = map(Path, sys.argv[1:])
    convert_points(points, folder / "face_landmarker.onnx")
    convert_movements(movements, folder / "face_movements.onnx")
    random = np.random.default_rng(0)
    pictures = random.random((20, SIDE, SIDE, 3), np.float32)
    print("points, presence:", difference(points, folder / "face_landmarker.onnx", pictures))
    spread = random.random((20, SEEN, 2), np.float32) * SIDE
    print("movements:", difference(movements, folder / "face_movements.onnx", spread))
