"""``names``: import names into a study, export them, or let a simulated annotator give them."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from fer_core.base.errors import InvalidSettings
from fer_core.base.files import write_bytes
from fer_core.base.paths import typed_path
from fer_core.clustering import Order
from fer_core.commands.command import Answer, Command
from fer_core.commands.files import read
from fer_core.commands.flags import former_name
from fer_core.commands.meter import METER
from fer_core.commands.session import about_groups, open_session, require_groups, require_names, study_option
from fer_core.naming import exchange, sheet
from fer_core.naming.coverage import groups_covered
from fer_core.naming.decision import FIRST_NEW
from fer_core.naming.elsewhere import read_names
from fer_core.naming.events import MAX_EVENTS, parse_events
from fer_core.naming.labelled import names_sheet
from fer_core.naming.verdict import Verdict
from fer_core.report import ExportSource, formats_of
from fer_core.simulation import Eyes, NamerSettings, SimulatedNamer
from fer_core.study.journey import NAME, all_named
from fer_core.study.session import Session
from fer_core.study.store import Store, key_of

PERSON = "simulated"
"""Name of the simulated annotator in the decision log."""
_FILE = (
    "decisions exported by FER Lab; a table with the columns face and emotion, or filename and label; or an export "
    "of Label Studio"
)


def _import_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("file", metavar="FILE", type=typed_path, help=_FILE)


def _import(options: argparse.Namespace, store: Store) -> Answer:
    session, data = open_session(store, options.study), read(options.file, sheet.MAX_BYTES)
    require_groups(session)
    lab, classes = session.lab, session.faces.classes
    about: dict[str, Any] = {"left_out": 0}
    lines: list[str] = []
    if "action" in sheet.columns_of(data):
        known = session.clusterings
        new = session.log.adopt(exchange.read_decisions(data, classes=classes, clusterings=known))
    else:
        found = read_names(
            data, classes=classes, n_faces=len(session.faces), clustering=lab.groups.key,
            rows=lab.division.grouped_rows, sources=session.faces.sources,
        )  # fmt: skip
        before = len(session.log.all())
        for who, events in found.events.items():
            session.log.append(events, who)
        new, lines = len(session.log.all()) - before, found.notes()
        files = {"unknown_files": list(found.unknown), "unclear_files": list(found.unclear)}
        about = {"left_out": found.left_out, **files, "unnamed": found.unnamed}
    return _summary(session, {"new": new, **about}, lines)


def _export_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("file", metavar="FILE", type=typed_path, help="file to write: .csv, .parquet or .json")
    about = "write named faces and their names, not decisions; as .zip with their pictures"
    parser.add_argument("--faces", action="store_true", help=about)
    until = "write only the decisions up to the one with this id (the column id)"
    parser.add_argument("--until", type=int, metavar="ID", help=until)


def _export(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study, options.until)
    content, rows = (_faces_in if options.faces else _decisions_in)(session, options.file)
    write_bytes(options.file, content)
    what = "faces" if options.faces else "decisions"
    return Answer(
        {"study": session.study.id, "file": str(options.file), what: rows}, [f"{rows:,} {what}: {options.file}"]
    )


def _decisions_in(session: Session, file: Path) -> tuple[bytes, int]:
    """All decisions in the format that ``file``'s ending asks for, and how many they are."""
    form, decisions = sheet.format_of(file), session.decisions
    return form.write(exchange.decisions_sheet(decisions)), len(decisions)


def _faces_in(session: Session, file: Path) -> tuple[bytes, int]:
    """The named faces in the format that ``file``'s ending asks for, and how many they are."""
    named, faces = require_names(session), session.faces
    number = len(set(named.rows.tolist()))
    for one in formats_of("faces"):
        if file.suffix.lower() == f".{one.suffix}":
            return one.make(ExportSource(session), METER), number
    return sheet.format_of(file).write(names_sheet(named, faces.classes, faces.sources)), number


