"""What a command is: its words, its options, and what it answers."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fer_core.study.store import Store

FINE, DIFFERS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; done, but what was to be the same differs or a check failed; bad input or usage; stopped."""


@dataclass(frozen=True)
class Answer:
    """What a command says.

    Attributes:
        result: for ``--json``: dictionaries, lists, text, numbers.
        lines: the same for people.
        code: exit code, `FINE` or `DIFFERS`.
    """

    result: Any
    lines: Sequence[str]
    code: int = FINE


Run = Callable[[argparse.Namespace, Store], Answer]


@dataclass(frozen=True)
class Command:
    """One verb of the command line.

    Attributes:
        name: the verb.
        text: what it does, one sentence.
        options: adds its options to a parser.
        run: does it; None where it only has verbs of its own.
        examples: lines that can be typed as they are, below its ``--help``.
        verbs: of its own, such as ``study new``.
    """

    name: str
    text: str
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    run: Run | None = None
    examples: Sequence[str] = ()
    verbs: Sequence["Command"] = field(default=())
