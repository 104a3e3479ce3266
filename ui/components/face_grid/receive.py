"""The server's part of the face grid: a function of what the browser sends, without Streamlit.

Each time, the browser sends everything that is not acknowledged yet::

    {"scope": study, "place": {"n": 7, "clustering": key, "group": 12, "passed": [3], "ahead": []},
     "events": [...]}

and gets back the acknowledged numbers by client, refused events, and the number ``n`` of the last place.
"""

import dataclasses
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fer_core.base.errors import FerLabError
from fer_core.naming.decision import Event, Membership
from fer_core.naming.events import Divide, RefusedEvent, parse_events
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay

ALONE = -1
"""Group number of a hand with faces of any groups, which are named one by one."""
_REMEMBERED = 16
_MAX_PASSED = 5000


@dataclass(frozen=True, eq=False)
class NamingContext:
    """Where names are saved, and what they are checked against.

    Attributes:
        log: the study's decision log.
        scope: the study's id. Names for another study wait in the browser until it is open.
        clustering: key of the clustering that is shown.
        clusterings: members by key: of the shown clustering, and of earlier ones for which names may still arrive.
        classes: names to choose from, in the order of the keys 1, 2, 3 …
        annotator: who names.
        divide: makes the parts of a split; None if groups cannot be split.
    """

    log: DecisionLog
    scope: str
    clustering: str
    clusterings: Mapping[str, Membership]
    classes: tuple[str, ...]
    annotator: str = ""
    divide: Divide | None = None


@dataclass(frozen=True)
class Place:
    """What a browser tab shows, and what it needs to know. One for each session.

    Attributes:
        scope, clustering: study and clustering of the rest.
        group: the group that is shown; None at the start, and while the browser waits for the next one.
        passed: undecided groups that the person left by "next", the longest ago first.
        ahead: undecided groups that the person left by "previous", the nearest last.
        turn: a new random word each time that the page, not the browser, decides which group is shown.
        n: number of the last place that the browser sent.
        acks: highest number on disk, by client.
        refused: events that were not accepted: client, seq, reason.
        problem: why the last events could not be saved; "" if they were.
    """

    scope: str = ""
    clustering: str = ""
    group: int | None = None
    passed: tuple[int, ...] = ()
    ahead: tuple[int, ...] = ()
    turn: str = ""
    n: int = 0
    acks: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[tuple[str, int, str], ...] = ()
    problem: str = ""


def for_context(place: Place, context: NamingContext) -> Place:
    """The same place, or a new one if the study or its groups have changed."""
    if (place.scope, place.clustering) == (context.scope, context.clustering):
        return place
    return Place(context.scope, context.clustering, acks=place.acks)


def turned(place: Place, group: int | None) -> Place:
    """The same place with another group, as the page decides."""
    return dataclasses.replace(place, group=group, turn=secrets.token_hex(4))


def receive(payload: Any, context: NamingContext, place: Place) -> Place:
    """Write events from the browser (untrusted JSON) to the log; returns the new place.

    Only events that are on disk are acknowledged. Errors go into the place and are not raised.
    """
    place = for_context(place, context)
    if not isinstance(payload, dict) or payload.get("scope") != context.scope:
        return place  # from a study that is no longer open: it waits in the browser
    place = _moved(place, payload.get("place"), context)
    sent = payload.get("events")
    try:
        fresh = parse_events(
            sent, classes=context.classes, clusterings=context.clusterings, log=context.log, divide=context.divide,
            annotator=context.annotator,
        )  # fmt: skip
        acks = {client: context.log.ack(client) for client in {item["client"] for item in sent or ()}}
        acks |= context.log.append(fresh, context.annotator) if fresh else {}
    except RefusedEvent as refusal:
        entry = (refusal.client, refusal.seq, refusal.what)
        return _follow(dataclasses.replace(place, refused=(*place.refused, entry)[-_REMEMBERED:]), [], context)
    except FerLabError as error:
        return dataclasses.replace(place, problem=str(error))
    latest = dict(list({**place.acks, **acks}.items())[-_REMEMBERED:])
    return _follow(dataclasses.replace(place, acks=latest, problem=""), fresh, context)


def _moved(place: Place, sent: Any, context: NamingContext) -> Place:
    """``place`` updated by what the browser sent about itself, as far as it is valid."""
    if not isinstance(sent, dict) or sent.get("clustering") != context.clustering:
        return place
    n, group, passed, ahead = (sent.get(name) for name in ("n", "group", "passed", "ahead"))
    if n == place.n and place.turn:
        return place  # sent again, and the page has decided since then which group is shown
    if not isinstance(n, int) or not _short(passed):
        return place
    front = group if isinstance(group, int) else None
    return dataclasses.replace(place, n=n, group=front, passed=_numbers(passed), ahead=_numbers(ahead))


def _short(sent: Any) -> bool:
    return isinstance(sent, list) and len(sent) <= _MAX_PASSED


def _numbers(sent: Any) -> tuple[int, ...]:
    return tuple(number for number in sent if isinstance(number, int)) if _short(sent) else ()


def _follow(place: Place, fresh: Sequence[Event], context: NamingContext) -> Place:
    """Show another group if the last events require it.

    After an undo that is the group that it changed, which the browser may not know; after a split, its first part. A
    group that does not exist any more is never shown.
    """
    state = replay(context.log.for_clustering(context.clustering), context.annotator)
    there = state.partition(context.clusterings[context.clustering]).sizes
    undone = bool(fresh) and fresh[-1].action == "undo" and fresh[-1].clustering == context.clustering
    gone = place.group not in (None, ALONE) and place.group not in there
    if not undone and not gone:
        return place
    if state.last_group is not None and state.last_group in there and state.last_group != place.group:
        return turned(place, state.last_group)
    return dataclasses.replace(place, group=None, turn=secrets.token_hex(4)) if gone else place


def groups_to_show(order: Sequence[int], decided: Collection[int], place: Place, count: int = 4) -> list[int]:
    """The groups for the grid to load: the shown one, those that follow it, and the one that was passed before it.

    Args:
        order: all groups, most useful first.
        decided: groups with a verdict.
        place: what the tab shows. Groups that were passed come last, the longest ago first, so that all come round.
        count: most groups to return, not counting the one that was passed last.

    Returns:
        Group numbers; empty if every group is decided and none is shown.
    """
    rank = {group: 1 + i for i, group in enumerate(place.passed)} | {g: -1 - i for i, g in enumerate(place.ahead)}
    undecided = (group for group in order if group not in decided and group != place.group)
    waiting = sorted(undecided, key=lambda group: rank.get(group, 0))
    front = [] if place.group is None else [place.group]
    shown = [*front, *waiting][:count]
    before = waiting[-1:] if waiting and waiting[-1] in place.passed else []
    return shown + [group for group in before if group not in shown]
