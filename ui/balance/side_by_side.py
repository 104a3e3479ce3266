"""Balancing strategies side by side: choose them, run them, and see what each gains and loses."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.balance import STRATEGIES, BalanceSettings, Strategy, offered
from fer_core.charts.balancing import recall_cells, strategy_scores
from fer_core.recognizer.comparison import METRICS, SHARE, Compared, Metric, Trade, best, csv, spread, trade
from fer_core.study.lab.comparison import BalanceComparison, LabelledSets
from ui.shared.ink import on_page
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

LEAST = 0.005
"""Smaller differences, as shares, are not mentioned: half a percentage point."""


def section(workspace: Workspace) -> None:
    """Choose strategies, run the comparison, and show its results."""
    compared = comparison_of(workspace)
    if compared.sets is None:
        st.info(
            "A comparison needs at least two named or labelled emotions. Name some groups first, then compare "
            "balancing strategies here on the **named** faces.",
            icon=":material/info:",
        )
        return
    st.caption(sets_in_words(compared.sets))
    strategies, seeds = _controls(workspace)
    wanted = [_settings(workspace, strategy) for strategy in strategies]
    _run(workspace, compared, wanted, seeds)
    done = [one for one in wanted if compared.ready([one], seeds)]
    if done:
        _results(workspace, compared, compared.compare(done, seeds))


def sets_in_words(sets: LabelledSets) -> str:
    """What the strategies are trained on, and what they are tested on."""
    training = "the names given so far" if sets.training_source == "names" else "the data set's labels (a reference)"
    test = "the data set's labels of the test set."
    if sets.test_source == "names":
        test = "a fifth of the named faces. This shows whether the names are repeated, not whether they are correct."
    return f"Trained on {training}: {len(sets.rows):,} rows. Tested on {test}"


def comparison_of(workspace: Workspace) -> BalanceComparison:
    """The comparison on the names given so far, or on the data set's labels where nothing is named."""
    named = workspace.lab.groups.ready and workspace.naming.decisions
    return workspace.lab.comparison(workspace.named_faces if named else None)


def _controls(workspace: Workspace) -> tuple[list[Strategy], int]:
    choices = workspace.study.choices
    left, right = st.columns([4, 1])
    chosen = left.multiselect(
        "Strategies to compare",
        list(offered(*choices.compared)),
        [s for s in choices.compared if s in STRATEGIES],
        format_func=lambda s: STRATEGIES[s].title,
        key=workspace.widget("compared"),
    )
    seeds = right.number_input(
        "Seeds",
        1,
        10,
        choices.compared_seeds,
        key=workspace.widget("compared-seeds"),
        help=f"Each seed draws another {SHARE:.0%} of the training faces, the same for all strategies.",
    )
    ordered = [s for s in STRATEGIES if s in chosen]
    workspace.choose(compared=tuple(ordered), compared_seeds=int(seeds))
    return ordered, int(seeds)


def _settings(workspace: Workspace, strategy: Strategy) -> BalanceSettings:
    """The settings chosen above for the strategy chosen there, else the default settings."""
    now = workspace.study.choices.recognizer.balance
    return now if now.strategy == strategy else BalanceSettings(strategy)


def _run(workspace: Workspace, comparison: BalanceComparison, wanted: Sequence[BalanceSettings], seeds: int) -> None:
    """The button; once pressed, progress with Cancel until all results are there."""
    if not wanted:
        st.caption("Choose the strategies to compare.")
        return
    missing = sum(not comparison.ready([one], seeds) for one in wanted)
    key = comparison.key(wanted, seeds)
    if not missing:
        return
    if not waiting.wanted(key):
        rest = "Run the missing strategy" if missing == 1 else "Run the missing strategies"
        label = "Run comparison" if missing == len(wanted) else rest
        if st.button(label, key="compare", type="primary", icon=":material/compare_arrows:"):
            waiting.ask(key)
        return
    work = partial(comparison.compare, wanted, seeds)
    waiting.obtain(key, "Comparing balancing strategies", work, slot=workspace.widget("comparison"))


