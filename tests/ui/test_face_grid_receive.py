"""What the server does with what the grid sends, without a browser."""

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fer_core.base.errors import FerLabError
from fer_core.faces.emotions import FER2013
from fer_core.naming.decision import Membership, made_by
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from ui.components import sheets
from ui.components.face_grid.receive import NamingContext, Place, for_context, groups_to_show, receive

GROUPS = Membership(np.arange(40), np.arange(40) // 4)


@pytest.fixture()
def context(tmp_path: Path) -> Iterator[NamingContext]:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    yield NamingContext(log, "study-1", "a", {"a": GROUPS}, FER2013)
    log.close()


def event(seq: int, group: int = 0, client: str = "client-1", **change: Any) -> dict[str, Any]:
    verdict = {"kind": "name", "emotion": "happy", "second": ""}
    about = {"group": group, "faces": [], "verdict": verdict}
    return {"client": client, "seq": seq, "clustering": "a", "action": "verdict", **about, **change}


def undo(seq: int, client: str = "client-1") -> dict[str, Any]:
    return {"client": client, "seq": seq, "clustering": "a", "action": "undo"}


def sent(*events: Any, n: int = 1, group: int | None = 5, passed: tuple[int, ...] = ()) -> dict[str, Any]:
    place = {"n": n, "clustering": "a", "group": group, "passed": list(passed)}
    return {"scope": "study-1", "place": place, "events": list(events)}


def test_names_are_written_and_acknowledged(context: NamingContext) -> None:
    place = receive(sent(event(1), event(2, 1), n=3, passed=(7,)), context, Place())
    assert place.acks == {"client-1": 2}
    assert (place.n, place.group, place.passed) == (3, 5, (7,))
    assert [d.group for d in context.log.all()] == [0, 1]


def test_a_new_session_acknowledges_what_an_earlier_one_wrote(context: NamingContext) -> None:
    receive(sent(event(1), event(2, 1)), context, Place())
    place = receive(sent(event(1), event(2, 1)), context, Place())
    assert place.acks == {"client-1": 2}
    assert len(context.log.all()) == 2


def test_what_was_left_by_an_earlier_page_is_acknowledged_to_that_page(context: NamingContext) -> None:
    place = receive(sent(event(8, client="client-old"), event(1, 1)), context, Place())
    assert place.acks == {"client-old": 8, "client-1": 1}


def test_a_bad_event_is_named_and_nothing_is_written(context: NamingContext) -> None:
    place = receive(sent(event(1), event(2, 99), event(3, 2)), context, Place())
    assert [(client, seq) for client, seq, _ in place.refused] == [("client-1", 2)]
    assert place.acks == {}
    assert context.log.all() == ()
    again = receive(sent(event(1), event(3, 2)), context, place)  # the browser drops the refused one
    assert again.acks == {"client-1": 3}


def test_a_full_disk_acknowledges_nothing_and_says_so(context: NamingContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> dict[str, int]:
        raise FerLabError("The disk is full.", remedy="Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(context.log, "append", full)
        place = receive(sent(event(1)), context, Place())
    assert place.acks == {}
    assert "Free some space" in place.problem
    place = receive(sent(event(1)), context, place)
    assert (place.acks, place.problem) == ({"client-1": 1}, "")


def test_names_for_another_study_stay_in_the_browser(context: NamingContext) -> None:
    place = receive({**sent(event(1)), "scope": "study-2"}, context, Place())
    assert place.acks == {}
    assert context.log.all() == ()


@pytest.mark.parametrize(
    "payload", [None, [], "x", 3, {}, {"scope": "study-1"}, {"scope": "study-1", "events": 3, "place": []}]
)
def test_nonsense_changes_nothing(context: NamingContext, payload: Any) -> None:
    assert receive(payload, context, Place()).acks == {}
    assert context.log.all() == ()


@pytest.mark.parametrize("change", [{"n": "1"}, {"passed": 3}, {"passed": [0] * 6000}, {"clustering": "b"}])
def test_a_senseless_place_does_not_cost_the_names(context: NamingContext, change: dict[str, Any]) -> None:
    payload = sent(event(1))
    payload["place"] |= change
    place = receive(payload, context, Place())
    assert place.acks == {"client-1": 1}
    assert place.n == 0


def test_undo_of_another_pages_name_brings_its_group_to_the_front(context: NamingContext) -> None:
    before = receive(sent(event(1, 3, client="client-old"), group=4), context, Place())
    place = receive(sent(undo(1), n=2, group=4), context, before)
    assert place.group == 3
    assert place.turn not in ("", before.turn)
    known = receive(sent(event(2, 6), undo(3), n=3, group=6), context, place)
    assert known.turn == place.turn  # the browser is already there


def change(seq: int, action: str, client: str = "client-1", **about: Any) -> dict[str, Any]:
    return {"client": client, "seq": seq, "clustering": "a", "action": action, **about}


def halves(faces: np.ndarray, parts: int, by: str = "likeness") -> str:
    return "".join(str(i % parts) for i in range(len(faces)))


def test_after_a_split_its_first_part_is_in_front_and_a_repeat_changes_nothing(context: NamingContext) -> None:
    context = dataclasses.replace(context, divide=halves)
    split = change(1, "split", group=5, parts=2)
    place = receive(sent(split), context, Place())
    part = made_by(context.log.all()[0].id)
    assert (place.group, place.acks, place.refused) == (part, {"client-1": 1}, ())
    assert place.turn
    again = receive(sent(split, event(2, part), n=2, group=part), context, place)
    assert (again.acks, again.refused, again.turn) == ({"client-1": 2}, (), place.turn)
    assert [d.action for d in context.log.all()] == ["split", "verdict"]
    back = receive(sent(undo(3), undo(4), n=3, group=part), context, again)
    assert back.group == 5


def test_a_repeated_split_does_not_move_the_person_back(context: NamingContext) -> None:
    """The browser resent it before it heard that the first part is in front."""
    context = dataclasses.replace(context, divide=halves)
    payload = sent(change(1, "split", group=5, parts=2), group=5)
    place = receive(payload, context, Place())
    part = made_by(context.log.all()[0].id)
    again = receive(payload, context, place)
    assert (again.group, again.turn, again.acks) == (part, place.turn, {"client-1": 1})
    on = receive(sent(event(2, part), n=2, group=part + 1), context, again)
    assert (on.group, on.turn) == (part + 1, place.turn)


def test_a_merged_group_is_in_front_and_its_undo_brings_back_the_one_it_was_made_from(context: NamingContext) -> None:
    place = receive(sent(change(1, "merge", groups=[5, 2]), group=5), context, Place())
    assert place.group == made_by(context.log.all()[0].id)
    back = receive(sent(undo(2), n=2, group=5), context, place)
    assert (back.group, back.turn) == (5, place.turn)  # the browser is already there


def test_a_group_that_somebody_else_split_leaves_the_front_and_its_name_is_refused(context: NamingContext) -> None:
    other = dataclasses.replace(context, divide=halves, annotator="Bob")
    receive(sent(change(1, "split", "client-bob", group=5, parts=2), group=5), other, Place())
    place = receive(sent(event(1, 5), group=5), context, Place())
    assert [seq for _, seq, _ in place.refused] == [1]
    assert place.group is None and place.turn
    assert len(context.log.all()) == 1


def test_undo_takes_back_one_s_own_name_only(context: NamingContext) -> None:
    ann, bob = (dataclasses.replace(context, annotator=name) for name in ("Ann", "Bob"))
    receive(sent(event(1, 3)), ann, Place())
    receive(sent(event(1, 4, client="client-bob")), bob, Place())
    receive(sent(undo(2)), ann, Place())
    assert list(replay(context.log.all()).group_verdicts) == [4]


def test_other_groups_are_a_fresh_start(context: NamingContext) -> None:
    place = receive(sent(event(1)), context, Place())
    other = for_context(place, NamingContext(context.log, "study-1", "b", {"b": GROUPS}, FER2013))
    assert (other.group, other.n, other.acks) == (None, 0, {"client-1": 1})


def test_a_late_name_for_earlier_groups_lands_there(context: NamingContext) -> None:
    now = NamingContext(context.log, "study-1", "b", {"a": GROUPS, "b": GROUPS}, FER2013)
    receive(sent(event(1, 2)), now, Place())
    assert list(replay(context.log.for_clustering("a")).group_verdicts) == [2]
    assert context.log.for_clustering("b") == []


def test_the_group_in_front_comes_first_and_passed_ones_last() -> None:
    place = Place(group=2, passed=(0, 1))
    assert groups_to_show(range(6), {3}, place) == [2, 4, 5, 0, 1]  # the last one for the way back
    assert groups_to_show(range(6), {3}, Place(group=2, passed=(4, 0), ahead=(5, 1))) == [2, 1, 5, 4, 0]
    assert groups_to_show(range(6), {3}, Place()) == [0, 1, 2, 4]
    assert groups_to_show(range(2), {0, 1}, Place()) == []
    assert groups_to_show(range(2), {0, 1}, Place(group=1)) == [1]


def test_a_sheet_shows_every_face_in_its_place() -> None:
    faces = np.repeat(np.arange(0, 250, 10, dtype=np.uint8), 48 * 48).reshape(25, 48, 48)
    made = sheets.sheet(faces)
    assert made.message[:16].decode() == made.id
    picture = np.asarray(Image.open(io.BytesIO(made.message[16:])).convert("L"))
    for i, face in enumerate(faces):
        y, x = i // sheets.COLUMNS * sheets.PITCH, i % sheets.COLUMNS * sheets.PITCH
        shown = picture[y + 1 : y + 49, x + 1 : x + 49]
        assert abs(float(shown.mean()) - float(face[0, 0])) < 4
    assert sheets.sheet(faces[::-1]).id != made.id


def test_sheets_keep_their_places_and_the_longest_unseen_make_room() -> None:
    made = [sheets.Sheet(f"{i:016x}", b"") for i in range(60)]
    held: sheets.Places = {}
    for i in range(57):
        before = held
        held = sheets.placed(held, made[i : i + 4])
        assert all(one.id in held for one in made[i : i + 4])
        assert len({place for place, _ in held.values()}) == len(held) <= sheets.PLACES
        assert all(held[name][0] == place for name, (place, _) in before.items() if name in held)
    assert sorted(held) == [one.id for one in made[60 - sheets.PLACES :]]
    again = sheets.placed(held, made[60 - sheets.PLACES : 60 - sheets.PLACES + 1] + made[:1])
    assert made[60 - sheets.PLACES].id in again
