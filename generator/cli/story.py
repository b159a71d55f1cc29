"""How the terminal tells one channel's story: what it adds, why, and what would turn it."""

from collections.abc import Iterator, Mapping, Sequence

from generator.cli.lines import SURE, Facts, clock, listed, span, sure, title, tries, wrapped

SCREEN = 24
BRIEFER = ((3, 2), (2, 2), (2, 1), (1, 1))
"""How many reasons and flips to tell; the first that fits a screen is taken."""

NUMBERS = ("p", "m", "g", "k", "e", "v")
WHO = "Who is there"
LEAST_NAME = 16
MARGIN = "  "
SET = "decided by what there is and what was chosen; no figure could change it."


def story(facts: Facts, channel: str, width: int) -> str:
    """Return one channel's whole story, on one screen where that is possible."""
    choice = next(choice for choice in facts["choices"] if choice["channel"] == channel)
    lines: list[str] = []
    for reasons, flips in BRIEFER:
        lines = [
            *_head(choice, facts, width),
            *_people(choice, facts, width),
            *_why(choice["because"][:reasons], facts["findings"], width),
            *_turns(choice, flips, width),
            *_needs(choice, width),
            *_results(choice, width),
        ]
        if len(lines) <= SCREEN:
            break
    return "\n".join(lines)


def _head(choice: Facts, facts: Facts, width: int) -> Iterator[str]:
    stays = "in" if choice["verdict"] == "now" else "out"
    by = "by decision, " if "decided_by" in choice else ""
    currency = facts["money"]["currency"]
    heading = f"{choice['name']}: {choice['verdict']}, {by}rank {choice['rank']} of "
    yield from map(title, wrapped(f"{heading}{len(facts['choices'])}", width))
    held = f"{sure(choice)}; in {tries(choice)} of 100 tries it stays {stays}."
    yield from wrapped(f"How sure: {_fixed(choice) if choice['sure'] == 'set' else held}", width)
    made = f", made by {listed(choice['makers'])}" if choice["makers"] else ""
    yield from wrapped(
        f"Pace: {choice['tier']}, {clock(choice['hours_per_week'] * 60)} a week, "
        f"{clock(choice['setup_hours'] * 60)} to set up, {choice['money_per_month']:,.0f} "
        f"{currency} a month{made}.",
        width,
    )
    adds = choice["adds"]
    yield from wrapped(
        f"Adds {span(adds)} in 100 customers, best guess {adds['mid'] * 100:.1f}; "
        f"to pay for its time it must add {choice['price'] * 100:.1f}.",
        width,
    )


def _fixed(choice: Facts) -> str:
    """Return why no other figures could change a verdict."""
    word = sure(choice)
    return SET if word == SURE["set"] else f"{word}; no figure could change that."


def _people(choice: Facts, facts: Facts, width: int) -> Iterator[str]:
    groups = choice["segments"]
    heads = ("share", "reach", *NUMBERS)
    rows = [_numbers(group) for group in groups]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    longest = max(len(WHO), *(len(group["name"]) for group in groups))
    room = min(longest, width - sum(widths) - 2 * len(widths))
    if room >= min(longest, LEAST_NAME):
        yield title(f"{WHO:<{room}}{_cells(heads, widths)}")
        for group, row in zip(groups, rows, strict=True):
            yield f"{_cut(group['name'], room):<{room}}{_cells(row, widths)}"
    else:
        yield title(WHO)
        for group, row in zip(groups, rows, strict=True):
            yield from wrapped(group["name"], width, MARGIN)
            pairs = (f"{head} {cell}" for head, cell in zip(NUMBERS, row[2:], strict=True))
            counts = f"{row[0]} of 100; reach {row[1]} in 100"
            yield from wrapped(f"{counts}; {', '.join(pairs)}", width, MARGIN * 2)
    legend = "p use it, m moment, g goals, k skills and things, e pace; v = p*m*g*k*e is met"
    yield from wrapped(legend, width)
    yield from _bases(choice["channel"], facts, width)


