"""The output of a network of the person's own for each face.

Any ONNX file that takes one picture and returns numbers. `fer_core.features.onnx_file` reads and checks it;
`fer_core.study.encoders` stores it.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as runtime
from PIL import Image

from fer_core.base.errors import DamagedFile, InvalidSettings, NotFound
from fer_core.base.parallel import in_chunks, workers
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.onnx_file import fingerprint, with_output

Scaling = Literal["unit", "signed", "imagenet", "clip", "bytes"]
SCALINGS: dict[Scaling, tuple[str, tuple[float, float, float], tuple[float, float, float]]] = {
    "unit": ("0 to 1", (0, 0, 0), (1, 1, 1)),
    "signed": ("−1 to 1", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "imagenet": ("ImageNet's mean and deviation", (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "clip": ("CLIP's mean and deviation", (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "bytes": ("0 to 255", (0, 0, 0), (1 / 255, 1 / 255, 1 / 255)),
}
"""How grey values become a network's input: title, then what is subtracted from 0..1 and divides it, for R, G and B."""
LARGEST_SIDE = 1024
REFUSALS = (
    runtime.Fail, runtime.InvalidArgument, runtime.InvalidGraph, runtime.InvalidProtobuf, runtime.NotImplemented,
    runtime.RuntimeException, ValueError,
)  # fmt: skip
"""What onnxruntime raises for a network that it cannot load or run."""
_CHUNK = 8  # faces a task: some 100 ms for a common network


@dataclass(frozen=True)
class OnnxEncoder(Feature):
    """A network of the person's own. Raises InvalidSettings for impossible settings.

    Attributes:
        sha256: of the file, which is `Sources.folder` / ``<sha256>.onnx``; "" where none is chosen.
        side: width and height of its input in pixels.
        channels: 1 for grey, or 3 for the same grey values three times.
        channels_last: whether channels come after rows and columns.
        scaling: one of `SCALINGS`.
        output: the layer whose values are used; "" for the first output of the file.
    """

    kind: ClassVar[str] = "encoder"
    title: ClassVar[str] = "A network of your own (ONNX)"
    explanation: ClassVar[str] = "The output of a network from your own file, for each face."
    seconds: ClassVar[float] = 300
    counts: ClassVar[str] = "the output of the network"

    sha256: str = ""
    side: int = 224
    channels: int = 3
    channels_last: bool = False
    scaling: Scaling = "imagenet"
    output: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.side <= LARGEST_SIDE or self.channels not in (1, 3) or self.scaling not in SCALINGS:
            what = (
                f"The input must be 1 to {LARGEST_SIDE} pixels wide, with 1 or 3 channels and a known range of values."
            )
            raise InvalidSettings(what, remedy="See the network's documentation.")
        if self.sha256 and (len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef")):
            raise InvalidSettings("This is not the fingerprint of a file.", remedy="Choose the file again.")

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """Values of the layer, float32 [n, d]; feature maps and tokens are averaged.

        Raises:
            NotFound: where the file is missing.
            DamagedFile: where the file has changed.
            InvalidSettings: where the network cannot process such pictures, or its output is not finite.
        """
        session = _session(self._path(sources), self.sha256, self.output)
        first = self._values(session, np.zeros((1, 48, 48), np.uint8))
        out = np.empty((len(sources), first.shape[1]), np.float32)

        def work(rows: slice) -> None:
            out[rows] = self._values(session, sources.images[rows])

        in_chunks(work, len(sources), _CHUNK, "Running the network", progress)
        if not np.isfinite(out).all():
            raise InvalidSettings(
                "Some outputs of the network are not finite numbers.",
                remedy="Try another range of grey values or layer.",
            )
        return out

    def pictures(self, images: np.ndarray) -> np.ndarray:
        """The network's input for faces uint8 [n, 48, 48]: float32 [n, channels, side, side], or with channels last."""
        size = (self.side, self.side)
        large = [np.asarray(Image.fromarray(face).resize(size, Image.Resampling.BICUBIC)) for face in images]
        grey = np.array(large, np.float32).reshape(len(images), 1, *size) / np.float32(255)
        _, mean, deviation = SCALINGS[self.scaling]
        shape = (1, self.channels, 1, 1)
        scaled = (grey - np.reshape(mean[: self.channels], shape)) / np.reshape(deviation[: self.channels], shape)
        scaled = scaled.astype(np.float32)
        return np.ascontiguousarray(scaled.transpose(0, 2, 3, 1)) if self.channels_last else scaled

    def _path(self, sources: Sources) -> Path:
        if not self.sha256:
            raise InvalidSettings("No network is chosen yet.", remedy="Choose an ONNX file on the Features page.")
        if sources.folder is None or not (path := sources.folder / f"{self.sha256}.onnx").is_file():
            what = "The network's file is missing."
            raise NotFound(what, where=f"{self.sha256[:12]}….onnx", remedy="Add the same file again.")
        return path

    def _values(self, session: ort.InferenceSession, images: np.ndarray) -> np.ndarray:
        """float32 [n, d] of uint8 [n, 48, 48]; a network with a fixed batch size gets batches of that size."""
        given = session.get_inputs()[0]
        pictures = self.pictures(images).astype(np.uint8 if given.type == "tensor(uint8)" else np.float32)
        at_once = given.shape[0] if isinstance(given.shape[0], int) and given.shape[0] > 0 else len(pictures)
        name = self.output or session.get_outputs()[0].name
        found = []
        for start in range(0, len(pictures), at_once):
            some = pictures[start : start + at_once]
            filled = np.concatenate([some, np.zeros((at_once - len(some), *some.shape[1:]), some.dtype)])
            try:
                (values,) = session.run([name], {given.name: filled})
            except REFUSALS as error:
                raise InvalidSettings(
                    f"The network cannot process these pictures ({_why(error)}).",
                    remedy="Check the input size, the channels and the layer.",
                ) from error
            found.append(_flat(np.asarray(values), len(filled))[: len(some)])
        return np.concatenate(found)


def _flat(values: np.ndarray, faces: int) -> np.ndarray:
    """float32 [n, d]: feature maps [n, d, h, w] averaged over positions, and [n, tokens, d] over tokens."""
    if values.ndim < 2 or len(values) != faces or values.dtype.kind not in "fiu":
        what = (
            f"The layer's output for {faces} faces has shape {values.shape}, which is not one row of numbers per face."
        )
        raise InvalidSettings(what, remedy="Choose another layer.")
    if values.ndim == 3:
        values = values.mean(axis=1)
    elif values.ndim > 3:
        values = values.mean(axis=tuple(range(2, values.ndim)))
    return values.astype(np.float32)


def _why(error: Exception) -> str:
    return str(error).split(" : ")[-1].splitlines()[0][:200]


@lru_cache(maxsize=2)
def _session(path: Path, sha256: str, output: str) -> ort.InferenceSession:
    """The network, with ``output`` among its outputs. It is loaded from bytes, so that it can read no other file."""
    model = path.read_bytes()
    if fingerprint(model) != sha256:
        raise DamagedFile("The network's file has changed.", where=str(path), remedy="Add the original file again.")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1 if workers() > 1 else 0  # each chunk already has a thread
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(with_output(model, output), options, providers=["CPUExecutionProvider"])
    except REFUSALS as error:
        what = f"The network cannot be run ({_why(error)})."
        raise DamagedFile(what, where=str(path), remedy="Export it again, or choose another layer.") from error
