"""The command line: ``python -m fer_core COMMAND``. Results go to stdout, progress and errors to stderr.

Exit codes: see `fer_core.commands.command`.
"""

import os
import sys
from collections.abc import Sequence

from fer_core.base.errors import FerLabError, refused
from fer_core.commands import COMMANDS, console
from fer_core.commands.command import BAD_INPUT, INTERRUPTED
from fer_core.commands.meter import METER
from fer_core.commands.parser import parser_of
from fer_core.study.store import Store


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    console.make_readable()
    options = parser_of(COMMANDS).parse_args(argv)
    try:
        answer = options.run(options, Store())
        METER.clear()
        print(console.as_json(answer.result) if options.json else "\n".join(answer.lines), flush=True)
    except FerLabError as error:
        METER.report("error", [error])
        return BAD_INPUT
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except OSError as error:
        METER.report("error", [refused(error)])
        return BAD_INPUT
    return int(answer.code)


if __name__ == "__main__":
    sys.exit(main())