def _numbers(group: Facts) -> tuple[str, ...]:
    reach = group["p"]
    values = [reach["mid"], *(group[name] for name in NUMBERS[1:])]
    return (f"{group['share'] * 100:.0f}", span(reach), *(f"{value:.2f}" for value in values))


def _cells(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"  {cell:>{size}}" for cell, size in zip(cells, widths, strict=True))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 2].rstrip()}.."


def _bases(channel: str, facts: Facts, width: int) -> Iterator[str]:
    """Yield what the reach is known from; groups with the same basis are told together."""
    found: dict[str, list[str]] = {}
    for segment in facts["segments"]:
        reach = segment["reach"][channel]
        basis = reach["known_from"]
        if reach["findings"]:
            beside = "with " if reach["basis"] in {"asked", "list"} else ""
            basis += f" ({beside}{_source(reach['findings'][0], facts['findings'])})"
        found.setdefault(basis, []).append(segment["name"])
    if len(found) == 1:
        yield from wrapped(f"Known from: {next(iter(found))}.", width, "", MARGIN)
        return
    each = "; ".join(f"{listed(names)}: {basis}" for basis, names in found.items())
    yield from wrapped(f"Known from: {each}.", width, "", MARGIN)


def _source(name: str, findings: Mapping[str, Facts]) -> str:
    found = findings[name]
    return f"{found['publisher']} {found['year']}, grade {found['grade']}"


def _why(reasons: Sequence[Facts], findings: Mapping[str, Facts], width: int) -> Iterator[str]:
    yield title("Why")
    for reason in reasons:
        grounds = "; ".join(_grounds(reason, findings))
        text = f"{reason['text']} [{grounds}]" if grounds else reason["text"]
        yield from wrapped(text, width, "- ", MARGIN)


def _grounds(reason: Facts, findings: Mapping[str, Facts]) -> Iterator[str]:
    if "said" in reason:
        yield f"you said: {reason['said']}"
    if "measured" in reason:
        yield f"measured: {_source(reason['measured'], findings)}"
    elif "judged" in reason:
        yield "our judgement"


def _turns(choice: Facts, most: int, width: int) -> Iterator[str]:
    waits = [choice["trigger"]["text"]] if "trigger" in choice else []
    flips = [flip["text"] for flip in choice["flips"]]
    others = [text for text in flips if not waits or text.partition(", it ")[0] not in waits[0]]
    text = " ".join([*waits, *others][:most]) or "No single change we tried turns it."
    yield from wrapped(f"What would turn it: {text}", width, "", MARGIN)


def _needs(choice: Facts, width: int) -> Iterator[str]:
    missing = [need["name"] for need in choice["needs"] if not need["there"]]
    lacks = [
        f"{lack['name']} ({lack['without']:g} of the effect without)"
        for lack in choice["better_with"]
        if not lack["there"]
    ]
    parts = [f"It cannot be done without {listed(missing)}."] if missing else []
    parts += [f"Better with {listed(lacks)}."] if lacks else []
    yield from wrapped(f"Needs: {' '.join(parts) or 'nothing you lack.'}", width, "", MARGIN)


def _results(choice: Facts, width: int) -> Iterator[str]:
    found = choice.get("results")
    if not found:
        return
    text = (
        f"Results: months {found['months']}, hours {found['hours']:g}, enquiries "
        f"{found['enquiries']}, customers {found['customers']}; expected "
        f"{found['expected']:.0f}. "
    )
    if found["too_early"]:
        text += f"Too early or too few to weigh in; its day to judge is {found['judge_on']}."
    elif found["question"]:
        text += "They ask a question: is it still worth its hours?"
    elif found["factor"] == 1:
        text += "They do not move its m."
    else:
        text += f"Its m counts {found['factor']:.2f} times as much."
    yield from wrapped(text, width, "", MARGIN)
