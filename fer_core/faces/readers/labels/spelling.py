"""Names in different spellings: which of them are the same, and which are emotions."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_BETWEEN = re.compile(r"[\s_\-\u2010-\u2015]+")
_NUMBERED = re.compile(r"^\d+|\d+$")

_EMOTIONS = """
angry anger mad rage fury furious annoyed annoyance irritated disgust disgusted disgusting fear afraid fearful
scared terror terrified frightened anxious anxiety happy happiness happily joy joyful glad smile smiling laugh
laughing laughter excited excitement amused amusement delighted sad sadness sadly unhappy sorrow grief crying
depressed surprise surprised surprising astonished amazed shock shocked neutral calm calmness natural relaxed serene
content contentment contempt contemptuous scorn disdain boredom bored confused confusion embarrassed embarrassment
shame pain proud pride guilt angrily fearfully disgustedly surprisedly appalled hatred awed awe positive negative
emotionless noemotion wut wütend wuetend ärger verärgert zorn zornig ekel angeekelt angst ängstlich furcht furchtsam
freude freudig fröhlich froehlich glücklich gluecklich traurig trauer überrascht ueberrascht überraschung verachtung
gelassen ruhig colère en_colère fâché dégoût dégoûté peur effrayé joie joyeux joyeuse heureux heureuse triste
tristesse surpris mépris neutre calme enojo enojado enfado enfadado ira asco asqueado disgusto miedo felicidad feliz
alegría alegre tristeza sorpresa sorprendido sorprendida neutro neutra desprecio calma raiva nojo medo alegria
surpresa desprezo neutralidade rabbia paura felicità felice gioia tristezza sorpreso neutrale disprezzo boos
boosheid walging bang angstig blij verdrietig verdriet verrast verrassing neutraal minachting złość wstręt strach
radość smutek zaskoczenie neutralny neutralność pogarda kızgın öfke iğrenme tiksinti korku mutlu mutluluk üzgün
üzüntü şaşkın şaşkınlık nötr arg ilska avsky rädsla rädd glad glädje ledsen sorg förvånad злость злой гнев
отвращение страх радость счастье грусть печаль удивление нейтральный нейтрально презрение 生气 愤怒 厌恶 恶心 害怕
恐惧 开心 高兴 快乐 难过 悲伤 伤心 惊讶 吃惊 中性 平静 蔑视 怒り 嫌悪 恐怖 恐れ 喜び 幸福 悲しみ 驚き 無表情 中立
軽蔑 분노 혐오 공포 두려움 기쁨 행복 슬픔 놀람 중립 경멸 غضب خوف فرح حزن
"""


@lru_cache(maxsize=10_000)
def key_of(name: str) -> str:
    """The same text for all spellings of a name, which may differ in case, in accents, and in space, ``_`` or ``-``."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return _BETWEEN.sub(" ", folded).strip() or folded


EMOTIONS = frozenset(key_of(word) for word in _EMOTIONS.split())
"""Keys of words for emotions, in English and some other languages. Other names are allowed too."""


@lru_cache(maxsize=10_000)
def is_emotion(name: str) -> bool:
    """Whether a name is or contains a word for an emotion: ``Happy``, ``0_angry``, ``happily surprised``."""
    words = {key_of(name)} | {_NUMBERED.sub("", word) for word in key_of(name).split(" ")}
    return not EMOTIONS.isdisjoint(words)


def mostly_emotions(names: Iterable[str]) -> bool:
    """Whether at least half of ``names``, which may repeat, are emotions."""
    found = [is_emotion(name) for name in names]
    return bool(found) and 2 * sum(found) >= len(found)
