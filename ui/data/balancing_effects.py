"""What each way of balancing would do to the training faces, and a link to the page where one is chosen."""

import html
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fer_core.balance import STRATEGIES, BalanceSettings, counts_after, offered
from fer_core.faces.imbalance import imbalance
from fer_core.study.journey import BALANCE
from ui.shell.text import count

_TABLE = """<style>
.fer-balancing { border-collapse: collapse; width: 100%; font-size: 0.9rem; line-height: 1.35 }
.fer-balancing th, .fer-balancing td { text-align: right; padding: 0.35rem 0.6rem; vertical-align: top;
  border-bottom: 1px solid rgba(128, 128, 128, 0.25); font-variant-numeric: tabular-nums }
.fer-balancing th:first-child, .fer-balancing td:first-child { text-align: left; padding-left: 0 }
.fer-balancing th { font-weight: 600 }
@media (max-width: 640px) { .fer-balancing { font-size: 0.78rem }
  .fer-balancing th, .fer-balancing td { padding: 0.3rem 0.25rem } }
</style>"""


@dataclass(frozen=True)
class Effect:
    """What a way of balancing does to the training faces.

    Attributes:
        title: its name.
        rows: training rows afterwards.
        dropped: rows that are removed.
        added: rows that are repeated or made up.
        ratio: rows of the most common class for each of the rarest.
    """

    title: str
    rows: int
    dropped: int
    added: int
    ratio: float


def effects(counts: np.ndarray) -> list[Effect]:
    """The effect of each way of balancing that pages offer; ``counts``: int [c], training faces of each class."""
    found = []
    for strategy in offered():
        after = np.asarray(counts_after(counts, BalanceSettings(strategy)), np.int64)
        change = after - counts
        dropped, added = int(-change[change < 0].sum()), int(change[change > 0].sum())
        found.append(Effect(STRATEGIES[strategy].title, int(after.sum()), dropped, added, imbalance(after).ratio))
    return found


def balancing_effects(counts: np.ndarray, where: str) -> None:
    """Draw the table and the link. ``counts``: int [c], faces of each class; ``where``: which faces, in words."""
    if imbalance(counts).classes < 2:
        st.caption("With one emotion there is nothing to balance.")
    else:
        rows = "".join(_row(effect) for effect in effects(counts))
        head = "".join(f"<th>{title}</th>" for title in ("Balancing", "Training rows", "Removed", "Added", "Imbalance"))
        st.html(f'{_TABLE}<table class="fer-balancing"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
        st.caption(
            f"Counted for {where} ({count(int(counts.sum()), 'face')}). Test faces never change. Removed faces are not "
            "used for training. Added rows are repeated or made up: they give rare emotions more weight, but no new "
            "faces. Methods that keep all rows let mistakes on rare emotions count for more."
        )
    st.page_link(f"pages/{BALANCE.key}.py", label="Choose how to balance", icon=":material/balance:")


def _row(effect: Effect) -> str:
    def number(n: int) -> str:
        return f"{n:,}" if n else "–"

    cells = [f"{effect.rows:,}", number(effect.dropped), number(effect.added), f"{effect.ratio:.1f} : 1"]
    return f"<tr><td>{html.escape(effect.title)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
