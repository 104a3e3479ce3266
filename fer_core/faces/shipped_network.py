"""A network that ships with FER Lab, as an ONNX file in ``assets``, and pictures as its input."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

from fer_core.base.errors import DamagedFile
from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import MARGIN

ASSETS = Path(__file__).parents[1] / "assets"


class ShippedNetwork:
    """A network from a file with a known SHA-256. Safe to call from several threads at once."""

    def __init__(self, name: str, sha256: str, folder: Path = ASSETS, threads: int = 1) -> None:
        """Load and check the file. Raises DamagedFile if it is missing or not the expected one.

        Two callers with one thread each are twice as fast as one with two.
        """
        path = folder / name
        model = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(model).hexdigest() != sha256:
            what = f"The file of the network “{path.stem}” is {'damaged' if model else 'missing'}."
            raise DamagedFile(what, where=str(path), remedy="Install FER Lab again.")
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, outputs: Sequence[str], **inputs: np.ndarray) -> list[np.ndarray]:
        """The outputs, as the network gives them."""
        return list(self._session.run(list(outputs), inputs))


def enlarged(images: np.ndarray, side: int) -> np.ndarray:
    """uint8 [n, side, side]: faces uint8 [n, 48, 48], enlarged with a margin of repeated edge pixels."""
    taken = np.clip(np.arange(-MARGIN, SIDE + MARGIN), 0, SIDE - 1)
    padded = images[:, taken[:, None], taken]
    large = [np.asarray(Image.fromarray(face).resize((side, side), Image.Resampling.BICUBIC)) for face in padded]
    return np.array(large, np.uint8).reshape(len(images), side, side)


def coloured(crop: np.ndarray) -> np.ndarray:
    """float32 [1, h, w, 3], 0..1, as networks take it: from one picture uint8 [h, w] grey or [h, w, 3] RGB."""
    pixels = crop.astype(np.float32) / np.float32(255)
    return (pixels if crop.ndim == 3 else np.repeat(pixels[..., None], 3, axis=-1))[None]