def _results(workspace: Workspace, comparison: BalanceComparison, found: Sequence[Compared]) -> None:
    classes, titles = workspace.faces.classes, [_title(one.settings) for one in found]
    st.dataframe(_table(found, titles), width="stretch", hide_index=True)
    seeds = len(found[0].outcomes)
    st.caption(
        "★ best; ≈ equally good: the difference from the best is within its spread over seeds. "
        f"± is the standard deviation over {count(seeds, 'seed')}, each with another {SHARE:.0%} of the training faces."
        + (" With one seed, any difference may be due to chance." if seeds == 1 else "")
    )
    _sentences(found, titles, classes)
    left, right = st.columns(2)
    show_chart(strategy_scores(found, titles), place=left, key="compared-scores")
    show_chart(on_page(recall_cells(found, titles, classes)), place=right, key="compared-recalls")
    _use(workspace, found)
    sets = comparison.sets
    assert sets is not None
    download(
        "Download results (CSV)",
        lambda: csv(found, classes, sets.training_source, sets.test_source),
        file_name("balancing.csv"),
        "text/csv",
        key="balancing-csv",
    )


def _table(found: Sequence[Compared], titles: Sequence[str]) -> pd.DataFrame:
    columns: dict[str, Sequence[str]] = {"strategy": titles}
    for metric, name in METRICS.items():
        columns[name] = _marked(np.array([one.values(metric) for one in found]), metric)
    columns["training rows"] = [f"{one.rows:,.0f}" for one in found]
    columns["seconds"] = [f"{one.seconds:.1f}" for one in found]
    return pd.DataFrame(columns)


def _marked(values: np.ndarray, metric: Metric) -> list[str]:
    """Mean ± spread as text, with a sign before the best and those that are equally good."""
    winner, level = best(values)
    signs = ["★ " if i == winner else "≈ " if level[i] else "" for i in range(len(values))]
    means, spreads = values.mean(axis=1), spread(values, axis=1)
    if metric == "macro_f1":
        return [f"{sign}{mean:.3f} ± {sd:.3f}" for sign, mean, sd in zip(signs, means, spreads, strict=True)]
    return [f"{sign}{mean:.1%} ± {100 * sd:.1f}" for sign, mean, sd in zip(signs, means, spreads, strict=True)]


def _title(settings: BalanceSettings) -> str:
    title = STRATEGIES[settings.strategy].title
    return title + (f", {settings.per_class:,} each" if settings.per_class else "")


def _sentences(found: Sequence[Compared], titles: Sequence[str], classes: Sequence[str]) -> None:
    """What each strategy gains and loses compared with no balancing (else with the first strategy)."""
    if len(found) < 2:
        return
    base = next((i for i, one in enumerate(found) if one.settings.strategy == "none"), 0)
    others = [i for i in range(len(found)) if i != base]
    sentences = {i: _sentence(titles[i], trade(found[i], found[base]), classes) for i in others}
    best_other = max(others, key=lambda i: found[i].values("balanced_accuracy").mean())
    st.markdown(f"Compared with “{escape(titles[base])}”, {sentences[best_other]}")
    if len(others) > 1:
        with st.expander("Gains and losses of the other strategies"):
            st.markdown("\n".join(f"- {sentences[i]}" for i in others if i != best_other))


def _sentence(title: str, change: Trade, classes: Sequence[str]) -> str:
    parts = []
    if change.gained is not None and change.gain >= LEAST:
        parts.append(f"raises the recall of **{escape(classes[change.gained])}** by {_points(change.gain)}")
    if change.lost is not None and change.loss >= LEAST:
        parts.append(f"lowers the recall of **{escape(classes[change.lost])}** by {_points(change.loss)}")
    if abs(change.accuracy) >= LEAST:
        verb = "gains" if change.accuracy > 0 else "loses"
        doubt = "" if change.clear else ", which may be due to chance"
        parts.append(f"{verb} {_points(abs(change.accuracy))} of accuracy{doubt}")
    else:
        parts.append("changes the accuracy by less than half a point")
    return f"**{escape(title)}** " + (", ".join(parts[:-1]) + " and " if len(parts) > 1 else "") + parts[-1] + "."


def _points(share: float) -> str:
    """A difference of shares in words: "12 points"; below ten with one decimal."""
    text = f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.1f}"
    return f"{text} {'point' if text == '1.0' else 'points'}"


def _use(workspace: Workspace, found: Sequence[Compared]) -> None:
    """Choose one of the compared strategies for the recognizer."""
    strategies = [one.settings.strategy for one in found]
    now = workspace.study.choices.recognizer.balance.strategy
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Strategy for the recognizer",
            strategies,
            strategies.index(now) if now in strategies else 0,
            format_func=lambda s: STRATEGIES[s].title,
            key=workspace.widget("use-strategy"),
            width=320,
        )
        st.button("Use this strategy", key="use", disabled=chosen == now, on_click=_take, args=(workspace, chosen))


def _take(workspace: Workspace, strategy: Strategy) -> None:
    """Runs before the page: its control above then shows the new choice and saves it."""
    st.session_state[workspace.widget("trained-strategy")] = strategy
