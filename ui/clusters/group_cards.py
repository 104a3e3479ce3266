"""A card for each group: its name, its figures and its faces."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from PIL import Image

from fer_core.clustering import Clustering
from fer_core.clustering.movements import SeenMovement
from fer_core.study.journey import NAME
from ui.shared import contact_sheet, movement_bars
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

CARDS = 12
CENTRAL, ODD = 12, 6
FACES_IN_NO_GROUP = 24
FACES_A_ROW = 12


def cards(workspace: Workspace, clustering: Clustering, found_again: np.ndarray | None) -> None:
    """Cards of the groups, a dozen per page; each has a link to its group on the Name page.

    ``found_again``: float [k], the share of resamples (0..1) in which each group was found again; None if unknown.
    """
    does = movement_bars.of_groups(
        workspace, workspace.lab.division.grouped_rows, clustering.labels, range(len(clustering.sizes))
    )
    names = {group: workspace.naming.verdict_in_words(group) for group in range(len(clustering.sizes))}
    orders = _orders(clustering, found_again, names)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    order = left.segmented_control(
        "Order", list(orders), default=next(iter(orders)), key=workspace.widget("card-order"), required=True,
        persist_state="session", wrap=True,
    )  # fmt: skip
    ranked = np.argsort(orders.get(order, -clustering.sizes), kind="stable")
    pages = -(-len(ranked) // CARDS)
    page = right.number_input(f"Page of {pages}", 1, pages, key=workspace.widget("card-page")) if pages > 1 else 1
    shown = ranked[(page - 1) * CARDS : page * CARDS].tolist()
    for start in range(0, len(shown), 2):
        for column, group in zip(st.columns(2), shown[start : start + 2], strict=False):
            with column, st.container(border=True, key=f"card-{group}"):
                _card(workspace, clustering, group, names[group], found_again, does.get(group))
    if clustering.left_out and page == pages:
        _in_no_group(workspace, clustering)


def _orders(clustering: Clustering, found_again: np.ndarray | None, names: Mapping[int, str]) -> dict[str, np.ndarray]:
    """The orders on offer, each with the values to sort by, lowest first: float or int [k]."""
    orders = {"Largest first": -clustering.sizes, "Tightest first": -clustering.group_silhouettes}
    if found_again is not None:
        orders["Most stable first"] = -found_again
    if any(names.values()):
        known = sorted(set(names.values()), key=lambda name: (not name, name))  # groups without a name come last
        orders["By name"] = np.array([known.index(names[group]) for group in range(len(names))])
    return orders


def _card(
    workspace: Workspace,
    clustering: Clustering,
    group: int,
    name: str,
    found_again: np.ndarray | None,
    does: Sequence[SeenMovement] | None,
) -> None:
    stable = "" if found_again is None else f" · found again in {found_again[group]:.0%} of resamples"
    with st.container(horizontal=True, vertical_alignment="center"):
        title = f"**Group {group + 1}**" + (f" · {escape(name)}" if name else "")
        size, silhouette = clustering.sizes[group], clustering.group_silhouettes[group]
        st.markdown(f"{title}  \n{size:,} faces · silhouette {silhouette:.2f}{stable}", width="stretch")
        st.page_link(
            f"pages/{NAME.key}.py", label="Open on Name", icon=":material/edit:",
            query_params={"group": str(group + 1)},
        )  # fmt: skip
    if does is not None:
        movement_bars.show(does)
    rows = workspace.lab.division.grouped_rows[clustering.order(group, "typical")]
    images = workspace.faces.images
    mean = images[np.sort(rows)].mean(axis=0).astype(np.uint8)
    _portrait(mean, images[rows[:CENTRAL]], images[rows[::-1][:ODD]])


def _portrait(mean: np.ndarray, central: np.ndarray, odd: np.ndarray) -> None:
    """Show the mean face uint8 [48, 48] and the faces nearest to and farthest from the centre, uint8 [n, 48, 48]."""
    cell = mean.shape[0] + contact_sheet.GAP
    picture = Image.new("LA", (cell * 11 + 2 * contact_sheet.GAP * 4, 2 * cell))
    picture.paste(Image.fromarray(mean).convert("LA").resize((2 * cell - contact_sheet.GAP,) * 2), (0, 0))
    picture.paste(contact_sheet.sheet(central, CENTRAL // 2), (2 * cell + 4 * contact_sheet.GAP, 0))
    picture.paste(contact_sheet.sheet(odd, ODD // 2), (8 * cell + 8 * contact_sheet.GAP, 0))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    st.image(out.getvalue(), caption="Mean face · 12 faces near the centre · 6 faces at the edge", width="stretch")


def _in_no_group(workspace: Workspace, clustering: Clustering) -> None:
    """A card for the faces in no group, which no group's name applies to."""
    rows = workspace.lab.division.grouped_rows[np.flatnonzero(~clustering.inside)]
    shown = np.random.default_rng(0).permutation(rows)[:FACES_IN_NO_GROUP]
    with st.container(border=True, key="card-none"):
        st.markdown(
            f"**In no group** · {count(len(rows), 'face')} between the groups. They get no group's name, "
            "but can be named on the map of the Name page."
        )
        contact_sheet.show(workspace.faces.images[shown], FACES_A_ROW, "Some of these faces, drawn at random")
