"""Timings in milliseconds as a table, and a description of the machine."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit

START, END = "<!-- results -->", "<!-- end of results -->"


@dataclass(frozen=True)
class Timing:
    """What was measured, and its times in milliseconds."""

    what: str
    milliseconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median."""
        return percentile(self.milliseconds, 50)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return percentile(self.milliseconds, 95)


def percentile(values: Sequence[float], share: float) -> float:
    """The ``share`` (0..100) percentile, interpolated; NaN without values."""
    return float(np.percentile(values, share)) if len(values) else float("nan")


def timings(names: Mapping[str, int], rows: Sequence[Sequence[float]]) -> list[Timing]:
    """One timing for each name: the column of ``rows`` (each one interaction) with its number."""
    return [Timing(name, tuple(row[column] for row in rows)) for name, column in names.items()]


def per_second(spans: Sequence[tuple[float, float]], seconds: float) -> float:
    """Acknowledged decisions per second in the first ``seconds``; ``spans``: key press and acknowledgement."""
    first = min((start for start, _ in spans), default=0.0)
    return sum(end <= first + seconds for _, end in spans) / seconds


def table(found: Sequence[Timing]) -> str:
    """A Markdown table with a line for each timing."""
    lines = ["| from … to … | p50, ms | p95, ms | times |", "|---|---|---|---|"]
    lines += [f"| {t.what} | {t.p50:,.0f} | {t.p95:,.0f} | {len(t.milliseconds)} |" for t in found]
    return "\n".join(lines)


def machine(browser: str, load: Sequence[float]) -> str:
    """The machine in one line; ``load``: load average at the start and at the end."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), load average {' → '.join(f'{one:.1f}' for one in load)}, "
        f"Python {platform.python_version()}, Streamlit {streamlit.__version__}, Chromium {browser}"
    )


def put_into(page: Path, text: str) -> None:
    """Replace the text between the two marks of a document."""
    before, rest = page.read_text("utf-8").split(START)
    page.write_text(f"{before}{START}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")
