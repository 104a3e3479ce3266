"""Results on disk, one line for each run, so that a stopped benchmark can continue."""

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

Run = tuple[str, int, int]
"""Method, budget, seed."""


@dataclass(frozen=True)
class Result:
    """One run. ``setup`` is a key of faces, settings and annotator; ``took`` is computing time in seconds."""

    setup: str
    method: str
    budget: int
    seed: int
    decisions: int
    minutes: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    took: float

    @property
    def run(self) -> Run:
        """Method, budget and seed."""
        return self.method, self.budget, self.seed


class Results:
    """``runs.csv`` and the predictions, in one folder; results of other setups are not changed."""

    def __init__(self, folder: Path, setup: str) -> None:
        self.folder, self.setup = folder, setup
        (folder / "predictions").mkdir(parents=True, exist_ok=True)
        self.of: dict[Run, Result] = {r.run: r for r in self._read() if r.setup == setup and self._path(r.run).exists()}

    def add(self, result: Result, predictions: np.ndarray) -> None:
        """Save a run and its predictions, uint8 [t]."""
        np.save(self._path(result.run), predictions, allow_pickle=False)
        table = self.folder / "runs.csv"
        new = not table.exists()
        with table.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [f.name for f in fields(Result)])
            if new:
                writer.writeheader()
            writer.writerow(asdict(result))
        self.of[result.run] = result

    def seeds(self, method: str, budget: int) -> list[Result]:
        """All runs of a method with a budget, by seed."""
        found = [r for r in self.of.values() if (r.method, r.budget) == (method, budget)]
        return sorted(found, key=lambda r: r.seed)

    def predictions(self, method: str, budget: int) -> np.ndarray:
        """uint8 [seeds, t]: predictions, by seed."""
        return np.stack([np.load(self._path(r.run), allow_pickle=False) for r in self.seeds(method, budget)])

    def _path(self, run: Run) -> Path:
        return self.folder / "predictions" / f"{self.setup}-{run[0]}-{run[1]}-{run[2]}.npy"

    def _read(self) -> list[Result]:
        table = self.folder / "runs.csv"
        if not table.exists():
            return []
        kinds = {f.name: f.type for f in fields(Result)}
        with table.open(newline="", encoding="utf-8") as file:
            whole = [row for row in csv.DictReader(file) if set(row) == set(kinds) and None not in row.values()]
        return [Result(**{name: kinds[name](cell) for name, cell in row.items()}) for row in whole]  # type: ignore
