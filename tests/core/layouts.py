"""A small generated set for each layout and known data set that FER Lab opens, as its authors lay it out."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fer_core.faces.emotions import FER2013
from fer_core.faces.readers import ReadOptions
from tests.core.reader_files import encoded

AS_IT_IS = ReadOptions()


@dataclass(frozen=True)
class Layout:
    """Files of a set, and what must come out of them.

    Attributes:
        files: by path.
        labels: of each face by where it came from; None where it has none.
        usages: of each face by where it came from; those that are not in it are Training.
        options: what a person says.
        known: name of the data set, where it is recognised.
        told: words that the import report must hold.
    """

    files: Mapping[str, bytes]
    labels: Mapping[str, str | None]
    usages: Mapping[str, str] = field(default_factory=dict)
    options: ReadOptions = AS_IT_IS
    known: str = ""
    told: tuple[str, ...] = ()


def grey(seed: int, size: int = 48) -> bytes:
    """A PNG of noise, 48 × 48 and grey as in FER2013."""
    return encoded(np.random.default_rng(seed).integers(0, 256, (size, size), np.uint8))


def colour(seed: int, size: int = 100) -> bytes:
    """A JPEG of noise in colour."""
    return encoded(np.random.default_rng(seed).integers(0, 256, (size, size, 3), np.uint8), "JPEG")


def number(value: object) -> bytes:
    """An array of one cell, as ``numpy.save`` writes it."""
    buffer = io.BytesIO()
    np.save(buffer, np.array(value))
    return buffer.getvalue()


def text(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def pictures(labels: Mapping[str, str | None], make=colour) -> dict[str, bytes]:
    """A picture at each path of ``labels``."""
    return {path: make(seed) for seed, path in enumerate(labels)}


def in_folders() -> Layout:
    labels = {
        f"{part}/{name}/{part}{name}.png": name.lower() for part in ("train", "test") for name in ("Happy", "Sad")
    }
    return Layout(pictures(labels, grey), labels, {path: "Test" for path in labels if path.startswith("test")})


def spelt_differently() -> Layout:
    names = {"Train/happy/a.png": "happy", "Test/Happy/b.png": "happy", "Train/CONTEMPT/c.png": "CONTEMPT",
             "Test/contempt/d.png": "CONTEMPT", "Train/fro\u0308hlich/e.png": "fröhlich",
             "Test/fröhlich/f.png": "fröhlich",
             "Train/very_sad/g.png": "very_sad", "Test/Very Sad/h.png": "very_sad"}  # fmt: skip
    usages = {path: "Test" for path in names if path.startswith("Test")}
    return Layout(pictures(names), names, usages, told=("are one class, “happy”",))


def numbered_like_fer2013() -> Layout:
    labels = {
        f"{part}/{code}/{part}{code}.png": FER2013[code] for part in ("train_set", "val_set") for code in range(7)
    }
    usages = {path: "Validation" for path in labels if path.startswith("val")}
    return Layout(pictures(labels, grey), labels, usages, told=("FER2013's codes",))


def people_then_emotions() -> Layout:
    labels = {f"subject{i:02d}/{name}/{i}{name}.png": name for i in range(12) for name in ("anger", "joy")}
    return Layout(pictures(labels), labels)


def people_without_labels() -> Layout:
    labels: dict[str, None] = {f"subject{i:02d}/{i}{j}.png": None for i in range(12) for j in range(2)}
    return Layout(pictures(labels), labels, options=ReadOptions(levels=("people",)))


def sessions_are_parts() -> Layout:
    labels = {f"{day}/{name}/{day}{name}.png": name for day in ("monday", "tuesday") for name in ("on", "off")}
    usages = {path: path.split("/")[0] for path in labels}
    return Layout(pictures(labels), labels, usages, ReadOptions(levels=("parts", "emotions")))


def named_in_files() -> Layout:
    labels = {f"p{i}/p{i}_{name}_{i}.jpg": name for i in range(3) for name in ("fear", "calm")}
    return Layout(pictures(labels), labels, options=ReadOptions(labels="filename:*_{label}_*"))


def list_beside() -> Layout:
    labels = {"faces/a.jpg": "happy", "faces/b.JPG": "sad", "faces/c.jpg": None, "faces/d.jpg": "sad"}
    table = text(
        "Image_Name;Emotion;Split", "A.jpg;happy;train", "images/b;sad;test", "d.jpg;Sad;val", "gone.jpg;fear;test"
    )
    usages = {"faces/b.JPG": "Test", "faces/d.jpg": "Validation"}
    told = ("1 row of the list names no picture", "1 picture is in no list", "are one class, “sad”")
    return Layout({**pictures(labels), "labels.csv": table}, labels, usages, told=told)


def one_column_an_emotion() -> Layout:
    labels = {"train/a.jpg": "happy", "train/b.jpg": "anger"}
    table = text("filename, anger, happy", "a.jpg, 0, 1", "b.jpg, 1, 0")
    return Layout({**pictures(labels), "train/_classes.csv": table}, labels)


def ck48() -> Layout:
    names = ("anger", "contempt", "disgust", "fear", "happy", "sadness", "surprise")
    labels = {f"CK+48/{name}/S0{i}0_004_0000001{i}.png": name for i, name in enumerate(names)}
    return Layout(pictures(labels, grey), labels)


def ck() -> Layout:
    frames = [f"cohn-kanade-images/S005/001/S005_001_0000000{i}.png" for i in (1, 2, 3)]
    others = [f"cohn-kanade-images/S010/002/S010_002_0000000{i}.png" for i in (1, 2)]
    labels: dict[str, str | None] = dict.fromkeys([*frames, *others], None)
    labels[frames[-1]] = "disgust"
    files = pictures(labels, grey)
    files["Emotion/S005/001/S005_001_00000003_emotion.txt"] = text("   3.0000000e+00")
    files["FACS/S005/001/S005_001_00000003_facs.txt"] = text("   9.0000000e+00   4.0000000e+00")
    return Layout(files, labels, known="CK+", told=("last picture of its sequence", "4 other pictures"))


def kdef() -> Layout:
    said = {"AF": "fear", "AN": "angry", "DI": "disgust", "HA": "happy", "NE": "neutral", "SA": "sad", "SU": "surprise"}
    labels = {f"KDEF/A{sex}0{i}/A{sex}0{i}{code}{angle}.JPG": name for i, sex in enumerate("FM", 1)
              for code, name in said.items() for angle in ("S", "HL", "FR")}  # fmt: skip
    return Layout(pictures(labels), labels, known="KDEF")


def jaffe() -> Layout:
    said = {"AN": "angry", "DI": "disgust", "FE": "fear", "HA": "happy", "NE": "neutral", "SA": "sad", "SU": "surprise"}
    labels = {f"jaffe/K{who}.{code}1.{i}{n}.tiff": name for n, who in enumerate("AL")
              for i, (code, name) in enumerate(said.items())}  # fmt: skip
    files = {path: encoded(np.full((64, 64), seed, np.uint8), "TIFF") for seed, path in enumerate(labels)}
    return Layout({**files, "jaffe/README_FIRST.txt": text("Please read.")}, labels, known="JAFFE")


RAF = {1: "surprise", 2: "fear", 3: "disgust", 4: "happy", 5: "sad", 6: "angry", 7: "neutral"}


def rafdb() -> Layout:
    names = {f"{part}_{i:0{width}d}": name for part, width in (("train", 5), ("test", 4)) for i, name in RAF.items()}
    labels = {f"basic/Image/aligned/{name}_aligned.jpg": label for name, label in names.items()}
    codes = {label: code for code, label in RAF.items()}
    files = pictures(labels) | {f"basic/Image/original/{name}.jpg": colour(50 + i) for i, name in enumerate(names)}
    files["basic/EmoLabel/list_patition_label.txt"] = text(*(f"{n}.jpg {codes[label]}" for n, label in names.items()))
    usages = {path: "Test" for path in labels if "/test_" in path}
    return Layout(files, labels, usages, known="RAF-DB", told=("14 whole pictures",))


def rafdb_in_folders() -> Layout:
    labels = {
        f"DATASET/{part}/{i}/{part}_{i:05d}_aligned.jpg": name for part in ("train", "test") for i, name in RAF.items()
    }
    rows = {part: text("image,label", *(f"{part}_{i:05d}_aligned.jpg,{i}" for i in RAF)) for part in ("train", "test")}
    files = pictures(labels) | {f"{part}_labels.csv": table for part, table in rows.items()}
    return Layout(files, labels, {path: "Test" for path in labels if "/test/" in path}, known="RAF-DB")


def rafdb_in_folders_alone() -> Layout:
    whole = rafdb_in_folders()
    files = {path: content for path, content in whole.files.items() if not path.endswith(".csv")}
    return Layout(files, whole.labels, whole.usages, known="RAF-DB", told=("RAF-DB's codes",))


AFFECTNET = ("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt")


def affectnet() -> Layout:
    labels: dict[str, str | None] = {
        f"{part}/images/{i}.jpg": name for part in ("train_set", "val_set") for i, name in enumerate(AFFECTNET)
    }
    labels["train_set/images/8.jpg"] = None
    files = pictures(labels)
    for path in list(labels):
        i = path.rsplit("/", 1)[-1].split(".")[0]
        place = path.replace("images", "annotations").removesuffix(".jpg")
        files |= {
            f"{place}_exp.npy": number(i),
            f"{place}_val.npy": number(0.5),
            f"{place}_lnd.npy": number([1.0, 2.0]),
        }
    usages = {path: "Validation" for path in labels if path.startswith("val")}
    return Layout(files, labels, usages, known="AffectNet", told=("AffectNet lists no emotion for it (1 “none”)",))


def affectnet_in_folders() -> Layout:
    labels = {
        f"AffectNet/{part}/{i}/{part}{i}.jpg": name for part in ("train", "test") for i, name in enumerate(AFFECTNET)
    }
    return Layout(pictures(labels), labels, {path: "Test" for path in labels if "/test/" in path}, known="AffectNet")


def affectnet_by_names() -> Layout:
    names = ("Anger", "Contempt", "disgust", "fear", "happy", "neutral", "sad", "surprise")
    labels = {f"{part}/{name}/{part}{name}.jpg": name for part in ("Train", "Test") for name in names}
    table = text(
        ",pth,label,relFCs",
        *(f"{i},{path.split('/', 1)[1]},{name},0.8" for i, (path, name) in enumerate(labels.items())),
    )
    usages = {path: "Test" for path in labels if path.startswith("Test")}
    return Layout({**pictures(labels), "labels.csv": table}, labels, usages, told=("was not used",))


def affectnet_by_list() -> Layout:
    labels: dict[str, str | None] = {
        f"Manually_Annotated_Images/{1000 + i}/x{i}.jpg": n for i, n in enumerate(AFFECTNET)
    }
    labels["Manually_Annotated_Images/1010/x10.jpg"] = None
    header = "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal"
    rows = [f"{path.split('/', 1)[1]},1,1,50,50,1;2,{path.split('/x')[1][:-4]},0.1,0.2" for path in labels]
    return Layout(
        {**pictures(labels), "training.csv": text(header, *rows)}, labels, known="AffectNet", told=("no face",)
    )


def expw() -> Layout:
    files = {"origin/joy_1.jpg": colour(1, 200), "origin/joy_2.jpg": colour(2, 200), "origin/none.jpg": colour(3, 200)}
    files["label/label.lst"] = text(
        "joy_1.jpg 0 10 20 110 120 60.5 3", "joy_1.jpg 1 100 100 150 150 9.1 0", "joy_2.jpg 0 0 0 100 100 20 6",
        "gone.jpg 0 1 1 50 50 5.0 4",
    )  # fmt: skip
    labels = {"origin/joy_1.jpg, face 0": "happy", "origin/joy_1.jpg, face 1": "angry", "origin/joy_2.jpg": "neutral"}
    return Layout(
        files, labels, known="ExpW", told=("1 picture without a face in the list", "1 picture named in the list")
    )


FER_PLUS_HEADER = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
FER_PLUS = {"neutral": 0, "happy": 1, "surprise": 2, "sad": 3, "angry": 4, "disgust": 5, "fear": 6, "contempt": 7}


def votes(label: str | None) -> str:
    """Cells of ten votes: eight for the label and two for another; a tie where there is none."""
    cells = [0] * 10
    for place, n in ((FER_PLUS[label], 8), (9, 2)) if label else ((0, 5), (3, 5)):
        cells[place] = n
    return ",".join(map(str, cells))


def ferplus() -> Layout:
    said = [*FER_PLUS, None]
    parts = ["Training"] * 5 + ["PublicTest"] * 2 + ["PrivateTest"] * 2
    labels = {f"images/fer{i:07d}.png": label for i, label in enumerate(said)}
    rows = [f"{part},fer{i:07d}.png,{votes(said[i])}" for i, part in enumerate(parts)]
    files = {**pictures(labels, grey), "fer2013new.csv": text(FER_PLUS_HEADER, *rows)}
    return Layout(files, labels, dict(zip(labels, parts, strict=True)), known="FER+", told=("1 a tie",))


def ferplus_in_folders() -> Layout:
    folders = {"FER2013Train": "Training", "FER2013Valid": "PublicTest", "FER2013Test": "PrivateTest"}
    labels, usages, files, row = {}, {}, {}, 0
    for folder, part in folders.items():
        lines = []
        for label in FER_PLUS:
            path = f"data/{folder}/fer{row:07d}.png"
            labels[path], usages[path], files[path] = label, part, grey(row)
            lines.append(f'fer{row:07d}.png,"(0, 0, 48, 48)",{votes(label)}')
            row += 1
        files[f"data/{folder}/label.csv"] = text(*lines)
    return Layout(files, labels, usages, known="FER+")


LAYOUTS = {
    make.__name__: make
    for make in (
        in_folders, spelt_differently, numbered_like_fer2013, people_then_emotions, people_without_labels,
        sessions_are_parts, named_in_files, list_beside, one_column_an_emotion, ck48, ck, kdef, jaffe, rafdb,
        rafdb_in_folders, rafdb_in_folders_alone, affectnet, affectnet_in_folders, affectnet_by_names,
        affectnet_by_list, expw, ferplus, ferplus_in_folders,
    )
}  # fmt: skip
