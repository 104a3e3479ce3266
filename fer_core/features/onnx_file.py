"""Reads the input and the layers of an ONNX file. It runs nothing and opens no other file."""

import hashlib
from dataclasses import dataclass

import onnx
from google.protobuf.message import DecodeError

from fer_core.base.errors import UnreadableFaces

LARGEST = 1_000_000_000
"""Largest file in bytes."""
OLDEST_OPSET = 7
LAYERS = 60
"""How many of the last layers are offered."""
_PIXELS = (onnx.TensorProto.FLOAT, onnx.TensorProto.UINT8)


@dataclass(frozen=True)
class EncoderFile:
    """What is known of a network before it is run.

    Attributes:
        sha256: of the file.
        side: width and height of its input in pixels; None where any size is accepted.
        channels: 1 or 3.
        channels_last: whether channels come after rows and columns.
        outputs: the outputs that the file declares.
        layers: inner layers, the last one first.
        opset: version of the operator set.
    """

    sha256: str
    side: int | None
    channels: int
    channels_last: bool
    outputs: tuple[str, ...]
    layers: tuple[str, ...]
    opset: int


def fingerprint(model: bytes) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    return hashlib.sha256(model).hexdigest()


def read_encoder(model: bytes, name: str) -> EncoderFile:
    """Check a file named ``name``. Raises UnreadableFaces where it is not an ONNX network that takes one picture."""
    _check_kind(model, name)
    try:
        proto = onnx.load_model_from_string(model)
    except DecodeError as error:
        raise _refusal(name, "a file that is not ONNX") from error
    graph = proto.graph
    if not graph.node or not graph.output:
        raise _refusal(name, "a file without layers")
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in graph.initializer):
        raise _refusal(name, "weights in another file", "Export the network into one file.")
    opset = max((o.version for o in proto.opset_import if o.domain in ("", "ai.onnx")), default=0)
    if opset < OLDEST_OPSET:
        raise _refusal(
            name, f"operators of version {opset}", f"Export it with operator version {OLDEST_OPSET} or later."
        )
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    if len(inputs) != 1:
        remedy = "Export only the part of the network that processes pictures."
        raise _refusal(name, f"{len(inputs)} inputs ({', '.join(i.name for i in inputs)[:80]})", remedy)
    side, channels, last = _picture(inputs[0], name)
    outputs = tuple(value.name for value in graph.output)
    inner = [out for node in reversed(graph.node) for out in node.output if out and out not in outputs]
    return EncoderFile(fingerprint(model), side, channels, last, outputs, tuple(inner[:LAYERS]), opset)


def with_output(model: bytes, output: str) -> bytes:
    """The same network with the layer ``output`` among its outputs; unchanged for "" or an existing output."""
    if not output:
        return model
    proto = onnx.load_model_from_string(model)
    if output in {value.name for value in proto.graph.output}:
        return model
    proto.graph.output.append(onnx.ValueInfoProto(name=output))
    return proto.SerializeToString()


def _check_kind(model: bytes, name: str) -> None:
    if len(model) > LARGEST:
        raise _refusal(name, f"{len(model) / 1e6:,.0f} MB", "Use a network of 1 GB or less.")
    if model[:1] == b"\x80" or model[:2] in (b"(d", b"(l", b"c_"):
        raise _refusal(name, "a Python pickle, which could run any program when it is opened")
    if model[:2] == b"PK":
        raise _refusal(name, "a zip archive (perhaps PyTorch's, which holds a pickle)", "Export the network as ONNX.")
    if model[:1] not in (b"\x08", b"\x0a", b"\x12", b"\x3a", b"\x42"):
        raise _refusal(name, "a file that does not begin like an ONNX file")


def _picture(value: onnx.ValueInfoProto, name: str) -> tuple[int | None, int, bool]:
    """Side, number of channels, and whether channels come last."""
    tensor = value.type.tensor_type
    shape = [d.dim_value if d.HasField("dim_value") else 0 for d in tensor.shape.dim]
    found = " × ".join(str(n or "any") for n in shape) or "no shape"
    if tensor.elem_type not in _PIXELS or len(shape) != 4:
        raise _refusal(name, f"an input of {found}")
    last = shape[3] in (1, 3) and shape[1] not in (1, 3)
    channels, height, width = (shape[3], shape[1], shape[2]) if last else (shape[1], shape[2], shape[3])
    if channels not in (0, 1, 3) or height != width:
        raise _refusal(name, f"an input of {found}")
    return height or None, channels or 3, last


def _refusal(name: str, found: str, remedy: str = "") -> UnreadableFaces:
    expected = "an ONNX network that takes one square picture, grey or RGB, of floats or bytes"
    return UnreadableFaces(name, found=found, expected=expected, remedy=remedy)
