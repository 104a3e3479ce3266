"""Flags of earlier versions: they still work, and the help text does not list them."""

import argparse
from typing import Any


def former_name(parser: argparse.ArgumentParser, flag: str, **about: Any) -> None:
    """Accept ``flag`` as another name of an option; ``about`` is what `add_argument` needs, ``dest`` among it."""
    parser.add_argument(flag, help=argparse.SUPPRESS, default=argparse.SUPPRESS, **about)
