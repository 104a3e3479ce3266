"""Taking the recognizer away: every kind's graph and every model's beside the app's own numbers, and the whole file."""

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from fer_core.alignment import level, level_again
from fer_core.balance import BalanceSettings, TrainingRows
from fer_core.base.errors import Cancelled, FerLabError
from fer_core.base.progress import Progress, silent
from fer_core.export import (  # fmt: skip
    ExportDiffers,
    Exported,
    NotExportable,
    OnnxRecognizer,
    Parity,
    Recipe,
    Refused,
    example,
    exported,
    read_onnx,
    read_skops,
    skops_of,
)
from fer_core.export.alignment import levelled, levelled_again
from fer_core.export.graph import IR, OPSET, Graph, Value
from fer_core.export.kinds import FROM_FACE, SeenFace, finished, missing
from fer_core.export.parity import check, compared, session_of
from fer_core.export.pictures import network_input
from fer_core.export.recognizer import recognized
from fer_core.export.trees import DOMAIN
from fer_core.faces.faceset import FaceSet
from fer_core.faces.mesh import Mesh
from fer_core.faces.meshes import FINDERS, MeshKind
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.faces.shipped_network import enlarged
from fer_core.faces.split import TRAIN, Split
from fer_core.features import FEATURES, Feature, Learned, Sources
from fer_core.features.combined import Combined
from fer_core.features.expression import Expression
from fer_core.features.feature import NOTHING, with_parts
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.lbp import Lbp
from fer_core.features.movements import Movements
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warped_patches import WarpedPatches
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import MODELS as RECOGNIZERS
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study import study
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab
from fer_core.study.store import Store

WRITTEN = {
    "expression", "geometry", "landmarks", "shape_free", "warped_patches", "warped", "patches", "hog", "lbp", "gabor",
    "pixels", "movements",
}  # fmt: skip
"""Kinds of features whose graphs users have; another kind may do without."""
SMALL = {"atoms": 30, "components": 20, "faces": 30}


def run(
    graph: Graph, inputs: list[onnx.ValueInfoProto], outputs: Sequence[Value], **given: np.ndarray
) -> list[np.ndarray]:
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, 3)]
    model = helper.make_model(graph.proto("test", inputs, outputs), opset_imports=opsets, ir_version=IR)
    return session_of(model.SerializeToString()).run(None, given)


# Pictures and kinds of features


@pytest.fixture(scope="module")
def crops() -> np.ndarray:
    """28 faces, some of them tilted, blank, clipped, or half of one grey."""
    faces = np.array(sample_faces(28, seed=3, style="lifelike").images)
    turns = np.random.default_rng(0).uniform(-35, 35, 18)
    for i, turn in enumerate(turns):
        faces[i] = np.asarray(
            Image.fromarray(faces[i]).rotate(turn, Image.Resampling.BICUBIC, translate=(i % 5 - 2, 2))
        )
    faces[24], faces[25], faces[26, :20], faces[27] = 0, 200, 255, np.clip(faces[27].astype(int) * 3, 0, 255)
    return faces


@pytest.fixture(scope="module")
def kinds(networks: MeshKind) -> list[Feature]:
    learning = ("expression", "patches", "warped_patches")
    usable = Choices(mesh=networks).usable.values()
    plain = [kind for kind in usable if kind.kind not in learning and not missing([kind])]
    others = [Hog(orientations=6, cell=7, block=1), Lbp(radius=2, grid=4), Pixels(normalise=False)]
    atoms = [Patches(patches=500, **SMALL), WarpedPatches(**SMALL)]
    known = {} if networks == "face_mesh" else {"movements": Movements()}
    expression = Expression(views=(ShapeFree(), *atoms), components=20, directions=5, waves=20, **known)  # type: ignore[arg-type]
    both = Combined((Geometry(), Hog()), (1.0, 2.0))
    return [*plain, *others, *atoms, expression, both]


@dataclasses.dataclass
class Seen:
    sources: Sources
    learned: dict[Feature, Learned]
    app: dict[Feature, np.ndarray]
    file: dict[Feature, np.ndarray]
    picture: np.ndarray
    points: np.ndarray
    refined: np.ndarray


