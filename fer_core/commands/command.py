"""Command: its name and help text, its options, and its answer."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fer_core.study.store import Store

FINE, DIFFERS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; done, but results differ or a check failed; bad input or usage; interrupted."""


@dataclass(frozen=True)
class Answer:
    """The output of a command.

    Attributes:
        result: for ``--json``: dictionaries, lists, text, numbers.
        lines: the same as text for people.
        code: exit code, `FINE` or `DIFFERS`.
    """

    result: Any
    lines: Sequence[str]
    code: int = FINE


Run = Callable[[argparse.Namespace, Store], Answer]


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        name: as it is typed.
        text: what it does, in one sentence.
        options: adds its options to a parser.
        run: does it; None for a command that only has subcommands.
        examples: lines to type, shown below its ``--help``.
        verbs: its subcommands, such as ``study new``.
    """

    name: str
    text: str
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    run: Run | None = None
    examples: Sequence[str] = ()
    verbs: Sequence["Command"] = field(default=())
