"""The report and the model card: they tell what the lab found, load nothing, and no name can break out of its place."""

import dataclasses
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from fer_core.__main__ import main
from fer_core.base.errors import NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming import sheet
from fer_core.naming.coverage import Coverage
from fer_core.naming.decision import Event
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.sheet import to_csv, to_parquet
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.shuffled import shuffled
from fer_core.report import card, face_images, facts_of, report_html
from fer_core.report.card import markdown
from fer_core.report.predictions import predictions_sheet
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.runs import note
from fer_core.study.runs.run import run_of
from fer_core.study.store import Store
from fer_core.study.study import Study

EVIL = "<script>alert(1)</script>"
LINK = "![x](http://a.b/c.png)"
CLASSES = ("angry", "</script><b>x", LINK, "happy", "=1+1", "a|b", "https://a.b")
PICTURE = ' src="data:image/jpeg'
Trained = tuple[Store, Study, Lab, NamingState]


@pytest.fixture(scope="module")
def trained(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A study whose name, emotions and people are as bad as can be, named by two people and trained."""
    return train(faces, looked_at, tmp_path_factory.mktemp("report"), labelled=True)


def train(faces: FaceSet, looked_at: Path, home: Path, labelled: bool) -> Trained:
    shutil.copytree(looked_at, home / "artefacts")
    store = Store(home)
    emotions = faces.emotions if labelled else None
    odd = FaceSet.of(
        faces.images, emotions, classes=CLASSES, usage=faces.usage, usages=faces.usages, name="*odd*", synthetic=True
    )
    dataset = datasets.save(store, Import(odd, (), "sample"), "sample")
    made = study.create(store, EVIL, dataset, study.fitting(odd))
    lab = Lab(store, odd, made.choices)
    log = DecisionLog(study.folder(store, made.id) / "decisions.sqlite")
    for who, groups in ((EVIL, 10), (LINK, 7)):
        verdicts = [Verdict("name", CLASSES[(g + (who == LINK and g == 0)) % 6]) for g in range(groups)]
        events = [Event(f"c-{groups}", g + 1, lab.groups.key, "verdict", g, (), v) for g, v in enumerate(verdicts)]
        lab.groups.clustering()
        log.append(events, who)
    state = replay(log.for_clustering(lab.groups.key))
    log.close()
    lab.training.result(lab.naming.named_faces(state))
    lab.references.all()
    return store, made, lab, state


class Page(HTMLParser):
    """What a browser would see: elements with attributes, scripts' content, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] and self.elements[-1][0] not in ("script", "style"):
            self.text += data


def html_of(trained: Trained, shown: bool = True) -> str:
    _, made, lab, state = trained
    told = facts_of(made, lab, state)
    return report_html(told, face_images(lab, state, told.grouping.groups) if shown else None)


def charts_in(html: str) -> list[str]:
    return re.findall(r'<script type="application/json" id="chart-\w+">(.*?)</script>', html, re.S)


def test_facts_are_those_of_the_lab(trained: Trained) -> None:
    _, made, lab, state = trained
    told = facts_of(made, lab, state)
    training = lab.training.result(lab.naming.named_faces(state))
    assert told.recognizer.scores is not None and training.scores is not None
    assert told.recognizer.scores.accuracy == training.scores.accuracy
    assert told.recognizer.references is not None
    known = [*lab.references.all(), shuffled(training.scores.confusion)]
    assert [r.accuracy for r in told.recognizer.references] == sorted(r.accuracy for r in known)
    assert (told.naming.decisions, [p.decisions for p in told.naming.people]) == (17, [10, 7])
    assert told.naming.disputed_groups == 1
    assert told.naming.agreement_groups is not None and told.naming.agreement_groups.items == 7
    assert told.naming.with_names == len(np.unique(lab.naming.named_faces(state).rows))
    assert sum(group.size for group in told.grouping.groups) == len(lab.division.grouped_rows)
    assert told.split.training == len(lab.division.split.train) and told.origin.keys["groups"] == lab.groups.key
    assert told.recognizer.unnamed == ("https://a.b",)


def test_the_report_says_whether_probabilities_can_be_taken_at_their_word(trained: Trained) -> None:
    _, made, lab, state = trained
    told = facts_of(made, lab, state)
    found = told.recognizer.calibration
    assert found is not None
    page = Page(report_html(told)).text
    assert f"calibration error is {100 * found.error:.1f} points" in page
    assert ("Confidence matches accuracy" in page) == found.holds


def test_what_was_never_made_is_said_in_a_line_and_not_made(trained: Trained) -> None:
    store = trained[0]
    before = sorted(p.name for p in (store.home / "artefacts").iterdir())
    page = Page(html_of(trained, shown=False)).text
    assert sorted(p.name for p in (store.home / "artefacts").iterdir()) == before
    assert "These faces were not audited" in page and "was not measured" in page
    assert "Balancing strategies were not compared" in page


def test_an_audit_and_what_was_left_out_are_told(trained: Trained, tmp_path: Path) -> None:
    store, made, lab, state = trained
    shutil.copytree(store.home, tmp_path / "home")
    again = Lab(Store(tmp_path / "home"), lab.faces, made.choices)
    found = again.audit.findings()
    told = facts_of(made, again, state)
    assert told.defects is not None
    assert {d.check: d.faces for d in told.defects} == {check: len(f) for check, f in found.items()}


def test_nothing_is_loaded_from_anywhere(trained: Trained) -> None:
    html = html_of(trained)
    page = Page(html)
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "audio", "video")
        assert not [name for name in attributes if name.startswith("on") or name in ("srcset", "action")]
        assert (attributes.get("src") or "data:image/").startswith("data:image/")
        assert (attributes.get("href") or "#").startswith("#")
        assert "url(" not in (attributes.get("style") or "")
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)
    assert policy is not None and "default-src 'none'" in policy and "http" not in policy
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_names_of_people_studies_and_emotions_stay_text(trained: Trained) -> None:
    html = html_of(trained)
    page = Page(html)
    charts = charts_in(html)
    assert len(charts) == 8  # without an audit there is no chart of defects
    assert sum(tag == "script" for tag, _ in page.elements) == len(charts) + 2
    assert EVIL in page.text and LINK in page.text and CLASSES[1] in page.text
    for chart in charts:
        assert "<" not in chart
        drawn = json.dumps(json.loads(chart), ensure_ascii=False)
        assert EVIL not in drawn and "<b>x" not in drawn  # plotly reads HTML
    assert not [t for t, a in page.elements if t == "img" and not (a.get("src") or "").startswith("data:image/jpeg")]


