"""Installs what a file of requirements lists, and tells how far it is: one line, updated in place on a terminal.

python -m tools.install_packages requirements.txt
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_FOUND = re.compile(r"(?:Collecting|Processing) (?:\S*/)?([A-Za-z0-9_.]+)")
_SAVED = re.compile(r"\s*(?:Downloading|Using cached) \S+ \(([\d.]+ [kMG]?B)\)")


def main(file: str) -> int:
    """Install the packages; returns pip's exit code. What pip says is shown only if it fails."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "-r",
        file,
    ]
    started, said = time.monotonic(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in _told(_kept(pip.stdout, said)):
            _show(f"{line} ({time.monotonic() - started:.0f} s)")
    if pip.returncode:
        print("\n" + "".join(said), file=sys.stderr)
    else:
        print(f"\nAll packages of {Path(file).name} are installed ({time.monotonic() - started:.0f} s).")
    return pip.returncode


def _kept(lines: Iterable[str], said: list[str]) -> Iterator[str]:
    for line in lines:
        said.append(line)
        yield line


def _told(lines: Iterable[str]) -> Iterator[str]:
    """For each line of pip that means progress, a line for people."""
    names: list[str] = []
    for line in lines:
        if found := _FOUND.match(line):
            names.append(found.group(1))
        size = _SAVED.match(line)
        if found or size:
            yield f"  package {len(names)}: {names[-1] if names else ''}" + (f", {size.group(1)}" if size else "")
        elif line.startswith("Installing collected packages"):
            yield f"  unpacking {line.count(',') + 1} packages"


def _show(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True)
    else:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
