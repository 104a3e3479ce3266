"""A result as commands: what to type to make it again, with flags only for choices that are not the usual ones."""

import shlex
from collections.abc import Iterator

from fer_core.report.repeat.subject import Repeated, one_line
from fer_core.study.assignments import assignments
from fer_core.study.session import Session

_FLAGS = {
    "clusters.k": "--k", "clusters.algorithm": "--algorithm", "features": "--features", "recognizer.model": "--model",
}  # fmt: skip
"""Flags of `study new` for some choices; `--set` sets all others."""
_PROGRAM = "python -m fer_core"


def commands(session: Session) -> str:
    """The commands, with comments, for a shell such as bash or zsh."""
    return "\n".join(_lines(Repeated(session))) + "\n"


def _lines(of: Repeated) -> Iterator[str]:
    session = of.session
    known, dataset = session.study.id, session.study.dataset
    again, file = shlex.quote(f"{session.study.name[:34]} again"), f"decisions-{known}.csv"
    yield f"# FER Lab: makes the result of the study “{one_line(session.study.name)}” again ({of.in_words})."
    yield "# Type this in FER Lab's folder. The new study can have another name."
    if of.source.startswith("sample:"):
        yield f"{_PROGRAM} import {shlex.quote(of.source)}"
    else:
        yield f"# In another home folder, import the faces first: {_PROGRAM} import {one_line(of.source) or 'PATH'}"
    yield f"{_PROGRAM} names export {known} {file} --until {max((d.id for d in of.decisions), default=0)}"
    flags = "".join(f" \\\n    {_flag(line)}" for line in assignments(of.usual, session.study.choices))
    yield f"{_PROGRAM} study new {again} --dataset {dataset}{flags}"
    yield f"{_PROGRAM} cluster {again}"
    yield f"{_PROGRAM} names import {again} {file}"
    yield f"{_PROGRAM} train {again}"
    yield f"{_PROGRAM} evaluate {again}"


def _flag(line: str) -> str:
    name, _, value = line.partition("=")
    return (
        f"{_FLAGS[name]} {shlex.quote(value)}" if name in _FLAGS and value[:1] != "{" else f"--set {shlex.quote(line)}"
    )
