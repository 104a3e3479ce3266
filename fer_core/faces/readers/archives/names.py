"""Finds the most likely encoding of all names in an archive that does not give it."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from itertools import pairwise

_MOST = 1000
"""Different names that are used at most; more add no information."""

# Letters beyond ASCII, the most common first.
_WEST = "éäöüèáíóçàñãßêâôåøúæìòîëïûùõœ"
_CENTRAL = "áíéžšřčęłąśýůěóżćńźďňťúöüäőűţşăâîôß"
_TURKISH = "ışüöçğİâîû"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў"
_CHINESE = (
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自去之过家学对可里后小心多天能好都然没日于起发成事"
    "只作当想看文无开手十用主行方又如前所本见经头面公同三老从动两长知民样现分将外但身与高意进把法此实回二理美点月明种声全工话向情部"
    "正名定女问力机给等几很业最间新打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由代军产入先山五太水万市眼"
    "体别处总才场师书比住员九笑性通目华报立马张难神数件安表原车白应路常感金何反合放做系计图片照像王李赵陈刘杨黄周吴徐孙红建夹微男"
)
_CODE_PAGES = {
    "utf-8": "", "cp437": _WEST, "cp850": _WEST, "cp1252": _WEST, "cp852": _CENTRAL,
    "cp1250": _CENTRAL, "cp857": _TURKISH, "cp1254": _TURKISH, "mac_roman": _WEST, "cp866": _CYRILLIC,
    "cp1251": _CYRILLIC, "gbk": _CHINESE, "cp932": "", "cp949": "", "big5": "",
}  # fmt: skip
"""Encodings of Windows, DOS and Macs, the most common first, with letters that are common in them."""

_LEADING = {"gbk": range(0xB0, 0xD8), "cp932": range(0x82, 0x98), "cp949": range(0xB0, 0xC9), "big5": range(0xA4, 0xC7)}
"""First bytes of the common characters of East Asian encodings."""

_MARKS = "’‘“”–—…°·€§©®™«»¿¡ªº№、。・「」（）［］！？－＿　\xa0\u202f"
_WORDS = """
fröhlich glücklich wütend ärger ängstlich überrascht überraschung verärgert
colère énervé dégoût dégoûté étonné étonnement effrayé fâché mépris
alegría desdén felicità neutralità aversão irritação
förvånad förvåning rädd rädsla äcklad överraskad glæde
szczęście szczęśliwy złość zły wściekłość wstręt radość štěstí šťastný překvapení znechucení smutný
öröm düh félelem meglepetés szomorúság dühös kızgın üzgün şaşkın korkmuş iğrenme öfke şaşırma nötr üzüntü
счастье радость злость гнев грусть печаль страх удивление отвращение презрение нейтрально нейтральный
щастя радість сум подив огида нейтральний
高兴 快乐 开心 生气 愤怒 悲伤 伤心 惊讶 恐惧 害怕 厌恶 中性 平静 蔑视 轻蔑
高興 快樂 生氣 憤怒 悲傷 驚訝 恐懼 厭惡
喜び 怒り 悲しみ 驚き 恐れ 恐怖 嫌悪 無表情 中立 笑顔 幸せ 普通 真顔 軽蔑
행복 기쁨 분노 화남 슬픔 놀람 공포 두려움 혐오 역겨움 중립 무표정 당황 불안 상처
"""
_EMOTIONS = frozenset(_WORDS.split())
"""Names of emotion folders in many languages; one of them is stronger evidence than any count of letters."""


def encoding_of(names: Collection[bytes]) -> str:
    """The most likely encoding of all ``names``; ``"utf-8"`` if all of them can be decoded with it."""
    parts = _parts_beyond_ascii(names)
    if all(_decoded(part, "utf-8") is not None for part in parts):
        return "utf-8"
    return max(_CODE_PAGES, key=lambda page: sum(_score(part, page) for part in parts))


def decoded(name: bytes, encoding: str) -> str:
    """A name as text; bytes that are invalid in ``encoding`` are escaped (``\\xff``)."""
    return name.decode(encoding, "backslashreplace")


def _parts_beyond_ascii(names: Iterable[bytes]) -> list[bytes]:
    """Different names of files and folders with letters beyond ASCII."""
    parts: dict[bytes, None] = {}
    for name in names:
        if not name.isascii():
            # Not at backslashes, which are parts of characters in some encodings.
            parts |= dict.fromkeys(part for part in name.split(b"/") if not part.isascii())
            if len(parts) >= _MOST:
                break
    return list(parts)


def _decoded(part: bytes, page: str) -> str | None:
    try:
        return part.decode(page)
    except UnicodeDecodeError:
        return None


def _score(part: bytes, page: str) -> float:
    """How plausible a name is in this encoding: about one point for each plausible byte beyond ASCII."""
    text = _decoded(part, page)
    if text is None:
        return -2.0 * sum(byte > 127 for byte in part)
    points = sum(_letter(letter, page) for letter in text if not letter.isascii())
    points += sum(_step(before, after) for before, after in pairwise(text))
    words = re.split(r"[\W\d_]+", text.lower())
    return points + 5 * sum(word in _EMOTIONS for word in words if not word.isascii())


@cache
def _letter(letter: str, page: str) -> float:
    written = letter.encode(page, "ignore")
    kind = unicodedata.category(letter)
    if kind.startswith(("L", "M")):
        return len(written) * _commonness(letter, written, page)
    if letter in _MARKS:
        return 0.2
    if kind.startswith("C"):
        return -3.0
    return -2.0 if "\u2500" <= letter <= "\u259f" else -1.0  # lines and boxes; other signs


def _commonness(letter: str, written: bytes, page: str) -> float:
    if page in _LEADING:
        usual = len(written) == 2 and written[0] in _LEADING[page]
        return (1.0 if letter in _CODE_PAGES[page] else 0.9 if usual and page != "gbk" else 0.7) if usual else 0.4
    letters = _CODE_PAGES[page]
    at = max(letters.find(letter), letters.find(letter.lower()))
    rarer = list(_CODE_PAGES).index(page)
    return 1.0 if page == "utf-8" else 1 - (at + rarer) / 100 if at >= 0 else 0.4


@cache
def _step(before: str, after: str) -> float:
    """Penalty (at most 0) for two adjacent letters: different scripts, a capital after a small letter, two accents."""
    if not (before.isalpha() and after.isalpha()) or (before + after).isascii():
        return 0.0
    accents = not before.isascii() and not after.isascii() and _script(before) == "LATIN"
    return -float(_script(before) != _script(after)) - float(before.islower() and after.isupper()) - 0.3 * accents


@cache
def _script(letter: str) -> str:
    script = unicodedata.name(letter, "?").split()[0]
    return "CJK" if script in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC") else script
