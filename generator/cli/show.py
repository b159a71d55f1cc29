"""How the terminal shows a decision: who to meet where, where to stop, what would change it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from generator.cli.lines import SURE, Facts, clock, listed, span, sure, title, tries, wrapped
from generator.decide.reasons import BLOCKED

Row = tuple[str, ...]

MOST_FLIPS, MOST_NAMES = 5, 3


def told(text: str) -> None:
    """Print a result, if there is one."""
    if text:
        click.echo(text)


def table(facts: Facts, width: int) -> str:
    """Return a decision as a table that fits the width, with what would change it."""
    parts = [_head(facts, width), _choices(facts, width), _left_out(facts, width)]
    parts += [_hours(facts, width), _changes(facts, width)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _having(facts: Facts, verdict: str) -> list[Facts]:
    return [choice for choice in facts["choices"] if choice["verdict"] == verdict]


def _head(facts: Facts, width: int) -> list[str]:
    hours, money, whole = facts["hours"], facts["money"], facts["everywhere"]
    now = len(_having(facts, "now"))
    every = whole["channels"]
    met = (
        f"{now} of {every} channels meet {span(facts['reach'])} in 100 customers at a useful "
        f"moment. All {every} would meet {span(whole['reach'])}, for {_rough(whole['hours'])} "
        "a week."
    )
    cost = (
        f"They take {_rough(hours['planned'])} of {_rough(hours['available'])} a week, "
        f"{_rough(hours['human'])} of it for people first, and {money['planned']:,.0f} of "
        f"{money['available']:,.0f} {money['currency']} a month."
    )
    lines = [*map(title, wrapped(facts["name"], width))]
    for text in (met, cost, _certainty(facts)):
        lines += wrapped(text, width)
    return lines


def _rough(hours: float) -> str:
    """Return hours to five minutes."""
    return clock(5 * round(hours * 12))


def _certainty(facts: Facts) -> str:
    now = _having(facts, "now")
    if not now:
        return "No channel is worth its hours."
    named = {
        word: [choice["name"] for choice in now if choice["sure"] == word]
        for word in ("firm", "set", "likely", "close")
    }
    firm = len(named.pop("firm"))
    some = f"{firm} of the {len(now)} {'is' if firm == 1 else 'are'} firm"
    parts = [f"all {firm} are firm" if firm == len(now) > 1 else some]
    parts += [f"{SURE.get(word, word)}: {listed(names)}" for word, names in named.items() if names]
    out = [c["name"] for c in facts["choices"] if c not in now and c["sure"] == "close"]
    parts += [f"out by a close call: {listed(out)}"] if out else []
    least = round(facts["sure"]["firm"] * 100)
    return f"How sure: {'; '.join(parts)}. Firm holds in {least} or more of 100 tries."


def _choices(facts: Facts, width: int) -> list[str]:
    now, later = _having(facts, "now"), _having(facts, "later")
    currency = facts["money"]["currency"]
    heads = ("", "Now", "Pace", "A week", f"{currency}/month", "Adds", "Sure (of 100)")
    rows = _fitting([heads, *map(_row, now), *map(_row, later)], width)
    lines = [title("\n".join(rows[0]))]
    for row in rows[1 : len(now) + 1]:
        lines += row
    lines += [f"{' stop here ':-^{width}}", *wrapped(_why_here(facts), width, "    ")]
    lines += ["", title("Later")] if later else []
    for choice, row in zip(later, rows[len(now) + 1 :], strict=True):
        lines += [*row, *wrapped(choice["trigger"]["text"], width, "    - ", "      ")]
    return lines


def _row(choice: Facts) -> Row:
    week, money = clock(choice["hours_per_week"] * 60), f"{choice['money_per_month']:,.0f}"
    firm = sure(choice) if choice["sure"] == "set" else f"{sure(choice)} ({tries(choice)})"
    name = choice["name"]
    return (str(choice["rank"]), name, choice["tier"], week, money, span(choice["adds"]), firm)


def _fitting(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Return rows as lines: in columns where they fit, else each under its name."""
    shorter = [(*row[:-1], row[-1].partition(" (")[0]) for row in rows]
    for own in (rows, shorter):
        widths = [max(len(row[i]) for row in own) for i in range(len(own[0]))]
        if sum(widths) + 2 * len(widths) - 2 <= width:
            return [[_line(row, widths)] for row in own]
    currency = rows[0][4].partition("/")[0]
    shown = [[f"    {rows[0][1]}"]]
    for rank, name, tier, week, money, adds, firm in rows[1:]:
        facts = f"{tier}, {week} a week, {money} {currency} a month, adds {adds} in 100"
        lines = [*wrapped(name, width, f"{rank:<4}", "    ")]
        shown.append([*lines, *wrapped(f"{facts}; {firm}", width, "    ")])
    return shown


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(f"{c:<{w}}" for c, w in zip(cells, widths, strict=True)).rstrip()


