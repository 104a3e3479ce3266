"""A result as a Python program: the same steps with the library, on the faces and decisions of the home folder."""

from fer_core.report.repeat.code import choices_code, imports_for
from fer_core.report.repeat.subject import Repeated, one_line
from fer_core.study.session import Session

GROUPS = """lab = Lab(store, faces, choices)
groups = lab.groups.clustering()
print(f"{len(groups.sizes)} groups of {groups.sizes.min():,} to {groups.sizes.max():,} faces")"""
NAMES = """naming = replay(d for d in decisions if d.clustering == lab.groups.key)
named = lab.naming.named_faces(naming)
print(f"{naming.decisions:,} decisions on {len(groups.sizes)} groups")"""
TRAINING = """training = lab.training.result(named)
scores = training.scores
print(f"{training.faces_named:,} faces named, {len(lab.division.split.test):,} test faces")
if scores is None:
    print("These faces have no labels, so there is no score.")
else:
    low, high = scores.interval
    print(f"accuracy {scores.accuracy:.1%} (95 % interval {low:.1%} to {high:.1%}; chance {faces.chance:.1%})")
    print(f"balanced accuracy {scores.balanced_accuracy:.1%}, macro F1 {scores.macro_f1:.2f}")
    for name, recall in zip(faces.classes, scores.recall, strict=True):
        print(f"  {name}: recall {recall:.1%}")"""


def program(session: Session) -> str:
    """The program, to be run with FER Lab's folder as the current one."""
    of = Repeated(session)
    study, last = session.study, max((d.id for d in of.decisions), default=0)
    parts = [
        f'"""FER Lab: makes the result of the study “{one_line(study.name)}” again ({of.in_words}).\n\n'
        "Run it in FER Lab's folder. What is on disk already is opened, not computed again.\n" + '"""',
        imports(of, "from fer_core.study.session import study_log"),
        "store = Store()  # the folder that FER_LAB_HOME names, else your user data folder\n"
        f'faces = datasets.load(store, "{study.dataset}")  # {one_line(session.faces.name)}',
        choices_code(of.usual, study.choices),
        GROUPS,
        f'decisions = [d for d in study_log(store, "{study.id}").all() if d.id <= {last}]\n{NAMES}',
        TRAINING,
    ]
    return "\n\n".join(parts) + "\n"


def imports(of: Repeated, *more: str) -> str:
    """All imports of a program or notebook, sorted."""
    settings = imports_for(of.usual, of.session.study.choices)
    needed = {
        "from fer_core.naming.replay import replay", "from fer_core.study import datasets, study",
        "from fer_core.study.lab import Lab", "from fer_core.study.store import Store", *settings, *more,
    }  # fmt: skip
    changed = of.usual != of.session.study.choices
    return ("import dataclasses\n\n" if changed else "") + "\n".join(sorted(needed))
