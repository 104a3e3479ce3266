"""The face grid: the faces of one group at a time, named by single keys.

Put `face_grid` into a fragment. That one call mounts everything: invisible couriers that bring sheets of faces and news
(hands, acknowledgements), and the grid itself. Messages of the grid and the sheets never change, so Streamlit caches
them in the browser and sends only a reference each time.

Nothing is saved here; `receive` writes to the log. Names that the server has not acknowledged are in the tab's
sessionStorage, and are sent again until they are.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from fer_core.base.errors import InvalidSettings
from fer_core.naming.replay import NamingState
from ui.components.face_grid.receive import ALONE, NamingContext, Place, for_context, groups_to_show, receive, turned
from ui.components.sheets import COLUMNS, PITCH, PLACES, Places, Sheet, placed, sheet
from ui.components.source import source

__all__ = [
    "ALONE",
    "Hand",
    "ListedGroup",
    "NamingContext",
    "Place",
    "face_grid",
    "groups_to_show",
    "place_of",
    "receive",
    "show",
]

_SCRIPTS = ("outbox.js", "deck.js", "view.js", "picker.js", "lens.js", "face_grid.js")


_grid = st.components.v2.component(
    "fer_lab_face_grid",
    html=source(__file__, "face_grid.html"),
    css=source(__file__, "face_grid.css"),
    js=source(__file__, *_SCRIPTS),
)
_courier = st.components.v2.component("fer_lab_courier", js=source(__file__, "courier.js"))


@dataclass(frozen=True, eq=False)
class Hand:
    """One group as the grid shows it.

    Attributes:
        group: its number.
        ids: indices of the shown faces, at most a few hundred.
        faces: uint8 [len(ids), 48, 48].
        title: e.g. "Group 12 of 50 · 634 faces".
        note: a line under the title, e.g. why it is next.
        does: what its faces do more than others: words, strength 0..1, and in how many faces; None if not known.
        hint: a line in its place, with which the page asks to look twice before naming; "" for none.
        answer: its verdict in words, "" for none.
        tags: the own name of each face, "" for none; empty if no face has one.
        carried: a suggestion from earlier groups: the name, a second one or "", and both in words.

    A hand of the group `ALONE` has faces of any groups, which are named one by one.
    """

    group: int
    ids: Sequence[int]
    faces: np.ndarray
    title: str
    note: str = ""
    answer: str = ""
    tags: Sequence[str] = ()
    carried: tuple[str, str, str] | None = None
    hint: str = ""
    does: Sequence[tuple[str, float, str]] | None = None


class ListedGroup(NamedTuple):
    """One group in the list of groups to move faces to, or to merge with.

    Attributes:
        group: its number.
        label: what people call it, e.g. "12a".
        faces: number of its faces.
        answer: its verdict in words, "" for none.
    """

    group: int
    label: str
    faces: int
    answer: str


def place_of(context: NamingContext, key: str = "faces") -> Place:
    """What this browser tab shows: its group, and the groups that it skipped."""
    return for_context(st.session_state.get(_memory(key), Place()), context)


def show(context: NamingContext, group: int | None, key: str = "faces") -> None:
    """Show a group, e.g. because the person picked it from a list; None for the next one, or for the end if all are
    decided. Call it before `face_grid`."""
    st.session_state[_memory(key)] = turned(place_of(context, key), group)


def face_grid(
    context: NamingContext,
    hands: Sequence[Hand],
    state: NamingState,
    *,
    groups: Sequence[ListedGroup],
    colours: Mapping[str, str],
    left: int,
    size: int = 60,
    key: str = "faces",
    on_events: Callable[[], None] | None = None,
) -> None:
    """Draw the grid.

    Args:
        context: where names are saved.
        hands: the group to show (see `groups_to_show`) and the next ones, at most 16; empty if all are decided.
        state: the current state, for undo and for the last change in words.
        groups: all groups, in the order in which people see them.
        colours: ``#RRGGBB`` by class.
        left: number of undecided groups.
        size: of a face on the screen, in pixels.
        key: of the component; one grid on a page.
        on_events: called after names were saved, before the fragment runs again.

    Raises:
        InvalidSettings: if a hand has no faces, or not one picture for each.
    """
    _check(hands)
    _pin(context, hands, key)

    def received() -> None:
        # Events may arrive with a change of page, after Streamlit dropped the state of the grid. The browser keeps
        # events that are not acknowledged, and sends them again when there is a grid.
        payload = st.session_state.get(key, {}).get("events")
        if payload is not None:
            st.session_state[_memory(key)] = receive(payload, context, place_of(context, key))
            if on_events is not None:
                on_events()

    with st.container(gap=None, key=f"{key}-grid"):
        sheets = [sheet(hand.faces) for hand in hands]
        for one in _slots(sheets, key):
            if one is None:
                st.empty()
            else:
                _courier(key=f"{key}-sheet-{one.id}", data=one.message)
        _courier(key=f"{key}-news", data=_news(context, hands, sheets, state, groups, colours, left, size, key))
        _grid(key=key, data={"grid": key}, on_events_change=received)


def _memory(key: str) -> str:
    return f"{key}-place"


def _pin(context: NamingContext, hands: Sequence[Hand], key: str) -> None:
    """Fix the first hand as the shown group, until the browser names one; a new order must not change it."""
    place = place_of(context, key)
    if place.group is None and hands:
        st.session_state[_memory(key)] = dataclasses.replace(place, group=hands[0].group)


def _check(hands: Sequence[Hand]) -> None:
    for hand in hands:
        if not len(hand.ids) or len(hand.ids) != len(hand.faces) or len(hand.tags) not in (0, len(hand.ids)):
            raise InvalidSettings(
                f"Group {hand.group} needs one picture for each face, and either one tag for each or none."
            )


def _slots(sheets: Sequence[Sheet], key: str) -> list[Sheet | None]:
    """These sheets and the previous ones by their places; undo needs those in the browser.

    The number of places never changes: when a run of a fragment is interrupted by the next one, Streamlit 1.67 drops
    its new elements but still sends references to cached ones (`ForwardMsgQueue.clear` takes them for elements outside
    of the fragment). A reference beyond the end of its container would blank the page.
    """
    memory = f"{key}-sheets"
    held: Places = placed(st.session_state.get(memory, {}), sheets)
    st.session_state[memory] = held
    by_place = dict(held.values())
    return [by_place.get(place) for place in range(max(PLACES, len(held)))]


def _news(
    context: NamingContext,
    hands: Sequence[Hand],
    sheets: Sequence[Sheet],
    state: NamingState,
    groups: Sequence[ListedGroup],
    colours: Mapping[str, str],
    left: int,
    size: int,
    key: str,
) -> dict[str, Any]:
    place = place_of(context, key)
    return {
        "grid": key,
        "scope": context.scope,
        "clustering": context.clustering,
        "turn": place.turn,
        "n": place.n,
        "acks": dict(place.acks),
        "refused": [list(entry) for entry in place.refused],
        "problem": place.problem,
        "notice": context.log.notice,
        "classes": [[name, colours[name]] for name in context.classes],
        "hands": [_hand(hand, one) for hand, one in zip(hands, sheets, strict=True)],
        "groups": [list(line) for line in groups],
        "left": left,
        "size": size,
        "columns": COLUMNS,
        "pitch": PITCH,
        "change": state.last_change,
        "undo": state.can_undo,
        "redo": state.can_redo,
    }


def _hand(hand: Hand, one: Sheet) -> dict[str, Any]:
    return {
        "group": int(hand.group),
        "alone": hand.group == ALONE,
        "ids": [int(i) for i in hand.ids],
        "sheet": one.id,
        "title": hand.title,
        "note": hand.note,
        "hint": hand.hint,
        "does": None if hand.does is None else [list(one) for one in hand.does],
        "answer": hand.answer,
        "tags": list(hand.tags),
        "carried": hand.carried and dict(zip(("emotion", "second", "text"), hand.carried, strict=True)),
    }
