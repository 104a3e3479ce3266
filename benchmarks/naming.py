"""The time that a person waits while naming, in a real browser with 35,887 faces, compared with native elements.

    python benchmarks/naming.py                       takes minutes: draws and groups faces first
    python benchmarks/naming.py --home FOLDER         saves them there for the next run

All times are measured in the page, from the key, click or pointer to the frame that shows the effect. The exit code is
1 if a native grid of 200 faces does not take at least five times as long, or if a decision was lost.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.namings import report, rig
from benchmarks.namings.home import Home
from benchmarks.namings.report import Timing
from fer_core.base.progress import silent

FACES = 35_887
LEAST_RATIO = 5
MANY = 200
"""Number of faces in the larger grid and in the native one."""


def main() -> int:
    """Read the command line, measure, and print; returns the exit code."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(options.home or Path(folder), options.faces, silent)
        try:
            text, good = measure(home, options)
        finally:
            home.forget_studies()
    print(text)
    if options.docs:
        report.put_into(options.docs, text)
    return 0 if good else 1


def measure(home: Home, options: argparse.Namespace) -> tuple[str, bool]:
    """The report, and whether the requirements are met."""
    few, many, peer, hurried = (home.study(k) for k in (options.k, options.k, options.k, options.crowd_k))
    before = os.getloadavg()[0]
    with rig.rig(home.store.home, options.port) as it:
        with it.server(rig.APP) as url:
            found = [(n, rig.keys(it, url, of, n, options.times, 5)) for n, of in ((60, few), (MANY, many))]
            lassos = rig.lassos(it, url, few, options.lassos, 2)
            spans = rig.together(it, url, hurried, options.browsers, options.seconds)
        with it.server(rig.NATIVE, BENCH_STUDY=peer.id, BENCH_FACES=str(MANY)) as url:
            clicks = rig.clicks(it, url, MANY, options.clicks, 2)
        machine = report.machine(it.browser.version, (before, os.getloadavg()[0]))
    lines = [t for n, rows in found for t in key_timings(n, rows)] + lasso_timings(lassos)
    spent = " and ".join(f"{rows[0][3]:.0f} ms with {n} faces" for n, rows in found)
    native = report.timings({f"{MANY} native images and checkboxes: click … next group on the screen": 0}, clicks)
    ratio = native[0].p50 / Timing("", tuple(max(row[:2]) for row in found[-1][1])).p50
    crowd, lost = together(spans, Counter(d.annotator for d in home.decisions(hurried)), options.seconds)
    verdict = f"The native grid takes **{ratio:.1f} times** as long as FER Lab's ({MANY} faces, medians)."
    cost = f"Processor time of the server for a key, including the refit of the recognizer in the background: {spent}."
    text = "\n\n".join([report.table(lines + native), verdict, crowd, cost, f"Measured on {machine}."])
    return text, ratio >= LEAST_RATIO and not lost


def key_timings(faces: int, rows: list[rig.Row]) -> list[Timing]:
    """Timings of keys that name groups, with ``faces`` faces on the screen."""
    names = ("next group on the screen", "decision on disk, as the page knows", "whole page updated")
    return report.timings({f"{faces} faces: key … {name}": i for i, name in enumerate(names)}, rows)


def lasso_timings(rows: list[rig.Row]) -> list[Timing]:
    """Timings of lassos on the map of all faces."""
    names = ("selection drawn", "whole page updated")
    return report.timings({f"map: lasso … {name}": i for i, name in enumerate(names)}, rows)


def together(spans: dict[str, list[rig.Row]], kept: Counter[str], seconds: float) -> tuple[str, int]:
    """A sentence about several people at once, and the number of decisions that are not on disk exactly once."""
    both = [(start, end) for rows in spans.values() for start, end in rows]
    waits = Timing("", tuple(1000 * (end - start) for start, end in both))
    rate = sum(report.per_second([(a, b) for a, b in rows], seconds) for rows in spans.values())
    lost = sum(abs(len(rows) - kept[who]) for who, rows in spans.items())
    text = (
        f"{len(spans)} browsers on one study, each pressing a key when the next group appears, for {seconds:g} s: "
        f"**{rate:.1f} acknowledged decisions a second**; key … decision on disk: p50 {waits.p50:,.0f} ms, p95 "
        f"{waits.p95:,.0f} ms. {len(both)} keys, {kept.total()} decisions in the log, {lost} lost or saved twice."
    )
    return text, lost


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder to save faces and groups in (default: none)")
    parser.add_argument("--faces", type=int, default=FACES, help="number of faces to group")
    parser.add_argument("--k", type=int, default=100, help="number of groups; each should have 200 faces")
    parser.add_argument("--crowd-k", type=int, default=400, help="number of groups for several browsers")
    parser.add_argument("--times", type=int, default=40, help="number of keys in each grid")
    parser.add_argument("--clicks", type=int, default=15, help="number of clicks in the native grid")
    parser.add_argument("--lassos", type=int, default=15)
    parser.add_argument("--browsers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20, help="duration with several browsers")
    parser.add_argument("--port", type=int, default=0, help="port of the servers on 127.0.0.1 (default: a free one)")
    parser.add_argument("--docs", type=Path, help="document to write the results into, e.g. docs/naming-speed.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
