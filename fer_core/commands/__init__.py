"""The command line, one module for each command; `COMMANDS` lists them in the order of the help.

To add one, write a module with a `Command` and add it to `COMMANDS`.
"""

from fer_core.commands import (
    audit,
    export,
    grouping,
    importing,
    naming,
    predicting,
    preparing,
    report,
    run,
    studies,
    training,
)
from fer_core.commands.command import Answer, Command

COMMANDS: tuple[Command, ...] = (
    importing.COMMAND,
    preparing.DATASETS,
    audit.COMMAND,
    studies.COMMAND,
    grouping.FEATURES_COMMAND,
    grouping.CLUSTER_COMMAND,
    naming.COMMAND,
    training.TRAIN_COMMAND,
    training.EVALUATE_COMMAND,
    predicting.COMMAND,
    export.COMMAND,
    run.COMMAND,
    report.COMMAND,
    preparing.PREPARE,
    studies.STUDIES,
)

__all__ = ["COMMANDS", "Answer", "Command"]
