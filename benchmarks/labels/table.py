"""Results as rows, a CSV and tables in Markdown."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.labels.intervals import METRICS, Estimate, estimates
from benchmarks.labels.methods import METHODS
from benchmarks.labels.results import Results

TITLES = {"accuracy": "Accuracy, %", "balanced_accuracy": "Balanced accuracy, %", "macro_f1": "Macro F1, %"}


@dataclass(frozen=True)
class Row:
    """One method at one budget, over all its seeds. ``minutes``: mean time of the annotator."""

    method: str
    budget: int
    seeds: int
    decisions: int
    minutes: float
    metrics: dict[str, Estimate]


def rows(results: Results, true: np.ndarray, n_classes: int) -> list[Row]:
    """A row for each method and budget that ran, in the order of `METHODS`; ``true`` uint8 [t]."""
    found = []
    for method in METHODS:
        for budget in sorted({b for m, b, _ in results.of if m == method}):
            runs = results.seeds(method, budget)
            metrics = estimates(true, results.predictions(method, budget), n_classes)
            minutes = sum(r.minutes for r in runs) / len(runs)
            found.append(Row(method, budget, len(runs), runs[0].decisions, minutes, metrics))
    return found


def write_csv(path: Path, table: Sequence[Row]) -> None:
    """Write one line for each row: scores 0..1 with the ends of their intervals."""
    names = [f"{m}{end}" for m in METRICS for end in ("", "_low", "_high")]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["method", "title", "seeds", "decisions", "minutes", *names])
        for row in table:
            ends = [f"{v:.4f}" for m in METRICS for e in (row.metrics[m],) for v in (e.mean, e.low, e.high)]
            about = [row.method, METHODS[row.method].title, row.seeds, row.decisions, f"{row.minutes:.1f}"]
            writer.writerow([*about, *ends])


def markdown(table: Sequence[Row]) -> str:
    """A table of methods and decisions for each metric and for the minutes, with the number of seeds."""
    seeds = sorted({row.seeds for row in table})
    note = f"Means of {seeds[0]} seeds." if len(seeds) == 1 else f"Unfinished: {seeds[0]} to {seeds[-1]} seeds a cell."
    budgets = sorted({row.budget for row in table})
    cells = {(row.method, row.budget): row for row in table}
    shown = [method for method in METHODS if any(row.method == method for row in table)]

    def lines(title: str, cell: str) -> list[str]:
        head = [
            f"| {title} at decisions | " + " | ".join(f"{b:,}" for b in budgets) + " |",
            "|---" * (len(budgets) + 1),
        ]
        head[1] += "|"
        body = []
        for method in shown:
            found = [cells.get((method, budget)) for budget in budgets]
            texts = [_text(row, cell) if row else "–" for row in found]
            body.append(f"| {METHODS[method].title} | " + " | ".join(texts) + " |")
        return [*head, *body, ""]

    tables = [line for cell in (*METRICS, "minutes") for line in lines(TITLES.get(cell, "Minutes"), cell)]
    return "\n".join([note, "", *tables])


def _text(row: Row, cell: str) -> str:
    if cell == "minutes":
        return f"{row.minutes:.0f}" if row.minutes >= 10 else f"{row.minutes:.1f}"
    estimate = row.metrics[cell]
    return f"{100 * estimate.mean:.1f} ({100 * estimate.low:.1f}–{100 * estimate.high:.1f})"
