"""Cut a channel's guide at its markers."""

import re
from collections.abc import Iterator

from generator.load.text import decode
from generator.model.channel import SECTIONS, Guide, Section, Step
from generator.problems import Place, Problem, ProblemsError, quoted

MARKER = re.compile(r"<!-- ([a-z]+) -->\s*\Z")
HEADING = re.compile(r"## (.+?)\s*\Z")
NUMBER = re.compile(r"\s*\d+\.\s+")
CITATION = re.compile(r"\]\((?:\.\./)+evidence/([a-z0-9-]+)\.yml#([a-z0-9-]+)\)")


def guide(data: bytes, path: str) -> Guide:
    """Return the guide's parts; ProblemsError when a marker is missing or out of order."""
    lines = decode(data, path).splitlines()
    problems = list(_problems(lines, path))
    if problems:
        raise ProblemsError(problems)
    starts = [i for i, line in enumerate(lines) if MARKER.match(line)]
    sections = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heading = _next_text(lines, start + 1)
        body = "\n".join(lines[heading + 1 : end]).strip()
        sections[_marker(lines[start])] = Section(
            title=lines[heading].removeprefix("## ").strip(), body=body
        )
    lead = "\n".join(lines[1 : starts[0]]).strip()
    cites = tuple(f"{source}-{key}" for source, key in CITATION.findall("\n".join(lines)))
    return Guide(
        title=lines[0].removeprefix("# ").strip(),
        lead=lead,
        sections=sections,
        steps=tuple(steps(sections["setup"].body)),
        cites=cites,
    )


def steps(body: str) -> Iterator[Step]:
    """Yield the numbered things to do, with the minutes each ends in."""
    item = ""
    for line in [*body.splitlines(), ""]:
        numbered = NUMBER.match(line)
        if item and (numbered or not line.strip()):
            found = Step.of(NUMBER.sub("", item, count=1).strip())
            if found:
                yield found
            item = ""
        if numbered:
            item = line.strip()
        elif item:
            item = f"{item} {line.strip()}"


def _marker(line: str) -> str:
    found = MARKER.match(line)
    return found[1] if found else ""


def _next_text(lines: list[str], start: int) -> int:
    return next((i for i in range(start, len(lines)) if lines[i].strip()), len(lines) - 1)


def _problems(lines: list[str], path: str) -> Iterator[Problem]:
    if not lines or not lines[0].startswith("# "):
        yield Problem(Place(path), "", "The guide has no title.", "Start with `# Title`.")
    found = [(i, _marker(line)) for i, line in enumerate(lines) if MARKER.match(line)]
    names = [name for _, name in found]
    if names != list(SECTIONS):
        wrong = f"The guide's parts are {quoted(' '.join(names))}."
        remedy = f"Mark these, once each, in this order: {' '.join(SECTIONS)}."
        line = found[0][0] + 1 if found else 1
        yield Problem(Place(path, line), "", wrong, remedy)
    for number, name in found:
        heading = _next_text(lines, number + 1)
        if not HEADING.match(lines[heading]):
            wrong = f"No heading follows the marker '{name}'."
            yield Problem(Place(path, number + 1), "", wrong, "Write `## ...` under it.")