def _simulate_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    usual = NamerSettings()
    parser.add_argument("--seed", type=int, default=usual.seed, help="seed of the annotator (default: %(default)s)")
    shown = "faces of each group that the annotator sees (default: %(default)s)"
    parser.add_argument("--faces-shown", dest="looks", metavar="N", type=int, default=usual.looks, help=shown)
    order = "which faces of a group are shown first (default: %(default)s)"
    parser.add_argument("--order", choices=get_args(Order), default=usual.order, help=order)
    errors = "how the annotator errs: never (labels), evenly (symmetric), or as people do (default: %(default)s)"
    parser.add_argument("--perception", dest="eyes", choices=get_args(Eyes), default=usual.eyes, help=errors)
    former_name(parser, "--looks", dest="looks", type=int)
    former_name(parser, "--eyes", dest="eyes", choices=get_args(Eyes))


def _simulate(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    require_groups(session)
    settings = NamerSettings(options.looks, seed=options.seed, order=options.order, eyes=options.eyes)
    lab, before = session.lab, len(session.log.all())
    events = list(_events(lab.groups.key, verdicts(session, settings), settings))
    known = session.clusterings
    for start in range(0, len(events), MAX_EVENTS):
        parsed = parse_events(
            events[start : start + MAX_EVENTS],
            classes=session.faces.classes, clusterings=known, log=session.log, annotator=PERSON,
        )  # fmt: skip
        session.log.append(parsed, PERSON)
    session.reread()
    if all_named(lab, session.naming):
        session.made(NAME)
    return _summary(session, {"new": len(session.log.all()) - before, "person": PERSON}, [])


def verdicts(session: Session, settings: NamerSettings) -> dict[int, Verdict]:
    """A simulated annotator's verdict on each current group, by number. Raises InvalidSettings without labels."""
    lab, faces, namer = session.lab, session.faces, SimulatedNamer(settings)
    if faces.emotions is None:
        what = "A simulated annotator needs faces with labels."
        raise InvalidSettings(what, remedy="Name the groups in the browser, or import names.")
    groups = lab.groups.partition(session.naming)
    own = namer.name_clustering(lab.groups.clustering(), faces.emotions[lab.division.grouped_rows], faces.classes)
    changed = {g for g in groups.numbers if g >= FIRST_NEW}
    others = namer.name_groups(groups.groups, faces.emotions[groups.rows], faces.classes) if changed else {}
    return {g: others[g] if g in changed else own[g] for g in groups.numbers}


def _events(clustering: str, verdicts: dict[int, Verdict], settings: NamerSettings) -> Iterator[dict[str, Any]]:
    """Events as a browser sends them. The same annotator on the same groups has the same client, so adds them once."""
    client = f"simulated-{key_of(clustering, settings, list(verdicts))}"
    for seq, (group, verdict) in enumerate(verdicts.items(), 1):
        words = {"kind": verdict.kind, "emotion": verdict.emotion, "second": verdict.second}
        about = {"action": "verdict", "group": group, "faces": [], "verdict": words}
        yield {"client": client, "seq": seq, "clustering": clustering, **about}


def _summary(session: Session, result: dict[str, Any], lines: list[str]) -> Answer:
    session.reread()
    naming = session.naming
    covered = groups_covered(naming, session.lab.groups.partition(naming))
    result = {
        "study": session.study.id, "clustering": session.lab.groups.key, **result,
        "decisions": naming.decisions, "groups": covered.total, "named": covered.named,
        "rejected": covered.rejected, "open": covered.open,
    }  # fmt: skip
    return Answer(
        result,
        [
            f"{result['new']:,} new decisions",
            covered.in_words("group").rstrip("."),
            *lines,
            *about_groups(session),
        ],
    )


COMMAND = Command(
    "names", "Import names into a study, export them, or let a simulated annotator give them.",
    verbs=(
        Command(
            "import", "Import decisions exported by FER Lab, or names made elsewhere (CSV, Parquet, JSON).",
            _import_options, _import, examples=("names import first decisions.csv", "names import first labels.json"),
        ),
        Command(
            "export", "Export the decisions of a study, or its named faces (CSV, Parquet, JSON).",
            _export_options, _export,
            examples=("names export first decisions.csv", "names export first faces.parquet --faces"),
        ),
        Command(
            "simulate", "Let a simulated annotator, who sees the labels, name the current groups.",
            _simulate_options, _simulate,
            examples=("names simulate first", "names simulate first --faces-shown 10 --perception people --seed 1"),
        ),
    ),
)  # fmt: skip