def _why_here(facts: Facts) -> str:
    """Return why the line stands where it does: nothing more pays, or nothing more fits."""
    free = [
        choice
        for choice in facts["choices"]
        if choice["verdict"] != "now" and choice["because"][0]["kind"] not in BLOCKED
    ]
    least = f"{facts['prices']['hour'] * 100:g}"
    paying = [choice for choice in free if choice["adds"]["mid"] > choice["price"]]
    if paying:
        following = min(paying, key=lambda choice: _place(choice, facts))
        return f"{_limit(following, facts)} are used up; {following['name']} would be next."
    return f"From here on, an hour adds fewer than {least} customers in 100."


def _place(choice: Facts, facts: Facts) -> tuple[bool, float, int]:
    """Return where a channel stands among those that would come next, the smallest first."""
    own = facts["hours"]["available"]
    found = [f["to"] for f in choice["flips"] if f["change"] == "resources.hours_per_week"]
    found += [
        row["hours"]
        for row in facts["what_if"]
        if row["hours"] > own and choice["channel"] in {c["channel"] for c in row["choices"]}
    ]
    later = choice["verdict"] == "later"
    return (not later, min(found, default=math.inf), choice["rank"])


def _limit(choice: Facts, facts: Facts) -> str:
    """Return what a channel that would pay has no room in."""
    prices, hours, money = facts["prices"], facts["hours"], facts["money"]
    weekly = (choice["price"] - prices["channel"]) / prices["hour"]
    if weekly > hours["available"] - hours["planned"]:
        return "Here the hours"
    if choice["money_per_month"] > money["available"] - money["planned"]:
        return "Here the money and what it buys"
    return "Here the hours of those who could do more"


def _left_out(facts: Facts, width: int) -> list[str]:
    groups: dict[str, list[str]] = {}
    for choice in _having(facts, "skip"):
        groups.setdefault(choice["because"][0]["ground"], []).append(choice["name"])
    lines = [title("Skip")] if groups else []
    for ground, names in groups.items():
        lines += [*wrapped(ground, width, "    "), *wrapped(listed(names), width, "      ")]
    return lines


def _hours(facts: Facts, width: int) -> list[str]:
    names = {choice["channel"]: choice["name"] for choice in facts["choices"]}
    runs = [list(run) for _, run in groupby(facts["what_if"], key=_there)]
    heads = [_run_of(run, facts["hours"]["available"]) for run in runs]
    margin = max(map(len, heads), default=0)
    lines = [title("With other hours a week")] if runs else []
    before: list[str] = []
    for head, run in zip(heads, runs, strict=True):
        there = list(_there(run[0]) or ())
        text = _said(run, before, names)
        lines += wrapped(text, width, f"    {head:<{margin}}  ", " " * (margin + 6))
        before = there
    end = _enough(facts["what_if"])
    return [*lines, *(wrapped(end, width, "    ") if end else ())]


def _there(row: Facts) -> tuple[str, ...] | None:
    return tuple(sorted(c["channel"] for c in row["choices"])) if row["possible"] else None


def _run_of(run: Sequence[Facts], own: float) -> str:
    first, last = run[0]["hours"], run[-1]["hours"]
    text = f"{first:g} h" if first == last else f"{first:g}-{last:g} h"
    return f"{text} (yours):" if any(row["hours"] == own for row in run) else f"{text}:"


def _said(run: Sequence[Facts], before: Sequence[str], names: Mapping[str, str]) -> str:
    """Return what a run of hours does: how many it meets, and who joins and leaves."""
    there = _there(run[0])
    if there is None:
        return "cannot be done: what is decided already takes more"
    if not there:
        return "no channel; people first"
    joins = [names[c["channel"]] for c in run[0]["choices"] if c["channel"] not in before]
    leaves = [names[channel] for channel in before if channel not in there]
    low, high = (round(run[i]["reach"] * 100) for i in (0, -1))
    parts = [f"{low} in 100" if low == high else f"{low} to {high} in 100"]
    parts += [f"with {listed(joins)}" if not before else f"and {listed(joins)}"] if joins else []
    parts += [f"without {listed(leaves)}"] if leaves else []
    return ", ".join(parts)


def _enough(rows: Sequence[Facts]) -> str:
    """Return from where on more hours change nothing, if there is such a point."""
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row["choices"])]
    if not runs or len(runs[-1]) == 1:
        return ""
    first, last = runs[-1][0]["hours"], runs[-1][-1]["hours"]
    return f"From {first:g} hours on, more hours change nothing, up to {last:g} at least."


def _changes(facts: Facts, width: int) -> list[str]:
    found: dict[str, list[str]] = {}
    flips = [(flip, choice["name"]) for choice in facts["choices"] for flip in choice["flips"]]
    for flip, name in sorted(flips, key=lambda pair: pair[0]["size"]):
        found.setdefault(flip["text"], []).append(name)
    lines = [title("What would change it, the smallest first")] if found else []
    for text, names in list(found.items())[:MOST_FLIPS]:
        lines += wrapped(f"{_some(names)}: {text}", width, "    - ", "      ")
    return lines


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return listed(names if more <= 0 else [*names[:MOST_NAMES], f"{more} more"])
