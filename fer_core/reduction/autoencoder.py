"""Autoencoder: a network that reproduces its input through a narrow middle layer (Hinton & Salakhutdinov 2006)."""

import numpy as np
from sklearn.neural_network import MLPRegressor

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within

HIDDEN = 128
"""Neurons in the layers before and after the middle."""
_ROUNDS = 30


class Autoencoder(Method):
    """scikit-learn's perceptron, trained to reproduce its input; the values of its middle layer are the components."""

    name = "autoencoder"
    title = "Autoencoder"
    explanation = "A small network is trained to reconstruct the features from a few numbers, which are then used."
    rows = 10_000
    usual = 32

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``mean`` and ``scale`` of the rows; weights of the first two layers: ``w1``, ``b1``, ``w2``, ``b2``."""
        rows = self.drawn(rows, seed)
        mean, scale = rows.mean(axis=0), np.maximum(rows[:, 0].std(), 1e-7).astype(np.float32)
        prepared = (rows - mean) / scale
        layers = (HIDDEN, within(count, rows), HIDDEN)
        batch = min(200, len(rows))
        model = MLPRegressor(
            hidden_layer_sizes=layers, activation="tanh", max_iter=_ROUNDS, batch_size=batch, random_state=seed
        )
        self.fitted(lambda: model.fit(prepared, prepared if prepared.shape[1] > 1 else prepared.ravel()), progress)
        weights = {"w1": model.coefs_[0], "b1": model.intercepts_[0], "w2": model.coefs_[1], "b2": model.intercepts_[1]}
        return {"mean": mean, "scale": scale, **{name: array.astype(np.float32) for name, array in weights.items()}}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """Values of the middle layer, float32 [n, c], -1..1."""
        hidden = np.tanh((rows - learned["mean"]) / learned["scale"] @ learned["w1"] + learned["b1"])
        return np.tanh(hidden @ learned["w2"] + learned["b2"])
