"""Tiny ONNX networks for tests: a mean over blocks of the picture, then a product."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def network(
    shape: tuple[object, ...] = ("batch", 1, 16, 16), inputs: int = 1, opset: int = 17, element: int = TensorProto.FLOAT
) -> bytes:
    """An encoder of pictures ``shape`` [n, c, side, side] to 5 numbers; ``pooled`` is a layer inside."""
    channels, side = int(str(shape[1])), 4
    random = np.random.default_rng(0)
    weights = random.normal(size=(channels * side * side, 5)).astype(np.float32)
    given = [helper.make_tensor_value_info(f"picture{i or ''}", element, list(shape)) for i in range(inputs)]
    nodes = [
        helper.make_node("AveragePool", ["picture"], ["pooled"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["numbers"]),
    ]
    result = helper.make_tensor_value_info("numbers", TensorProto.FLOAT, [shape[0], 5])
    graph = helper.make_graph(nodes, "tiny", given, [result], [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    return bytes(onnx.ModelProto.SerializeToString(model))
