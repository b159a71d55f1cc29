"""What a passage may not do. Each rule yields faults: file, line, what is wrong, the sentence."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import textstat

from tests.prose.passages import CONTENT, LINK, QUOTED_PARTS, Passage

LISTS = Path(__file__).parent
GRADE = 7.0
MOST_WORDS = {"sentence": 28, "average": 15, "paragraph": 60, "script": 60}
LEAST_HEADING, LEAST_REPEAT = 3, 5
TITLES = frozenset({"heading", "title", "eyebrow"})
LEAST_PROSE = 60
"""Words below which a grade says nothing."""

TOPIC = re.compile(r"(?:What|How|Why|When|Where|Which|About|Tips|Overview|Introduction)\b")
WORLD = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:%|percent\b|in 100\b|in ten\b|out of \d+)"
    r"|\b(?:one|two|three|four|nine) (?:in|out of) (?:two|three|four|five|ten|a hundred)\b"
    r"|(?<!how )(?<!the )\b(?:most|half of|a third of|many|nearly all)"
    r" (?:people|customers|owners|buyers|adults|users)\b"
    r"|\b(?:\d+|two|three|four|five|ten) times (?:as|more|the)\b"
    r"|\bon average\b",
    re.IGNORECASE,
)
OWN = re.compile(r"\bjudge(?:ment)?\b|\bwe take it\b|\bguess\b|\byour own\b", re.IGNORECASE)
EMPTY_LINKS = frozenset({"here", "this", "link", "click here", "read more", "more"})
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BARE = re.compile(
    r"https?://\S+|\S+@\S+|[\w-]+(?:\.[a-z]\w+)+|\.[a-z]{3}\b|#\w+|\{\w+\}|\[[^\]]*\]"
)
FORMULA = re.compile(r"[=×√]|log-odds")
"""A sentence of the method page that is arithmetic has as many signs as it needs."""
IDEA_WORDS = 0.6


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend."""

    path: str
    line: int
    wrong: str
    sentence: str

    def __str__(self) -> str:
        """Return the fault as a line: file, line, what is wrong, the sentence."""
        return f"{self.path}:{self.line}: {self.wrong}: {self.sentence}"


@lru_cache
def listed(name: str) -> tuple[str, ...]:
    """Return the lines of a list beside this file, without comments."""
    lines = (LISTS / name).read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@lru_cache
def _banned() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(listed('banned.txt'))})\b", re.IGNORECASE)


@lru_cache
def _verbs() -> frozenset[str]:
    return frozenset(" ".join(listed("verbs.txt")).split())


def grade(passages: Iterable[Passage]) -> float:
    """Return the Flesch-Kincaid grade of all full sentences; 0 where there are too few words."""
    whole = [
        p.text for p in passages if p.kind not in TITLES and re.search(r"[.?!][\"'”)]*$", p.text)
    ]
    text = "\n".join(whole)
    if len(text.split()) < LEAST_PROSE:
        return 0.0
    return float(textstat.flesch_kincaid_grade(text.replace("[", "").replace("]", "")))


def single(passage: Passage) -> Iterator[Fault]:
    """Yield what is wrong with one passage by itself."""

    def fault(wrong: str, sentence: str) -> Fault:
        return Fault(passage.path, passage.line, wrong, sentence)

    for sentence in passage.sentences():
        found = _banned().search(sentence)
        if found:
            yield fault(f"banned: '{found[0]}'", sentence)
        if re.search(r"!(?!\[)", sentence):
            yield fault("an exclamation mark", sentence)
        if "—" in sentence:
            yield fault("an em dash", sentence)
        words = len(sentence.split())
        if words > MOST_WORDS["sentence"] and not FORMULA.search(sentence):
            yield fault(f"a sentence of {words} words", sentence)
    words = len(passage.text.split())
    if passage.kind not in TITLES and words > MOST_WORDS["paragraph"]:
        yield fault(f"a paragraph of {words} words", passage.text[:80])
    if passage.kind == "heading":
        yield from (fault(wrong, passage.text) for wrong in heading(passage.text))


def heading(text: str) -> Iterator[str]:
    """Yield what is wrong with a heading: it has to give the answer."""
    words = re.findall(r"[\w'’]+", text)
    if len(words) < LEAST_HEADING:
        yield "a heading too short to be an answer"
    elif TOPIC.match(text) and not text.endswith("?"):
        yield "a heading that names a topic"
    elif not {word.lower() for word in words} & _verbs() and not text.endswith("?"):
        yield "a heading without a verb (add the verb to verbs.txt if it has one)"


def figures(passage: Passage) -> Iterator[Fault]:
    """Yield figures about the world that no finding stands behind."""
    if passage.part.startswith(QUOTED_PARTS) or passage.kind in TITLES or OWN.search(passage.text):
        return
    uncited = LINK.sub(lambda m: "" if "/evidence/" in m[2] else m[1], passage.raw or passage.text)
    for found in WORLD.finditer(uncited):
        yield Fault(
            passage.path, passage.line, f"a figure without a finding: '{found[0]}'", uncited
        )


