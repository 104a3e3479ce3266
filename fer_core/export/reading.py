"""Reads recognizers from elsewhere: checks their content before building anything, and refuses other files."""

import json
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
import onnx
import onnxruntime as ort
import skops.io
from google.protobuf.message import DecodeError
from onnx import TensorProto
from onnxruntime.capi import onnxruntime_pybind11_state as runtime
from skops.io.exceptions import UntrustedTypesFoundException

from fer_core.base.errors import FerLabError, InvalidSettings
from fer_core.export.model import CLASSES, INPUTS, OUTPUT, Kind
from fer_core.export.parity import answers, session_of
from fer_core.export.sklearn_file import FORMAT
from fer_core.faces.faceset import SIDE
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.recognizer.storage import PLAIN

LARGEST = 1_000_000_000
"""Most bytes of a file."""
_ELEMENTS: dict[Kind, int] = {"faces": TensorProto.UINT8, "features": TensorProto.FLOAT}
_WORDS: dict[Kind, str] = {"faces": f"uint8 [N, {SIDE}, {SIDE}]", "features": "float32 [N, columns]"}
_DOMAINS = {"", "ai.onnx", "ai.onnx.ml"}
_REFUSALS = (runtime.Fail, runtime.InvalidArgument, runtime.InvalidGraph, runtime.NotImplemented, ValueError)


class Refused(FerLabError):
    """A file that is no exported recognizer; nothing of it was run."""


@dataclass(frozen=True, eq=False)
class OnnxRecognizer:
    """A recognizer from an ONNX file.

    Attributes:
        session: ready to run.
        kind: its input.
        classes: names of the columns of its output.
    """

    session: ort.InferenceSession
    kind: Kind
    classes: tuple[str, ...]

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """Probabilities float32 [n, classes] in 0..1 for faces uint8 [n, 48, 48] or features float32 [n, d].

        Raises:
            InvalidSettings: if ``rows`` have another type or shape.
        """
        given, wanted = self.session.get_inputs()[0], np.uint8 if self.kind == "faces" else np.float32
        if rows.dtype != wanted or rows.ndim != len(given.shape) or rows.shape[1:] != tuple(given.shape[1:]):
            what = f"This recognizer takes {_WORDS[self.kind]}, not {rows.dtype} {list(rows.shape)}."
            raise InvalidSettings(what, remedy="Crop faces to 48 × 48 grey pixels first.")
        return answers(self.session, self.kind, rows)


def read_onnx(content: bytes, name: str) -> OnnxRecognizer:
    """Read a recognizer that `write.exported` wrote; ``name`` is for errors. Raises Refused for other files."""
    _check_size(content, name)
    _refuse_pickle(content, name)
    if content[:2] == b"PK":
        raise _refused(name, "It is a zip archive, not ONNX.")
    try:
        proto = onnx.load_model_from_string(content)
    except DecodeError as error:
        raise _refused(name, "It is not ONNX.") from error
    if not proto.graph.node:
        raise _refused(name, "It is not ONNX, or contains no network.")
    if strange := {o.domain for o in proto.opset_import} - _DOMAINS:
        raise _refused(name, f"It needs operators that are not part of ONNX ({', '.join(sorted(strange))[:60]}).")
    if any(tensor.data_location == TensorProto.EXTERNAL for tensor in proto.graph.initializer):
        raise _refused(name, "It would read other files.")
    kind = _kind(proto.graph, name)
    classes = _classes(proto, name)
    try:
        return OnnxRecognizer(session_of(content), kind, classes)
    except _REFUSALS as error:
        raise _refused(name, f"It cannot be run ({str(error).splitlines()[0][:120]}).") from error


def read_skops(content: bytes, name: str) -> Recognizer:
    """Read a recognizer that `sklearn_file.skops_of` wrote; ``name`` is for errors. Raises Refused for other files."""
    _check_size(content, name)
    _refuse_pickle(content, name)
    if content[:2] != b"PK":
        raise _refused(name, "It is not a skops file.")
    try:
        # compiled trees and neighbour searches are not trusted: they do not check their numbers
        loaded = skops.io.loads(content, trusted=list(PLAIN))
    except UntrustedTypesFoundException as error:
        what = f"It contains types that are not trusted in a file from elsewhere ({str(error)[:200]})."
        raise _refused(name, what) from error
    except (BadZipFile, TypeError, ValueError, KeyError, AttributeError, ImportError, OSError) as error:
        raise _refused(name, "It is not a readable skops file.") from error
    return _recognizer(loaded, name)