@pytest.fixture(scope="module", params=FINDERS)
def networks(request: pytest.FixtureRequest) -> MeshKind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def seen(crops: np.ndarray, kinds: list[Feature], networks: MeshKind) -> Seen:
    """What the app and the graph make of the crops."""
    first, closer = FINDERS[networks].first(crops, silent), FINDERS[networks].closer
    alignment, mesh = level_again(crops, first) if networks == "face_mesh" else level(crops, first, closer)
    sources, learned, app = Sources(alignment.images(crops), mesh), {}, {}
    every = list(dict.fromkeys(part for kind in kinds for part in with_parts(kind)))
    for kind in every:
        mine = dataclasses.replace(sources, parts=app)
        learned[kind] = kind.learn(mine) if kind.learns else {}
        app[kind] = kind.extract(mine, learned[kind])
    graph = Graph()
    looking = [kind for kind in every if type(kind) in FROM_FACE]

    def each(inner: Graph, face: Value) -> list[Value]:
        one = (levelled_again if networks == "face_mesh" else levelled)(inner, face.to(np.float32))
        looks = SeenFace(inner, one)
        found = [FROM_FACE[type(kind)](looks, kind, learned[kind]).reshaped(-1) for kind in looking]
        return [one.picture, looks.points.points, looks.points.refined, *found]

    picture, points, refined, *looked = graph.scan(graph.placed("faces", np.uint8), (48, 48), each)
    made: dict[Feature, Value] = {}
    for kind in every:
        made[kind] = finished(kind, learned[kind], dict(zip(looking, looked, strict=True)).get(kind), made)
    info = [helper.make_tensor_value_info("faces", TensorProto.UINT8, ["n", 48, 48])]
    got = run(graph, info, [picture, points, refined, *made.values()], faces=crops)
    return Seen(sources, learned, app, dict(zip(every, got[3:], strict=True)), *got[:3])


@pytest.mark.parametrize("side", [192, 256])
def test_the_networks_are_given_pillows_pictures_to_the_last_bit(crops: np.ndarray, side: int) -> None:
    graph = Graph()
    face = graph.placed("face", np.float32)
    info = [helper.make_tensor_value_info("face", TensorProto.FLOAT, [48, 48])]
    for crop in crops[[0, 26, 27]]:
        inner = Graph()
        face = inner.placed("face", np.float32)
        got = run(inner, info, [network_input(face, side)], face=crop.astype(np.float32))[0]
        np.testing.assert_array_equal(got, enlarged(crop[None], side)[0])


def test_faces_are_levelled_as_the_app_levels_them(seen: Seen) -> None:
    mesh: Mesh = seen.sources.mesh  # type: ignore[assignment]
    np.testing.assert_array_equal(seen.picture, seen.sources.images)
    for file, app in ((seen.points, mesh.points), (seen.refined, mesh.refined)):
        assert np.abs(file - app).max() <= 1  # whole steps of 0.006 pixels
        assert (file != app).mean() < 1e-4


def test_every_kind_of_features_is_the_same(seen: Seen, kinds: list[Feature], networks: MeshKind) -> None:
    graphs = {type(kind) for kind in Choices(mesh=networks).usable.values() if not missing([kind])}
    assert {type(kind) for kind in kinds} >= graphs, "a kind without a test"
    assert {cls.kind for cls in graphs} >= WRITTEN - ({"movements"} if networks == "face_mesh" else set()), (
        "a graph is gone"
    )
    for kind in kinds:
        file, app = seen.file[kind], seen.app[kind]
        assert file.shape == app.shape and file.dtype == app.dtype, kind.kind
        off = np.abs(file - app).max(axis=1) / max(float(app.std()), 1e-6)
        limit = 1e-3 if isinstance(kind, Movements) else 1e-4  # their network makes rounding errors larger
        assert (off < limit).mean() >= 0.95, (kind.kind, off.max())  # where rounding decides, a face may differ more
        assert off.max() < 0.5, (kind.kind, off.max())


# Models


def cloud(classes: int, rows: int = 240, columns: int = 8) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(classes)
    codes = np.arange(rows, dtype=np.uint8) % classes
    return (random.normal(size=(rows, columns)) + codes[:, None] * 0.7).astype(np.float32), codes


def said_by_file(fitted: Recognizer, rows: np.ndarray) -> np.ndarray:
    graph = Graph()
    info = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", rows.shape[1]])]
    return run(graph, info, [recognized(fitted, graph.placed("x", np.float32))], x=rows)[0]


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("model", [*RECOGNIZERS, "approximate"])
def test_every_recognizer_says_the_same(model: str, classes: int) -> None:
    X, codes = cloud(classes)
    kind, exact = ("rbf_svm", 0) if model == "approximate" else (model, 3000)
    sizes = {"trees": 20, "landmarks": 40, "rounds": 5, "epochs": 5, "exact_rows": exact}
    settings = RecognizerSettings(model=kind, **sizes)  # type: ignore[arg-type]
    fitted = Recognizer(settings, tuple("abcdef")).fit(X, codes + 1)
    np.testing.assert_allclose(said_by_file(fitted, X), fitted.predict_proba(X), atol=1e-5)