def links(passage: Passage) -> Iterator[Fault]:
    """Yield links that say nothing, or lead nowhere."""
    here = (CONTENT.parent / passage.path).parent
    for text, target in LINK.findall(passage.raw):
        if text.strip().lower() in EMPTY_LINKS or text.startswith("http"):
            yield Fault(passage.path, passage.line, "a link that says nothing", text)
        file = target.partition("#")[0]
        if not file.startswith("http") and not (here / file).exists():
            yield Fault(passage.path, passage.line, f"a link to nothing: {target}", text)


def tangled(passages: Sequence[Passage]) -> Iterator[Fault]:
    """Yield a file that reads too hard, or whose sentences are too long on the whole."""
    if not passages:
        return
    path = passages[0].path
    found = grade(passages)
    if found > GRADE:
        worst = max((s for p in passages for s in p.sentences()), key=lambda s: (_hard(s), s))
        yield Fault(path, 1, f"reading grade {found:.1f}, more than {GRADE:g}; hardest", worst)
    spoken = [s for p in passages if p.kind not in TITLES for s in p.sentences()]
    average = sum(len(s.split()) for s in spoken) / max(1, len(spoken))
    if average > MOST_WORDS["average"]:
        yield Fault(path, 1, f"sentences of {average:.1f} words on average", "")


def _hard(sentence: str) -> float:
    return float(textstat.flesch_kincaid_grade(sentence)) if len(sentence.split()) > 5 else 0.0


def key(sentence: str) -> str:
    """Return a sentence as it is compared: words alone, in lower case."""
    return " ".join(WORD.findall(sentence.lower()))


def repeated(passages: Iterable[Passage]) -> Iterator[Fault]:
    """Yield sentences that stand under two owners: two channels, two trades, two scripts."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        for sentence in passage.sentences():
            if len(sentence.split()) < LEAST_REPEAT:
                continue
            before = seen.setdefault(key(sentence), passage)
            if owner(before.path) != owner(passage.path):
                wrong = f"stands in {before.path}:{before.line} too"
                yield Fault(passage.path, passage.line, wrong, sentence)


def owner(path: str) -> str:
    """Return whose words a file holds: a channel's folder, else the file itself."""
    return path.rpartition("/")[0] if "/channels/" in path else path


def alike(passages: Iterable[Passage], most: int = 2) -> Iterator[Fault]:
    """Yield ideas that more than `most` others in one other trade say in nearly the same words."""
    ideas = [(p, _content(p.text)) for p in passages if p.part.startswith("ideas.")]
    index: dict[str, list[int]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[tuple[Passage, Passage]]] = defaultdict(list)
    for number, (passage, words) in enumerate(ideas):
        for other in {n for word in words for n in index[word]}:
            earlier, theirs = ideas[other]
            same = len(words & theirs) / len(words | theirs)
            if earlier.path != passage.path and same >= IDEA_WORDS:
                pairs[earlier.path, passage.path].append((earlier, passage))
        for word in words:
            index[word].append(number)
    for found in pairs.values():
        for earlier, passage in found if len(found) > most else ():
            wrong = f"nearly the idea of {earlier.path}:{earlier.line}"
            yield Fault(passage.path, passage.line, wrong, passage.text)


def _content(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s") for w in WORD.findall(text.lower()) if len(w) > 3)


def misspelt(passages: Sequence[Passage], dictionary: str, known: Iterable[str]) -> list[Fault]:
    """Return the words that hunspell's dictionary does not hold, nor the list of known ones."""
    own = {word.casefold() for word in known}
    where: dict[str, Passage] = {}
    for passage in passages:
        for word in WORD.findall(BARE.sub(" ", passage.text).replace("’", "'")):
            base = word.removesuffix("'s")
            if base.casefold() not in own and len(base) > 1:
                where.setdefault(base, passage)
    done = subprocess.run(
        ["hunspell", "-l", "-i", "utf-8", "-d", dictionary],
        input="\n".join(where),
        capture_output=True,
        text=True,
        check=True,
    )
    wrong = [word for word in done.stdout.split() if word in where]
    return [
        Fault(where[w].path, where[w].line, f"not in {dictionary}: '{w}'", where[w].text)
        for w in wrong
    ]


def scripts(passages: Iterable[Passage]) -> Iterator[Fault]:
    """Yield scripts of more than sixty words."""
    for passage in passages:
        said = passage.part.rpartition(".")[2] in {"warm", "dry", "formal", "playful"}
        words = len(passage.text.split())
        if said and words > MOST_WORDS["script"]:
            yield Fault(passage.path, passage.line, f"a script of {words} words", passage.text[:60])
