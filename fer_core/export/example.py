"""The program that runs an exported recognizer without FER Lab."""

from fer_core.export.model import Kind

_FACES = '''\
"""Predicts the emotion of each face: python {program} face.png … (pip install numpy onnxruntime pillow)"""
import json
import os
import sys
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # set before onnxruntime is loaded, which sends usage data otherwise

import numpy as np
import onnxruntime
from PIL import Image


def face(path):  # a picture of one face, closely cropped
    return np.asarray(Image.open(path).convert("L").resize((48, 48), Image.Resampling.LANCZOS), np.uint8)


model = Path(__file__).with_name("{model}")
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
names = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
faces = np.stack([face(path) for path in sys.argv[1:]])
for path, row in zip(sys.argv[1:], session.run(["probabilities"], {{"faces": faces}})[0]):
    print(f"{{path}}: {{names[row.argmax()]}} ({{row.max():.0%}})")
'''
_FEATURES = '''\
"""Predicts the emotion of each row of features: python {program} features.npy (pip install numpy onnxruntime)"""
import json
import os
import sys
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # set before onnxruntime is loaded, which sends usage data otherwise

import numpy as np
import onnxruntime

model = Path(__file__).with_name("{model}")
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
names = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
features = np.load(sys.argv[1], allow_pickle=False).astype(np.float32)
for i, row in enumerate(session.run(["probabilities"], {{"features": features}})[0]):
    print(f"{{i}}: {{names[row.argmax()]}} ({{row.max():.0%}})")
'''


def example(kind: Kind, model: str = "recognizer.onnx", program: str = "run.py") -> str:
    """The text of the program.

    Args:
        kind: the input of the exported file.
        model: name of the exported file, in the same folder as the program.
        program: name of the program, for its help text.
    """
    return (_FACES if kind == "faces" else _FEATURES).format(model=model.replace('"', ""), program=program)