OTHERS = {
    "boosting": HistGradientBoostingClassifier(max_iter=5),
    "network": MLPClassifier((6,), max_iter=20),
    "exact svm": OneVsRestClassifier(SVC()),
    "voting": VotingClassifier([("a", LogisticRegression()), ("b", RandomForestClassifier(5))], voting="soft"),
    "sigmoid": CalibratedClassifierCV(LinearSVC(), method="sigmoid", cv=2),
    "isotonic": CalibratedClassifierCV(LogisticRegression(), method="isotonic", cv=2),
    "sigmoid of probabilities": CalibratedClassifierCV(MLPClassifier((4,), max_iter=5), method="sigmoid", cv=2),
}


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_other_models_of_scikit_learn_say_the_same(name: str, classes: int) -> None:
    X, codes = cloud(classes)
    pipeline = Pipeline([("scale", StandardScaler()), ("model", OTHERS[name])]).fit(X, codes)
    fitted = Recognizer(RecognizerSettings(), tuple("abcd"))
    fitted.pipeline_, fitted.named_, fitted.sharpness_ = pipeline, pipeline.classes_.astype(np.uint8), 1.7
    fitted.shift_ = np.linspace(-0.5, 0.5, classes)
    np.testing.assert_allclose(said_by_file(fitted, X), fitted.predict_proba(X), atol=1e-4)


def test_the_shift_of_logit_adjustment_goes_along() -> None:
    X, codes = cloud(4)
    part = np.full(len(X), TRAIN, np.uint8)
    keep = (codes < 2) | (np.arange(len(X)) < 60)  # two of them rare
    rows = TrainingRows(Split(part, 0), np.flatnonzero(keep), codes[keep])
    settings = RecognizerSettings(balance=BalanceSettings("logit_adjustment"))
    fitted = Recognizer(settings, tuple("abcd")).train(X, rows)
    assert fitted.shift_.any()
    np.testing.assert_allclose(said_by_file(fitted, X), fitted.predict_proba(X), atol=1e-5)


def test_what_cannot_be_written_is_named() -> None:
    from sklearn.naive_bayes import GaussianNB

    X, codes = cloud(3)
    fitted = Recognizer(RecognizerSettings(), tuple("abc")).fit(X, codes)
    fitted.pipeline_ = Pipeline([("scale", StandardScaler()), ("model", GaussianNB())]).fit(X, codes)
    with pytest.raises(NotExportable, match="GaussianNB cannot be written as ONNX"):
        said_by_file(fitted, X)


# The whole


