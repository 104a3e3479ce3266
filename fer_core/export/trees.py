"""Decision trees as a graph: those of a forest or of gradient boosting.

scikit-learn has float64 thresholds, ONNX float32. They are rounded down, so that every float32 value takes the same
branch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from fer_core.export.graph import Value

DOMAIN = "ai.onnx.ml"


@dataclass(frozen=True, eq=False)
class DecisionTree:
    """One tree.

    Attributes:
        left, right: int [nodes], the children; -1 at leaves.
        column: int [nodes], the feature that is compared.
        threshold: float64 [nodes]; values up to it go left.
        values: float64 [nodes, targets]; only those of leaves count.
        first: index of the target to which the first column of ``values`` is added.
    """

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    threshold: np.ndarray
    values: np.ndarray
    first: int = 0


def forest(forest: RandomForestClassifier, rows: Value) -> Value:
    """Mean of the shares of all trees, float64 [n, k], for rows float32 [n, d]."""
    trees = [
        DecisionTree(t.children_left, t.children_right, t.feature, t.threshold, t.value[:, 0])
        for t in (one.tree_ for one in forest.estimators_)
    ]
    return grown(trees, rows, len(forest.classes_)).to(np.float64) / len(trees)


def boosting(model: HistGradientBoostingClassifier, rows: Value) -> Value:
    """Raw scores of each class by boosting, float64 [n, t]; one column for two classes."""
    trees = []
    for together in model._predictors:
        for target, one in enumerate(together):
            nodes = one.nodes
            leaf = nodes["is_leaf"].astype(bool)
            left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
            trees.append(
                DecisionTree(left, right, nodes["feature_idx"], nodes["num_threshold"], nodes["value"][:, None], target)
            )
    base = np.asarray(model._baseline_prediction, np.float64).reshape(1, -1)
    return grown(trees, rows, base.shape[1]).to(np.float64) + base


def grown(trees: Sequence[DecisionTree], rows: Value, targets: int) -> Value:
    """Sums float32 [n, targets] over the trees of the values of the leaves for rows float32 [n, d]."""
    sizes = [len(tree.left) for tree in trees]
    tree = np.repeat(np.arange(len(trees)), sizes)
    node = np.concatenate([np.arange(size) for size in sizes])
    left, right, column, threshold = (
        np.concatenate([getattr(one, name) for one in trees]) for name in ("left", "right", "column", "threshold")
    )
    leaf = left < 0
    leaves = [np.flatnonzero(one.left < 0) for one in trees]
    wide = trees[0].values.shape[1]
    targets_of = [np.tile(one.first + np.arange(wide), len(at)) for one, at in zip(trees, leaves, strict=True)]
    weights = [one.values[at].ravel() for one, at in zip(trees, leaves, strict=True)]
    return rows.graph.op(
        "TreeEnsembleRegressor",
        rows,
        dtype=np.float32,
        domain=DOMAIN,
        n_targets=targets,
        nodes_treeids=tree.tolist(),
        nodes_nodeids=node.tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_featureids=np.where(leaf, 0, column).tolist(),
        nodes_values=np.where(leaf, 0, _down(threshold)).tolist(),
        nodes_truenodeids=np.where(leaf, 0, left).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, right).tolist(),
        target_treeids=np.repeat(np.arange(len(trees)), [len(at) * wide for at in leaves]).tolist(),
        target_nodeids=np.concatenate([np.repeat(at, wide) for at in leaves]).tolist(),
        target_ids=np.concatenate(targets_of).tolist(),
        target_weights=np.concatenate(weights).tolist(),
    )


def _down(threshold: np.ndarray) -> np.ndarray:
    """For each float64, the largest float32 that is not above it."""
    near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)
