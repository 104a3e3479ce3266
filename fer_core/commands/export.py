"""``export``: write the recognizer as ONNX, as skops, and a program that runs it."""

import argparse
import dataclasses

from fer_core.base.errors import InvalidSettings
from fer_core.commands.command import Answer, Command
from fer_core.commands.files import asked_formats, format_flags, write_formats
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, require_names, study_option
from fer_core.export import Exported
from fer_core.report import ExportSource, formats_of
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    format_flags(parser, "recognizer")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    asked = asked_formats(options, "recognizer")
    if not asked:
        *most, last = (f"{one.flag} FILE" for one in formats_of("recognizer"))
        raise InvalidSettings("Nothing to write.", remedy=f"Give {', '.join(most)} or {last}.")
    session = open_session(store, options.study)
    named = require_names(session)
    result: dict[str, object] = {"study": session.study.id}
    lines = []
    if any(one.compared for one in asked):
        made = session.lab.export.onnx(named, METER)
        result |= {"kind": made.kind, "missing": list(made.missing), "parity": dataclasses.asdict(made.parity)}
        lines += _about(made)
    written = write_formats(ExportSource(session), asked)
    return Answer({**result, "written": written}, [*lines, *written])


def _about(made: Exported) -> list[str]:
    because = f"begins at features, because ONNX cannot express: {', '.join(made.missing)}" if made.missing else ""
    return [str(made.parity), *([because] if because else [])]


COMMAND = Command(
    "export", "Export the recognizer of a study: ONNX, skops, and a program that runs it without FER Lab.",
    _options, _run,
    examples=("export first --onnx first.onnx --example run.py", "export first --skops first.skops --json"),
)  # fmt: skip
