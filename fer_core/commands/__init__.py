"""The command line's verbs, one file each (or a few that belong together); `COMMANDS` has them in the order of help.

A new one: a module with a `Command`, and its name below.
"""

from fer_core.commands import (
    audit,
    export,
    importing,
    learning,
    looking,
    naming,
    predicting,
    preparing,
    report,
    running,
    studies,
)
from fer_core.commands.command import Answer, Command

COMMANDS: tuple[Command, ...] = (
    importing.COMMAND,
    preparing.DATASETS,
    audit.COMMAND,
    studies.COMMAND,
    looking.FEATURES_COMMAND,
    looking.CLUSTER_COMMAND,
    naming.COMMAND,
    learning.TRAIN_COMMAND,
    learning.EVALUATE_COMMAND,
    predicting.COMMAND,
    export.COMMAND,
    running.COMMAND,
    report.COMMAND,
    preparing.PREPARE,
    studies.STUDIES,
)

__all__ = ["COMMANDS", "Answer", "Command"]