def test_pictures_are_there_only_if_wanted(trained: Trained) -> None:
    shown, hidden = html_of(trained), html_of(trained, shown=False)
    assert shown.count(PICTURE) == 10 + 6 and hidden.count(PICTURE) == 0
    assert "without pictures of faces" in Page(hidden).text
    assert Page(hidden).text.count("How to read this") == Page(shown).text.count("How to read this") == 8


def test_groups_that_share_something_else_are_counted_and_named_ones_are_a_limit(trained: Trained) -> None:
    _, made, lab, state = trained
    facts = facts_of(made, lab, state)
    assert "something else than an expression" not in card(facts) and facts.naming.groups.rejected == 0
    naming = dataclasses.replace(facts.naming, something_else=(1, 12), looks=(3, 2, 40), groups=Coverage(8, 1, 1))
    told = card(dataclasses.replace(facts, naming=naming))
    assert "12 faces (1 whole group among them) got no name" in told
    assert "rejected (not a face, something else): 1; open (mixed, skipped, unanswered): 1" in told
    assert "3 groups share brightness, size, proportions" in told and "2 of them were named (40 faces)" in told
    assert "2 groups with 40 faces were named although the faces share how they look" in told  # among the caveats


def test_the_same_study_gives_the_same_report(trained: Trained) -> None:
    first, again = html_of(trained), html_of(trained)
    assert len(first) == len(again) and hash(first) == hash(
        again
    )  # compared as they are, a difference would fill pages


