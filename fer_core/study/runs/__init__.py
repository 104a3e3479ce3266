"""Every training of a study with what made it, to compare with others."""

from fer_core.study.runs.comparing import agreeing, compared, differing, recall_changes, training_of, verdict
from fer_core.study.runs.run import MadeBy, Run, RunScores, run_of
from fer_core.study.runs.storage import KeptRun, Marks, RunList, delete, kept, note, pin, rename, restore, tag

__all__ = [
    "KeptRun",
    "MadeBy",
    "Marks",
    "Run",
    "RunList",
    "RunScores",
    "agreeing",
    "compared",
    "delete",
    "differing",
    "kept",
    "note",
    "pin",
    "recall_changes",
    "rename",
    "restore",
    "run_of",
    "tag",
    "training_of",
    "verdict",
]  # fmt: skip