def _recognizer(loaded: object, name: str) -> Recognizer:
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT or not hasattr(loaded.get("pipeline"), "steps"):
        raise _refused(name, "It is a skops file, but contains no recognizer of FER Lab.")
    classes, named, shift = loaded.get("classes", []), np.asarray(loaded.get("named")), np.asarray(loaded.get("shift"))
    sound = isinstance(classes, list) and all(isinstance(c, str) for c in classes) and named.dtype == np.uint8
    if not sound or shift.shape != named.shape or not named.size or int(named.max()) >= len(classes):
        raise _refused(name, "Its classes do not match each other.")
    made = Recognizer(RecognizerSettings(), classes)
    made.pipeline_, made.named_, made.rows_ = loaded["pipeline"], named, 0
    made.sharpness_, made.shift_ = float(loaded.get("sharpness", 1.0)), shift.astype(np.float64)
    return made


def _kind(graph: onnx.GraphProto, name: str) -> Kind:
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    expected = " or ".join(f"“{INPUTS[kind]}”, {words}" for kind, words in _WORDS.items())
    found = ", ".join(map(_described, inputs)) or "none"
    for kind in INPUTS:
        if len(inputs) == 1 and _fits(inputs[0], kind) and [value.name for value in graph.output] == [OUTPUT]:
            return kind
    what = f"Its input is {found[:160]}; expected {expected}, and one output “{OUTPUT}”."
    raise _refused(name, what)


def _fits(value: onnx.ValueInfoProto, kind: Kind) -> bool:
    tensor = value.type.tensor_type
    sizes = [d.dim_value for d in tensor.shape.dim]
    fits = sizes[1:] == [SIDE, SIDE] if kind == "faces" else len(sizes) == 2 and sizes[1] > 0
    return value.name == INPUTS[kind] and tensor.elem_type == _ELEMENTS[kind] and fits


def _described(value: onnx.ValueInfoProto) -> str:
    tensor = value.type.tensor_type
    sizes = ", ".join(str(d.dim_value or d.dim_param or "?") for d in tensor.shape.dim)
    return f"“{value.name}”, {TensorProto.DataType.Name(tensor.elem_type).lower()} [{sizes}]"


def _classes(proto: onnx.ModelProto, name: str) -> tuple[str, ...]:
    metadata = {p.key: p.value for p in proto.metadata_props}
    try:
        classes = json.loads(metadata.get(CLASSES, ""))
    except ValueError as error:
        raise _refused(name, "The names of its classes are missing.") from error
    shape = proto.graph.output[0].type.tensor_type.shape.dim
    if not isinstance(classes, list) or not all(isinstance(c, str) for c in classes) or len(shape) != 2:
        raise _refused(name, "The names of its classes are missing.")
    if shape[1].dim_value != len(classes):
        raise _refused(name, f"It has names of {len(classes)} classes, but {shape[1].dim_value} probabilities.")
    return tuple(classes)


def _check_size(content: bytes, name: str) -> None:
    if len(content) > LARGEST:
        raise _refused(name, f"It has {len(content) / 1e6:,.0f} MB; at most {LARGEST / 1e6:,.0f} MB are allowed.")


def _refuse_pickle(content: bytes, name: str) -> None:
    """Refuse pickles by their first bytes, plain or compressed as by joblib, whatever the name of the file."""
    compressed = content[:2] in (b"\x1f\x8b", b"x\x9c", b"x\x01", b"x\xda", b"BZ", b"ZF") or content[:3] == b"\xfd7z"
    if (
        content[:1] == b"\x80"
        or content[:2] in (b"(d", b"(l", b"(i", b"c_", b"cc", b"co", b"cb", b"]q", b"}q")
        or compressed
    ):
        raise _refused(name, "It is a Python pickle (or joblib) file, which could run any code when it is opened.")


def _refused(name: str, what: str) -> Refused:
    return Refused(what, where=name, remedy="Export the recognizer from FER Lab again, as ONNX or skops.")