def test_the_model_card_has_all_sections_and_no_markup_of_others(trained: Trained) -> None:
    _, made, lab, state = trained
    text = card(facts_of(made, lab, state))
    for title in (
        "Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
        "Quantitative analyses", "Ethical considerations", "Caveats and recommendations",
    ):  # fmt: skip
        assert f"\n## {title}\n" in text
    assert not re.search(r"(?<!\\)\]\(", text) and "://" not in text and not re.search(r"(?<!\\)<(?!br)", text)
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")}
    assert cells == {4, 6, 7}  # a | in a name opens no cell
    assert "mean nothing for real faces" in text and "Art. 5(1)(f)" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a b"), ("1. x", "1\\. x"), ("14.3%", "14.3%"), ("- x", "\\- x"), ("---", "\\---"), ("# x", "\\# x"),
        ("www.a.b", "www\\.a.b"), ("http://a", "http:/\\/a"), ("&lt;", "\\&lt;"), ("`x`", "\\`x\\`"),
    ],
)  # fmt: skip
def test_markdown_shows_text_as_it_is(text: str, shown: str) -> None:
    assert markdown(text) == shown


def test_without_labels_nobody_says_how_often_it_is_right(faces: FaceSet, looked_at: Path, tmp_path: Path) -> None:
    bare = train(faces, looked_at, tmp_path / "home", labelled=False)
    page, text = Page(html_of(bare)).text, card(facts_of(*bare[1:]))
    assert "recognizer cannot be measured" in page and "95 % confidence" not in page
    assert "have no labels" in text and "| precision" not in text


def test_names_that_were_not_learnt_are_not_reported(trained: Trained) -> None:
    _, made, lab, _ = trained
    with pytest.raises(NotFound, match="newest names"):
        facts_of(made, lab, NamingState())


def test_predictions_are_the_same_in_both_formats(trained: Trained) -> None:
    _, _, lab, state = trained
    said = lab.training.result(lab.naming.named_faces(state)).probabilities
    judges = lab.division.split.test
    table = to_csv(predictions_sheet(lab.faces, judges, said)).decode().splitlines()
    assert table[0].startswith("face,predicted,true,p(angry),") and len(table) == len(judges) + 1
    assert not [line for line in table if ",=" in line]  # a spreadsheet would calculate it
    known = ["face", "predicted", "true", *(f"p({name})".lower() for name in CLASSES), "said", "source"]
    assert table[0].endswith(",source") and table[1].endswith(",")  # the sample came from no file
    rows = sheet.read(to_parquet(predictions_sheet(lab.faces, judges, said)), ["face"], known)
    assert [int(row["face"]) for _, row in rows] == judges.tolist()
    assert [row["predicted"] for _, row in rows] == [CLASSES[i] for i in said.argmax(axis=1)]


def test_the_command_writes_both(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store, made, *_ = trained
    monkeypatch.setenv("FER_LAB_HOME", str(store.home))
    page, text = tmp_path / "out.html", tmp_path / "out.md"
    assert main(["report", made.id, "--html", str(page), "--card", str(text), "--no-pictures"]) == 0
    assert page.read_text("utf-8").count(PICTURE) == 0 and text.read_text("utf-8").startswith("# Model card: \\<script")
    assert main(["report", made.id, "--card", str(tmp_path / "nowhere" / "out.md")]) == 2
    other = study.create(store, "Other", made.dataset, made.choices)
    assert main(["report", other.id]) == 2
    assert "No group has a name yet" in capsys.readouterr().err


def test_other_runs_on_the_same_judges_are_told(trained: Trained, tmp_path: Path) -> None:
    store, made, lab, state = trained
    shutil.copytree(store.home, tmp_path / "home")
    again = Lab(Store(tmp_path / "home"), lab.faces, made.choices)
    named = again.naming.named_faces(state)
    run = run_of(again, state, named, again.training.result(named), "browser", 17)
    for key in (run.key, "0" * 16):
        note(again.results.store, made.id, dataclasses.replace(run, key=key))
    page = Page(report_html(facts_of(made, again, state))).text
    assert "2 runs of this study were tested on these same faces" in page
    assert f"python -m fer_core study rerun {made.id} --run {run.key}" in page
