"""``audit``: look for problems in a data set."""

import argparse

from fer_core.audit import CHECKS
from fer_core.commands.command import DIFFERS, FINE, Answer, Command
from fer_core.commands.meter import METER
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", metavar="ID", help="id of an imported data set (see: datasets)")
    parser.add_argument(
        "--fail-on", nargs="+", choices=CHECKS, default=[], metavar="CHECK",
        help=f"exit with code 1 if one of these checks finds a face: {', '.join(CHECKS)}",
    )  # fmt: skip


def _run(options: argparse.Namespace, store: Store) -> Answer:
    faces = datasets.load(store, options.dataset)
    found = Lab(store, faces, study.fitting(faces)).audit.findings(METER)
    checks = {
        check: {"faces": len(f), "groups": f.groups, "would_be_left_out": len(f.leave)} for check, f in found.items()
    }
    lines = [f"{faces.name}: {len(faces):,} faces"]
    for check, n in checks.items():
        groups = f" in {n['groups']:,} groups" if n["groups"] else ""
        lines.append(f"{n['faces']:>8,}  {CHECKS[check].title}{groups}")
    failed = [check for check in options.fail_on if checks.get(check, {"faces": 0})["faces"]]
    lines += [f"failed: {CHECKS[check].title}" for check in failed]
    result = {"dataset": options.dataset, "faces": len(faces), "checks": checks}
    return Answer(result, lines, DIFFERS if failed else FINE)


COMMAND = Command(
    "audit", "Look for problems in a data set: copies, leaks, blank faces, doubtful labels.", _options, _run,
    examples=("audit ID", "audit ID --fail-on exact leaks", "audit ID --json"),
)  # fmt: skip