@pytest.fixture(scope="module")
def lab(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    home = tmp_path_factory.mktemp("export")
    shutil.copytree(looked_at, home / "artefacts")
    return Lab(Store(home), faces, study.fitting(faces))


@pytest.fixture(scope="module")
def named(lab: Lab, faces: FaceSet) -> NamedFaces:
    rows = lab.division.split.train
    assert faces.emotions is not None
    return NamedFaces(rows, faces.emotions[rows], np.ones(len(rows), np.float32))


@pytest.fixture(scope="module")
def whole(lab: Lab, named: NamedFaces) -> Exported:
    return lab.export.onnx(named)


@pytest.fixture(scope="module")
def read(whole: Exported) -> OnnxRecognizer:
    return read_onnx(whole.content, "recognizer.onnx")


def test_the_usual_recipe_goes_into_one_file_that_says_the_same(
    lab: Lab, named: NamedFaces, whole: Exported, read: OnnxRecognizer, faces: FaceSet
) -> None:
    assert whole.kind == "faces" and not whole.missing
    assert whole.parity.faces == len(lab.division.split.test)
    assert whole.parity.same == whole.parity.faces
    assert whole.parity.close == whole.parity.faces and whole.parity.largest < 1e-4
    assert read.classes == faces.classes
    np.testing.assert_allclose(read(faces.images[:12]), lab.trying.predict(named, faces.images[:12]), atol=1e-3)
    told = read.session.get_modelmeta().custom_metadata_map
    assert "Apache License" in told["licence_of_networks"] and "MediaPipe" in told["licence_of_networks"]
    assert told["dataset"] == faces.fingerprint and "Not for decisions about people" in told["limits"]


def test_a_file_is_made_once(lab: Lab, named: NamedFaces, whole: Exported) -> None:
    assert lab.export.ready(named)
    again = lab.export.onnx(named)
    assert again.content == whole.content and again.parity == whole.parity


def printed_by_the_example(made: Exported, folder: Path, arguments: list[str]) -> list[str]:
    """Lines that the program which goes with a file prints, run without FER Lab."""
    text = example(made.kind)
    assert len(text.splitlines()) <= 25
    (folder / "run.py").write_text(text, "utf-8")
    (folder / "recognizer.onnx").write_bytes(made.content)
    done = subprocess.run(
        [sys.executable, "-I", "run.py", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def from_features(lab: Lab, named: NamedFaces) -> Recipe:
    """With a kind that no graph can hold; its columns stand in for the last kind's."""
    recipe = lab.export.recipe(named)
    return dataclasses.replace(recipe, kinds=(*recipe.kinds[:-1], OnnxEncoder()))


def test_a_network_of_ones_own_is_blamed_and_the_file_begins_at_features(lab: Lab, from_features: Recipe) -> None:
    recipe, inputs = from_features, lab.inputs.matrix()[lab.division.split.test]
    made = exported(recipe, lab.faces.images[lab.division.split.test], inputs)
    assert made.kind == "features" and made.missing == (OnnxEncoder.title,)
    assert made.parity.same == len(inputs) and made.parity.largest < 1e-5
    read = read_onnx(made.content, "x.onnx")
    np.testing.assert_allclose(read(inputs), recipe.fitted.predict_proba(inputs), atol=1e-5)
    assert missing([OnnxEncoder()]) and not missing(list(recipe.kinds[:-1]))


@dataclasses.dataclass(frozen=True)
class Brightness(Feature):
    """A kind of features that is one file and one line in `FEATURES`: nobody wrote a graph for it."""

    kind: ClassVar[str] = "brightness"
    title: ClassVar[str] = "Brightness of six stripes"
    explanation: ClassVar[str] = "How bright the face is from top to bottom."

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        return sources.images.reshape(len(sources), 6, -1).mean(axis=2).astype(np.float32)


@pytest.mark.parametrize("kinds", [("brightness",), ("hog", "brightness")])
def test_a_kind_without_a_graph_is_exported_from_its_features(
    lab: Lab, named: NamedFaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: tuple[str, ...]
) -> None:
    monkeypatch.setitem(FEATURES, "brightness", Brightness)
    mine = Lab(lab.results.store, lab.faces, dataclasses.replace(lab.choices, trained_on=kinds))
    made = mine.export.onnx(named)
    assert made.kind == "features" and made.missing == (Brightness.title,)
    assert made.parity.same == made.parity.faces == len(lab.division.split.test) and made.parity.largest < 1e-5
    inputs = mine.inputs.matrix()[lab.division.split.test][:5]
    read, wanted = read_onnx(made.content, "recognizer.onnx"), mine.training.recognizer(named).predict_proba(inputs)
    assert read.kind == "features" and read.classes == lab.faces.classes
    np.testing.assert_allclose(read(inputs), wanted, atol=1e-5)
    np.save(tmp_path / "features.npy", inputs)
    lines = printed_by_the_example(made, tmp_path, ["features.npy"])
    assert [line.split(" (")[0] for line in lines] == [
        f"{i}: {lab.faces.classes[row.argmax()]}" for i, row in enumerate(wanted)
    ]


def test_it_can_be_cancelled_while_it_compares(lab: Lab, from_features: Recipe) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if "Comparing" in what and done > 100:
            raise Cancelled

    with pytest.raises(Cancelled):
        exported(
            from_features, lab.faces.images[lab.division.split.test], lab.inputs.matrix()[lab.division.split.test], stop
        )


def test_the_example_runs_without_fer_lab(
    lab: Lab, named: NamedFaces, whole: Exported, faces: FaceSet, tmp_path: Path
) -> None:
    for i in range(3):
        Image.fromarray(faces.images[i]).save(tmp_path / f"{i}.png")
    paths = [f"{i}.png" for i in range(3)]
    lines = printed_by_the_example(whole, tmp_path, paths)
    said = lab.trying.predict(named, faces.images[:3])
    for path, row, line in zip(paths, said, lines, strict=True):
        assert line.startswith(f"{path}: {faces.classes[row.argmax()]} ("), line


def test_a_file_that_says_something_else_is_not_given_out() -> None:
    ours = np.tile(np.array([[0.6, 0.4]], np.float32), (1000, 1))
    theirs = ours.copy()
    theirs[0] += np.array([0.002, -0.002], np.float32)  # one of 1,000 is a little off
    fine = check(compared(theirs, ours))
    assert (fine.same, fine.close) == (1000, 999)
    assert str(fine).endswith("within 0.001 for 999, and within 0.0020 for the others")
    with pytest.raises(ExportDiffers, match="the same prediction for 999"):
        check(compared(theirs[:999], ours[:999]))
    theirs[0] = [0.4, 0.6]
    check(compared(theirs, ours))
    theirs[1] = [0.5995, 0.4005]
    check(compared(theirs, ours))
    theirs[1] = [0.598, 0.402]
    with pytest.raises(ExportDiffers, match=r"within 0\.001 for 998"):
        check(compared(theirs, ours))
    theirs[1] = [0.4, 0.6]
    with pytest.raises(ExportDiffers, match="the same prediction for 998"):
        check(compared(theirs, ours))
    with pytest.raises(ExportDiffers):
        check(compared(np.full_like(ours, np.nan), ours))
    assert str(Parity(1000, 1000, 1000, 2e-5)) == (
        "1,000 faces: the same prediction for 1,000; probabilities differ by at most 0.00002"
    )
    assert str(Parity(9, 9, 9, 0.0)) == "9 faces: the same prediction for 9; equal probabilities"


# Files from elsewhere


@pytest.mark.parametrize(
    ("model", "classes"), [("discriminant", 2), ("discriminant", 4), ("logistic", 2), ("linear_svm", 4), ("rbf_svm", 2)]
)
def test_a_skops_file_says_the_same_when_it_is_read(model: str, classes: int) -> None:
    X, codes = cloud(classes)
    fitted = Recognizer(RecognizerSettings(model=model, landmarks=30), tuple("abcd")).fit(X, codes)  # type: ignore[arg-type]
    before = fitted.predict_proba(X)
    again = read_skops(skops_of(fitted), "r.skops")
    np.testing.assert_allclose(again.predict_proba(X), before, rtol=0, atol=1e-7)
    np.testing.assert_array_equal(fitted.predict_proba(X), before)  # writing changes nothing
    assert again.classes == fitted.classes


def test_the_usual_skops_file_opens_without_fer_lab(lab: Lab, named: NamedFaces) -> None:
    import skops.io

    content = lab.export.skops(named)
    assert skops.io.get_untrusted_types(data=content) == []


def network(name: str, element: int, shape: list[str | int], output: str = "probabilities") -> bytes:
    """An ONNX file with one input."""
    given = helper.make_tensor_value_info(name, element, shape)
    out = helper.make_tensor_value_info(output, element, shape)
    graph = helper.make_graph([helper.make_node("Identity", [name], [output])], "g", [given], [out])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR).SerializeToString()


def test_an_onnx_file_with_another_input_is_refused_with_what_was_expected() -> None:
    u8, f32 = TensorProto.UINT8, TensorProto.FLOAT
    for content, found in (
        (network("picture", u8, ["N", 48, 48]), "“picture”, uint8 \\[N, 48, 48\\]"),
        (network("faces", f32, ["N", 48, 48]), "“faces”, float \\[N, 48, 48\\]"),
        (network("faces", u8, ["N", 64, 64]), "“faces”, uint8 \\[N, 64, 64\\]"),
        (network("features", f32, ["N"]), "“features”, float \\[N\\]"),
        (network("faces", u8, ["N", 48, 48], "logits"), "one output “probabilities”"),
    ):
        with pytest.raises(Refused, match=found):
            read_onnx(content, "x.onnx")
    with pytest.raises(Refused, match="names of its classes are missing"):
        read_onnx(network("faces", u8, ["N", 48, 48]), "x.onnx")


def test_pickles_and_other_files_in_disguise_are_refused() -> None:
    import gzip
    import pickle

    for read in (read_onnx, read_skops):
        for content in (pickle.dumps({"a": 1}), pickle.dumps([1], 0), gzip.compress(pickle.dumps(1))):
            with pytest.raises(Refused, match="pickle"):
                read(content, "model.onnx")
        for content in (b"", b"not a model", b"\x08\x08\x12", b"PK\x03\x04 nothing"):
            with pytest.raises(FerLabError, match="not"):
                read(content, "model.bin")


def test_compiled_types_in_a_skops_file_from_elsewhere_are_refused() -> None:
    X, codes = cloud(3)
    forest = Recognizer(RecognizerSettings(model="random_forest", trees=3), tuple("abc")).fit(X, codes)
    with pytest.raises(Refused, match="Tree"):
        read_skops(skops_of(forest), "forest.skops")


def test_a_recognizer_that_was_read_refuses_other_rows(read: OnnxRecognizer) -> None:
    for rows in (np.zeros((2, 48, 48), np.float32), np.zeros((2, 64, 64), np.uint8), np.zeros((48, 48), np.uint8)):
        with pytest.raises(FerLabError, match="takes uint8"):
            read(rows)
    assert read(np.zeros((0, 48, 48), np.uint8)).shape == (0, 7)
