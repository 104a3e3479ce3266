"""Builds the argument parser, with examples in its help, from the commands."""

import argparse
from collections.abc import Sequence

from fer_core.commands.command import Command

PROGRAM = "python -m fer_core"
_EXIT_CODES = """exit codes:
  0    done
  1    done, but a repeated run differs from the saved one, or a requested check failed
  2    bad input or usage, explained in one line
  130  interrupted
"""
_FIRST_STEPS = """a whole study, from faces to scores:
  python -m fer_core import fer2013.csv
  python -m fer_core study new first --dataset ID
  python -m fer_core cluster first --k 25
  python -m fer_core names simulate first
  python -m fer_core train first
  python -m fer_core evaluate first
"""


def parser_of(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """A parser whose results have ``run`` (a `Run`) and ``json`` (whether to print JSON)."""
    parser = argparse.ArgumentParser(
        PROGRAM,
        description="FER Lab without a browser: the same steps, on the same data, with the same results.",
        epilog=f"{_FIRST_STEPS}\n{_EXIT_CODES}\nData is in the folder that FER_LAB_HOME names.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(json=False)
    _add(parser, commands, PROGRAM)
    return parser


def _add(parser: argparse.ArgumentParser, commands: Sequence[Command], before: str) -> None:
    places = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in commands:
        lines = "".join(f"  {PROGRAM} {example}\n" for example in command.examples)
        sub = places.add_parser(
            command.name,
            prog=f"{before} {command.name}",
            help=command.text,
            description=command.text,
            epilog=f"examples:\n{lines}" if lines else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if command.verbs:
            _add(sub, command.verbs, f"{before} {command.name}")
        else:
            sub.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
            sub.set_defaults(run=command.run)
            command.options(sub)
