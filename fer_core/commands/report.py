"""``report``: write the report and the model card of a trained study."""

import argparse
from pathlib import Path

from fer_core.base.errors import NotFound
from fer_core.commands.command import Answer, Command
from fer_core.commands.files import asked_formats, format_flags, write_formats
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, require_names, study_option
from fer_core.report import ExportSource, formats_of
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    format_flags(parser, "study")
    format_flags(parser, "repeat")
    about = "show faces in the report (default: only synthetic ones, as others may be of real people)"
    parser.add_argument("--pictures", action=argparse.BooleanOptionalAction, default=None, help=about)
    parser.add_argument("--references", action="store_true", help="compute missing references first")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    named, lab = require_names(session), session.lab
    if not lab.training.ready(named):
        remedy = f"Train it: python -m fer_core train {session.study.id}"
        raise NotFound("The recognizer was not trained on the newest names.", remedy=remedy)
    if options.references:
        lab.references.all(METER)
    asked, usual = asked_formats(options, "study") | asked_formats(options, "repeat"), formats_of("study")[0]
    source = ExportSource(session, options.pictures)
    written = write_formats(source, asked or {usual: Path(usual.name)})
    return Answer({"study": session.study.id, "written": written, "pictures": source.shows_faces}, written)


COMMAND = Command(
    "report", "Write the report and model card of a trained study, and what makes its result again.", _options, _run,
    examples=("report first --html first.html --card first.md", "report first --html first.html --no-pictures",
        "report first --notebook first.ipynb --commands first.sh"),
)  # fmt: skip
