"""``report``: write the report and the model card of a trained study."""

import argparse
from pathlib import Path

from fer_core.base.errors import NotFound
from fer_core.base.files import write_bytes
from fer_core.base.paths import typed_path
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, require_names, study_option
from fer_core.report import card, face_images, facts_of, report_html
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("--html", type=typed_path, metavar="FILE", help="file for the report (default: report.html)")
    parser.add_argument("--card", type=typed_path, metavar="FILE", help="file for the model card (Markdown)")
    about = "show faces in the report (default: only synthetic ones, as others may be of real people)"
    parser.add_argument("--pictures", action=argparse.BooleanOptionalAction, default=None, help=about)
    parser.add_argument("--references", action="store_true", help="compute missing references first")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    named, lab, state = require_names(session), session.lab, session.naming
    if not lab.training.ready(named):
        remedy = f"Train it: python -m fer_core train {session.study.id}"
        raise NotFound("The recognizer was not trained on the newest names.", remedy=remedy)
    if options.references:
        lab.references.all(METER)
    facts = facts_of(session.study, lab, state)
    shown = facts.data.synthetic if options.pictures is None else options.pictures
    written = []
    if options.html or not options.card:
        faces = face_images(lab, state, facts.grouping.groups, METER) if shown else None
        written.append(_written(options.html or Path("report.html"), report_html(facts, faces)))
    if options.card:
        written.append(_written(options.card, card(facts)))
    return Answer({"study": session.study.id, "written": written, "pictures": shown}, written)


def _written(path: Path, text: str) -> str:
    write_bytes(path, text.encode())
    return str(path)


COMMAND = Command(
    "report", "Write the report (HTML) and the model card (Markdown) of a trained study.", _options, _run,
    examples=("report first --html first.html --card first.md", "report first --html first.html --no-pictures"),
)  # fmt: skip
