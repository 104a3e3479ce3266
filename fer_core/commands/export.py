"""``export``: write the recognizer as ONNX, as skops, and a program that runs it."""

import argparse
import dataclasses

from fer_core.base.errors import InvalidSettings
from fer_core.base.files import write_bytes
from fer_core.base.paths import typed_path
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, require_names, study_option
from fer_core.export import Exported, example
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    about = "write the recognizer as ONNX (48 × 48 crops to probabilities), after comparing it with the app"
    parser.add_argument("--onnx", type=typed_path, metavar="FILE", help=about)
    parser.add_argument("--skops", type=typed_path, metavar="FILE", help="write the scikit-learn pipeline as skops")
    parser.add_argument(
        "--example", type=typed_path, metavar="FILE", help="write a program that runs the ONNX file beside it"
    )


def _run(options: argparse.Namespace, store: Store) -> Answer:
    if not (options.onnx or options.skops or options.example):
        raise InvalidSettings("Nothing to write.", remedy="Give --onnx FILE, --skops FILE or --example FILE.")
    session = open_session(store, options.study)
    named, lab = require_names(session), session.lab
    result: dict[str, object] = {"study": session.study.id}
    lines = []
    if options.onnx or options.example:
        made = lab.export.onnx(named, METER)
        result |= {"kind": made.kind, "missing": list(made.missing), "parity": dataclasses.asdict(made.parity)}
        lines += _about(made)
    if options.onnx:
        write_bytes(options.onnx, made.content)
    if options.example:
        model = options.onnx.name if options.onnx else "recognizer.onnx"
        write_bytes(options.example, example(made.kind, model, options.example.name).encode())
    if options.skops:
        write_bytes(options.skops, lab.export.skops(named, METER))
    written = [str(path) for path in (options.onnx, options.skops, options.example) if path]
    return Answer({**result, "written": written}, [*lines, *written])


def _about(made: Exported) -> list[str]:
    because = f"begins at features, because ONNX cannot express: {', '.join(made.missing)}" if made.missing else ""
    return [str(made.parity), *([because] if because else [])]


COMMAND = Command(
    "export", "Export the recognizer of a study: ONNX, skops, and a program that runs it without FER Lab.",
    _options, _run,
    examples=("export first --onnx first.onnx --example run.py", "export first --skops first.skops --json"),
)  # fmt: skip
