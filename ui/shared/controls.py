"""Controls of settings: each function draws the controls of one step and returns the chosen settings."""

import dataclasses

import streamlit as st

from fer_core.balance import STRATEGIES, BalanceSettings, Strategy, offered
from fer_core.balance.settings import DOWN, DRAWN, STUDENT_PROJECT, UP
from fer_core.clustering import ALGORITHMS, Algorithm, ClusterSettings
from fer_core.faces.split import Method, SplitSettings, possible_test_parts
from fer_core.study.choices import Choices
from ui.shared.ask import ask
from ui.shell.workspace import Workspace

_METHODS: dict[Method, str] = {
    "usage": "A part of the data set",
    "stratified": "A random share of every emotion",
    "random": "A random share of all faces",
}


DEFAULTS = Choices()
"""The default choices."""

GROUP_COUNTS = (*range(2, 31), *range(35, 101, 5), *range(125, 401, 25))
"""Numbers of groups to choose from; larger ones in steps."""


def split(workspace: Workspace) -> SplitSettings:
    """The train/test split."""
    now, faces = workspace.study.choices.split, workspace.faces
    parts = possible_test_parts(faces)
    methods = [m for m in _METHODS if (m != "usage" or parts) and (m != "stratified" or faces.emotions is not None)]
    method = st.radio(
        "Test set",
        methods,
        methods.index(now.method) if now.method in methods else 0,
        format_func=_METHODS.__getitem__,
        key=workspace.widget("split"),
    )
    if method == "usage":
        index = parts.index(now.test_usage) if now.test_usage in parts else 0
        part = st.selectbox("Part to test on", parts, index, key=workspace.widget("test-usage"))
        st.caption("Other test parts are not used. Training faces that are copies of test faces are set aside.")
        return SplitSettings("usage", part)
    if method == "stratified":
        st.caption("Uses the labels to split every emotion in the same proportion. Copies stay in the same set.")
    if faces.emotions is not None and not faces.labelled.all():
        st.caption("Only faces with a label can be test faces.")
    share = (
        st.slider("Share of test faces, %", 5, 50, round(now.test_share * 100), 5, key=workspace.widget("share")) / 100
    )
    return SplitSettings(method, now.test_usage, share, seed(workspace, "split-seed", now.seed))


def seed(workspace: Workspace, name: str, now: int) -> int:
    """The seed of random choices."""
    return int(
        st.number_input(
            "Seed",
            0,
            2**31 - 1,
            now,
            key=workspace.widget(name),
            help="The same seed gives the same result; another seed gives another random draw.",
        )
    )


def balance(workspace: Workspace, name: str, now: BalanceSettings, among: tuple[Strategy, ...] = ()) -> BalanceSettings:
    """How to balance; ``among`` are the strategies to offer, by default all."""
    known = among or offered(now.strategy)
    key, index = workspace.widget(f"{name}-strategy"), known.index(now.strategy) if now.strategy in known else 0
    strategy: Strategy
    if len(known) < 4:
        strategy = st.radio(
            "Strategy",
            known,
            index,
            format_func=lambda s: STRATEGIES[s].title,
            captions=[STRATEGIES[s].explanation for s in known],
            key=key,
            disabled=name == "grouped" and workspace.faces.emotions is None,
        )
    else:
        strategy = st.selectbox("Strategy", known, index, format_func=_strategy_title, key=key)
        st.caption(STRATEGIES[strategy].explanation)
    return _balance_numbers(
        workspace, f"{name}-{strategy}", BalanceSettings(strategy) if strategy != now.strategy else now
    )


def _strategy_title(strategy: Strategy) -> str:
    info = STRATEGIES[strategy]
    return f"{info.kind}: {info.title}" if info.kind else info.title


def _balance_numbers(workspace: Workspace, name: str, now: BalanceSettings) -> BalanceSettings:
    """The strategy with its numbers."""
    strategy = now.strategy
    if strategy == "effective_weights":
        betas = sorted({0.9, 0.99, 0.999, 0.9999, now.beta})
        text = "How much each further face of an emotion counts. Values closer to 1 are closer to class weights."
        beta = st.select_slider("Beta", betas, now.beta, key=workspace.widget(f"{name}-beta"), help=text)
        return BalanceSettings(strategy, beta=beta)
    if strategy == "logit_adjustment":
        text = "0 changes nothing, 1 treats all emotions as equally common, more than 1 favours rare emotions."
        tau = st.slider("Tau", 0.0, 2.0, now.tau, 0.25, key=workspace.widget(f"{name}-tau"), help=text)
        return BalanceSettings(strategy, tau=tau)
    if strategy not in (*DOWN, *UP):
        return BalanceSettings(strategy)
    per_class = st.number_input(
        "Faces per emotion",
        1,
        None,
        now.per_class,
        placeholder="automatic",
        key=workspace.widget(f"{name}-n"),
        help="Automatic: as many as the rarest emotion has when faces are dropped, or as the most common one has when "
        f"faces are added. The student project used {STUDENT_PROJECT}.",
    )
    drawn = seed(workspace, f"{name}-seed", now.seed) if strategy in DRAWN else 0
    return BalanceSettings(strategy, per_class, drawn)


def clusters(workspace: Workspace, faces: int) -> ClusterSettings:
    """How ``faces`` faces are grouped, and into how many groups."""
    now = workspace.study.choices.clusters
    kinds: list[Algorithm] = list(ALGORITHMS)
    algorithm = st.selectbox(
        "Algorithm",
        kinds,
        kinds.index(now.algorithm),
        key=workspace.widget("algorithm"),
        format_func=lambda kind: ALGORITHMS[kind].title,
    )
    about = ALGORITHMS[algorithm]
    st.caption(about.explanation)
    chosen = dataclasses.replace(now, algorithm=algorithm)
    k = now.k if about.finds_k else _number_of_groups(workspace, faces, now.k)
    with st.expander("More settings"):
        chosen = ask(workspace, chosen, chosen.uses, most={"smallest": max(2, faces // 2)})
        return dataclasses.replace(chosen, k=k, seed=seed(workspace, "cluster-seed", now.seed))


def _number_of_groups(workspace: Workspace, faces: int, now: int) -> int:
    most = max(2, min(400, faces // 2))
    stops = sorted({*(k for k in GROUP_COUNTS if k <= most), min(now, most)})
    if len(stops) == 1:
        st.caption("There are only enough faces for two groups.")
        return stops[0]
    return int(
        st.select_slider(
            "Number of groups (k)",
            stops,
            min(now, most),
            key=workspace.widget("k"),
            help="You name each group once. More groups are purer, but take more work.",
        )
    )
