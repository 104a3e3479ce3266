"""Every training of a study with what made it, to compare with others."""

from fer_core.study.runs.comparing import agreeing, compared, differing, recall_changes, training_of, verdict
from fer_core.study.runs.run import MadeBy, Run, RunScores, run_of
from fer_core.study.runs.storage import Marks, RunList, SavedRun, delete, note, pin, rename, restore, saved, tag

__all__ = [
    "MadeBy",
    "Marks",
    "Run",
    "RunList",
    "RunScores",
    "SavedRun",
    "agreeing",
    "compared",
    "delete",
    "differing",
    "note",
    "pin",
    "recall_changes",
    "rename",
    "restore",
    "run_of",
    "saved",
    "tag",
    "training_of",
    "verdict",
]  # fmt: skip
