"""The command line: ``python -m fer_core COMMAND``. Results go to stdout, progress and errors to stderr.

Exit codes: see `fer_core.commands.command`.
"""

import json
import os
import sys
from collections.abc import Sequence

from fer_core.commands import COMMANDS
from fer_core.commands.command import BAD_INPUT, INTERRUPTED
from fer_core.commands.meter import METER
from fer_core.commands.parser import parser_of
from fer_core.errors import FerLabError
from fer_core.store import Store


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser_of(COMMANDS).parse_args(argv)
    try:
        answer = options.run(options, Store())
        METER.clear()
        print(json.dumps(answer.result, ensure_ascii=False) if options.json else "\n".join(answer.lines), flush=True)
    except FerLabError as error:
        METER.clear()
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    return int(answer.code)


if __name__ == "__main__":
    sys.exit(main())
