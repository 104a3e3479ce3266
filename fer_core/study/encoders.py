"""Encoders: imported networks, saved in the home folder, each with a note on where it comes from.

Whether a network was trained with emotion labels is asked once, and shown with all of its results: such a network
already contains what people are to find out here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from fer_core.base.errors import FerLabError, NotFound
from fer_core.base.files import PRIVATE, write_bytes
from fer_core.features import Feature
from fer_core.features.feature import with_parts
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.onnx_file import EncoderFile, read_encoder
from fer_core.study.store import Store, is_file, read_json, unreadable, write_json

Taught = Literal["yes", "no", "unknown"]
TAUGHT: dict[Taught, str] = {
    "no": "trained without emotion labels",
    "yes": "trained with emotion labels",
    "unknown": "unknown whether trained with emotion labels",
}
"""Whether a network was trained with emotion labels, in words."""
_LONGEST = 200
_FOLDER = "encoders"


@dataclass(frozen=True)
class Card:
    """Where a network comes from: the name of its file, whether it was trained with emotion labels, and a free text."""

    sha256: str
    name: str
    taught: Taught = "unknown"
    source: str = ""


def folder(store: Store) -> Path:
    """The folder of networks, each as ``<sha256>.onnx`` with a card ``<sha256>.json``."""
    return store.folder(_FOLDER)


def add(store: Store, model: bytes, name: str, taught: Taught = "unknown", source: str = "") -> EncoderFile:
    """Check and save a network. Raises UnreadableFaces for other files, FerLabError if it cannot be written."""
    found = read_encoder(model, name)
    target = folder(store) / f"{found.sha256}.onnx"
    if not is_file(target):
        write_bytes(target, model, PRIVATE)
    describe(store, Card(found.sha256, name, taught, source))
    return found


def describe(store: Store, card: Card) -> None:
    """Save a card; it replaces an earlier one of the same network."""
    taught = card.taught if card.taught in get_args(Taught) else "unknown"
    value = {"name": _short(card.name), "taught": taught, "source": _short(card.source)}
    write_json(folder(store) / f"{card.sha256}.json", value)


def card(store: Store, sha256: str) -> Card:
    """The card of a network. Raises NotFound or DamagedFile."""
    return _card(sha256, read_json(folder(store) / f"{sha256}.json"))


def listing(store: Store) -> list[Card]:
    """The cards of all networks in the home, by name. Raises Unreadable for the folder."""
    names = {path.name for path in store.listed(_FOLDER)}
    described = [Path(name).stem for name in names if name.endswith(".json") and f"{Path(name).stem}.onnx" in names]
    return sorted((_known(store, sha256) for sha256 in described), key=lambda card: (card.name, card.sha256))


def look_into(store: Store, sha256: str) -> EncoderFile:
    """The network's file, read and checked. Raises NotFound if it is gone, UnreadableFaces if it is no network."""
    path = folder(store) / f"{sha256}.onnx"
    try:
        model = path.read_bytes()
    except FileNotFoundError as error:
        what = "The file of this network no longer exists."
        raise NotFound(what, where=str(path), remedy="Import it again.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    return read_encoder(model, path.name)


def used_by(store: Store, *kinds: Feature) -> list[Card]:
    """The cards of the networks that kinds of features use, each once."""
    networks = dict.fromkeys(
        part.sha256 for kind in kinds for part in with_parts(kind) if isinstance(part, OnnxEncoder) and part.sha256
    )
    return [_known(store, sha256) for sha256 in networks]


def _known(store: Store, sha256: str) -> Card:
    """The card of a network; if it is missing or unreadable, one with a name made from the fingerprint."""
    try:
        return card(store, sha256)
    except FerLabError:
        return Card(sha256, f"{sha256[:12]}….onnx")


def _card(sha256: str, value: dict[str, Any]) -> Card:
    taught: Taught = value["taught"] if value.get("taught") in get_args(Taught) else "unknown"
    return Card(sha256, str(value.get("name", "")), taught, str(value.get("source", "")))


def _short(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable()).split())[:_LONGEST]
