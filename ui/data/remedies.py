"""What each remedy for imbalance would do to the faces that are learnt from, and the way to where one is chosen."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fer_core.balance import STRATEGIES, BalanceSettings, counts_after, offered
from fer_core.faces.imbalance import imbalance
from fer_core.study.journey import BALANCE
from ui.shell.text import count

_TABLE = """<style>
.fer-remedies { border-collapse: collapse; width: 100%; font-size: 0.9rem; line-height: 1.35 }
.fer-remedies th, .fer-remedies td { text-align: right; padding: 0.35rem 0.6rem; vertical-align: top;
  border-bottom: 1px solid rgba(128, 128, 128, 0.25); font-variant-numeric: tabular-nums }
.fer-remedies th:first-child, .fer-remedies td:first-child { text-align: left; padding-left: 0 }
.fer-remedies th { font-weight: 600 }
@media (max-width: 640px) { .fer-remedies { font-size: 0.78rem }
  .fer-remedies th, .fer-remedies td { padding: 0.3rem 0.25rem } }
</style>"""


@dataclass(frozen=True)
class Effect:
    """What a remedy does to the faces that are learnt from: how many rows there are then, how many of them go and
    come, and how many of the commonest class there are for one of the rarest."""

    title: str
    rows: int
    dropped: int
    added: int
    ratio: float


def effects(counts: np.ndarray) -> list[Effect]:
    """The effect of each remedy that is offered on int [c] faces of each class."""
    found = []
    for strategy in offered():
        after = np.asarray(counts_after(counts, BalanceSettings(strategy)), np.int64)
        change = after - counts
        dropped, added = int(-change[change < 0].sum()), int(change[change > 0].sum())
        found.append(Effect(STRATEGIES[strategy].title, int(after.sum()), dropped, added, imbalance(after).ratio))
    return found


def remedies(counts: np.ndarray, classes: Sequence[str], where: str) -> None:
    """The table of remedies, and the way to where one is chosen."""
    if imbalance(counts).classes < 2:
        st.caption("With one emotion there is nothing to balance.")
    else:
        rows = "".join(_row(effect) for effect in effects(counts))
        head = "".join(
            f"<th>{t}</th>" for t in ("Remedy", "rows to learn from", "left out", "repeated or made up", "imbalance")
        )
        st.html(f'{_TABLE}<table class="fer-remedies"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
        st.caption(
            f"Counted on {where} ({count(int(counts.sum()), 'face')}); the faces that judge stay as they are. "
            "What is left out is lost to learning. What is repeated or made up adds weight, and no new face. "
            "Where all rows stay, a remedy may still let mistakes on rare emotions count for more."
        )
    st.page_link(f"pages/{BALANCE.key}.py", label="Choose a remedy on Balance", icon=":material/balance:")


def _row(effect: Effect) -> str:
    def number(n: int) -> str:
        return f"{n:,}" if n else "–"

    cells = [f"{effect.rows:,}", number(effect.dropped), number(effect.added), f"{effect.ratio:.1f} : 1"]
    return f"<tr><td>{html.escape(effect.title)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
