"""The ONNX model: from crops to probabilities, or from features to probabilities where a kind has no graph."""

import json
from collections.abc import Sequence
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, helper

from fer_core.export.alignment import Face, levelled, levelled_again
from fer_core.export.graph import IR, OPSET, Graph, Value, joined
from fer_core.export.kinds import FROM_FACE, SeenFace, finished, missing
from fer_core.export.mesh import by_face_mesh, by_landmarker
from fer_core.export.recipe import Recipe
from fer_core.export.recognizer import recognized
from fer_core.export.trees import DOMAIN
from fer_core.faces.faceset import SIDE
from fer_core.features import Feature
from fer_core.features.feature import with_parts
from fer_core.reduction import Reduction

Kind = Literal["faces", "features"]
INPUTS: dict[Kind, str] = {"faces": "faces", "features": "features"}
"""Name of the input."""
OUTPUT = "probabilities"
CLASSES = "classes"
"""Key of the file's metadata for the names of the classes, a JSON list."""
NETWORKS_LICENCE = (
    "This file contains networks of MediaPipe for the points and movements of faces, Copyright The MediaPipe Authors, "
    "Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0); converted to ONNX."
)


def model_of(recipe: Recipe, kind: Kind) -> onnx.ModelProto:
    """The model with input ``kind``. Raises NotExportable if the recognizer itself has no graph."""
    graph = Graph()
    given = graph.placed(INPUTS[kind], np.uint8 if kind == "faces" else np.float32)
    features = features_of(graph, recipe, given) if kind == "faces" else given
    predicted = recognized(recipe.fitted, features)
    graph.nodes.append(helper.make_node("Identity", [predicted.name], [OUTPUT]))
    shape: list[str | int] = ["N", SIDE, SIDE] if kind == "faces" else ["N", recipe.columns]
    element = TensorProto.UINT8 if kind == "faces" else TensorProto.FLOAT
    proto = helper.make_graph(
        graph.nodes,
        "fer_lab",
        [helper.make_tensor_value_info(given.name, element, shape)],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["N", len(recipe.classes)])],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, 3)]
    model = helper.make_model(proto, opset_imports=opsets, ir_version=IR, producer_name="FER Lab")
    helper.set_model_props(model, _metadata(recipe, kind))
    return model


def features_of(graph: Graph, recipe: Recipe, faces: Value) -> Value:
    """Features float32 [n, columns] of faces uint8 [n, 48, 48]. All kinds must have a graph, see `missing`."""
    every = list(dict.fromkeys(part for kind in recipe.kinds for part in with_parts(kind)))
    pictured = [kind for kind in every if type(kind) in FROM_FACE]

    def each(inner: Graph, face: Value) -> list[Value]:
        seen = SeenFace(inner, _face(inner, face.to(np.float32), recipe, pictured))
        return [FROM_FACE[type(kind)](seen, kind, recipe.learned[kind]).reshaped(-1) for kind in pictured]

    found = dict(zip(pictured, graph.scan(faces, (SIDE, SIDE), each), strict=True))
    made: dict[Feature, Value] = {}
    for kind in every:
        made[kind] = finished(kind, recipe.learned[kind], found.get(kind), made)
    return joined([reduced(one, made[kind]) for kind, one in zip(recipe.kinds, recipe.reductions, strict=True)], 1)


def reduced(reduction: Reduction, features: Value) -> Value:
    """float32 [n, c], as `Reduction.transform` without settings."""
    scaled = features - reduction.mean_
    if reduction.standardise:
        scaled = (scaled / reduction.scale_).clip(-reduction.clip, reduction.clip)
    return (scaled - reduction.centre_) @ np.ascontiguousarray(reduction.components_.T)


def _face(graph: Graph, picture: Value, recipe: Recipe, kinds: Sequence[Feature]) -> Face:
    earlier = recipe.networks == "face_mesh"
    if recipe.aligned:
        return levelled_again(graph, picture) if earlier else levelled(graph, picture)
    look = by_face_mesh if earlier else by_landmarker
    return Face(picture, look(graph, picture) if any(kind.needs_mesh for kind in kinds) else None)


def _metadata(recipe: Recipe, kind: Kind) -> dict[str, str]:
    """The file's metadata."""
    titles = ", ".join(one.title for one in recipe.kinds)
    entries = {CLASSES: json.dumps(recipe.classes, ensure_ascii=False), "kind": kind, "sees": titles, **recipe.origin}
    if kind == "faces" and (recipe.aligned or any(p.needs_mesh for k in recipe.kinds for p in with_parts(k))):
        entries["licence_of_networks"] = NETWORKS_LICENCE
    return entries


__all__ = ["CLASSES", "INPUTS", "OUTPUT", "Kind", "missing", "model_of"]
