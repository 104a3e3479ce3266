"""Runs: every training of a study is kept with what made it, and can be held against another."""

from fer_core.runs.comparing import agreeing, compared, differing, recall_changes, training_of, verdict
from fer_core.runs.keeping import (
    Kept,
    KeptRun,
    Marks,
    delete,
    kept,
    note,
    pin,
    rename,
    restore,
    tag,
)
from fer_core.runs.run import MadeBy, Run, RunScores, run_of

__all__ = [
    "Kept", "KeptRun", "MadeBy", "Marks", "Run", "RunScores", "agreeing", "compared", "delete", "differing", "kept",
    "note", "pin", "recall_changes", "rename", "restore", "run_of", "tag", "training_of", "verdict",
]  # fmt: skip
