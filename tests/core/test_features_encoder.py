"""Networks of the person's own: read without being run, refused with a reason, asked in any batch, kept with a card."""

import io
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import DamagedFile, InvalidSettings, NotFound, UnreadableFaces
from fer_core.faces.faceset import FaceSet
from fer_core.features import Sources
from fer_core.features.combined import Combined
from fer_core.features.hog import Hog
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.onnx_file import read_encoder
from fer_core.study import encoders, study
from fer_core.study.encoders import Card
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.core.onnx_files import network


def kept(store: Store, model: bytes) -> OnnxEncoder:
    file = encoders.add(store, model, "tiny.onnx", "no", "a test")
    return OnnxEncoder(file.sha256, file.side or 16, file.channels, file.channels_last, "unit")


def asked(store: Store, encoder: OnnxEncoder, images: np.ndarray) -> np.ndarray:
    return encoder.extract(Sources(images, folder=encoders.folder(store)))


def test_a_file_tells_what_it_takes_and_which_layers_it_has() -> None:
    found = read_encoder(network(), "tiny.onnx")
    assert (found.side, found.channels, found.channels_last, found.opset) == (16, 1, False, 17)
    assert found.outputs == ("numbers",)
    assert found.layers == ("flat", "pooled")
    assert read_encoder(network(("n", 3, "h", "h")), "any.onnx").side is None


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("data.pkl", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (pickle.dumps({"a": 1}), "pickle"),
        (zipped(), "zip"),
        (b"", "ONNX"),
        (b"\x08\x09 no network at all", "ONNX"),
        (network(inputs=2), "2 inputs"),
        (network(opset=6), "version 6"),
        (network((1, 1, 16, 12)), "1 × 1 × 16 × 12"),
        (network((1, 2, 16, 16)), "1 × 2 × 16 × 16"),
        (network(element=7), "input of"),
    ],
)
def test_other_files_are_refused_with_a_reason_and_not_kept(store: Store, model: bytes, why: str) -> None:
    with pytest.raises(UnreadableFaces, match=why):
        encoders.add(store, model, "bad.onnx")
    assert not list(encoders.folder(store).iterdir())


def test_the_numbers_are_the_networks_in_any_batch(store: Store, faces: FaceSet) -> None:
    free, fixed = kept(store, network()), kept(store, network((4, 1, 16, 16)))
    numbers = asked(store, free, faces.images[:11])
    assert numbers.shape == (11, 5) and numbers.dtype == np.float32
    np.testing.assert_allclose(asked(store, fixed, faces.images[:11]), numbers, atol=1e-5)
    np.testing.assert_allclose(asked(store, free, faces.images[3:4]), numbers[3:4], atol=1e-5)
    assert asked(store, free, faces.images[:0]).shape == (0, 5)
    bright, dark = (asked(store, free, np.full((1, 48, 48), grey, np.uint8)) for grey in (255, 0))
    assert not dark.any() and np.abs(bright).max() > 0.1


def test_an_inner_layer_can_be_asked_and_places_are_averaged(store: Store, faces: FaceSet) -> None:
    encoder = replace(kept(store, network(("n", 3, 16, 16))), output="pooled")
    numbers = asked(store, encoder, faces.images[:5])
    assert numbers.shape == (5, 3)
    np.testing.assert_allclose(numbers[:, 0], encoder.pictures(faces.images[:5]).mean(axis=(1, 2, 3)), atol=1e-3)
    with pytest.raises(DamagedFile):
        asked(store, replace(encoder, output="nowhere"), faces.images[:1])


def test_colour_networks_get_the_scaling_they_know(store: Store) -> None:
    white = np.full((1, 48, 48), 255, np.uint8)
    encoder = OnnxEncoder("", 8, 3, False, "imagenet")
    np.testing.assert_allclose(encoder.pictures(white)[0, :, 0, 0], [2.2489, 2.4286, 2.64], atol=1e-3)
    assert replace(encoder, channels_last=True).pictures(white).shape == (1, 8, 8, 3)
    assert replace(encoder, scaling="bytes").pictures(white).max() == pytest.approx(255)
    assert replace(encoder, scaling="signed").pictures(white).max() == pytest.approx(1)


def test_what_does_not_fit_is_said_in_words(store: Store, faces: FaceSet) -> None:
    encoder = kept(store, network())
    with pytest.raises(InvalidSettings, match="cannot process"):
        asked(store, replace(encoder, side=20), faces.images[:1])
    with pytest.raises(InvalidSettings, match="No network"):
        asked(store, OnnxEncoder(), faces.images[:1])
    file = encoders.folder(store) / f"{encoder.sha256}.onnx"
    file.write_bytes(network(("n", 3, 16, 16)))
    with pytest.raises(DamagedFile, match="changed"):
        asked(store, replace(encoder, output="flat"), faces.images[:1])
    file.unlink()
    with pytest.raises(NotFound):
        asked(store, encoder, faces.images[:1])
    with pytest.raises(InvalidSettings):
        OnnxEncoder("../../etc/passwd")
    with pytest.raises(InvalidSettings):
        OnnxEncoder(side=0)


def test_provenance_is_kept_with_the_file_and_found_inside_of_combinations(store: Store) -> None:
    encoder = kept(store, network())
    assert encoders.listing(store) == [Card(encoder.sha256, "tiny.onnx", "no", "a test")]
    encoders.describe(store, Card(encoder.sha256, "tiny.onnx", "yes", "a\u202e test"))
    both = Combined((Hog(), encoder))
    assert encoders.used_by(store, both, encoder) == [Card(encoder.sha256, "tiny.onnx", "yes", "a test")]
    assert encoders.used_by(store, Hog()) == []
    (Path(encoders.folder(store)) / f"{encoder.sha256}.json").unlink()
    assert encoders.used_by(store, encoder)[0].taught == "unknown"


def test_a_study_groups_and_trains_by_a_network_and_comes_back(store: Store, faces: FaceSet) -> None:
    encoder = kept(store, network())
    choices = replace(study.fitting(faces), features=encoder, encoder=encoder, trained_on=("hog", "encoder"))
    saved = study.create(store, "Mine", "x", choices)
    assert study.load(store, saved.id) == saved
    lab = Lab(store, faces, choices)
    assert lab.space.points().shape == (210, 5)
    assert [kind.kind for kind in choices.seen_in_training] == ["hog", "encoder"]
    assert lab.inputs.matrix().shape[1] == 167 + 5
    other = Lab(store, faces, replace(choices, encoder=replace(encoder, scaling="signed")))
    assert other.training.payoff_key != lab.training.payoff_key
