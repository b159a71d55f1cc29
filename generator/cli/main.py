"""The `playbook` command and its parts."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.check import library_problems, profile_notes, profile_problems, shared_places
from generator.cli.lines import colored, columns, noted, spelt, unicode_shown
from generator.cli.show import table
from generator.cli.story import story
from generator.decide import decide
from generator.load import library as content
from generator.load.profile import names, placing, reading
from generator.load.schema import schema_text
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Decision
from generator.pages.explain import decision_json
from generator.pages.spelling import written_for
from generator.problems import (
    Format,
    Place,
    Problem,
    ProblemsError,
    quoted,
    render,
    suggestion,
    tidy,
)
from generator.site.engine import EngineError
from generator.site.inputs import checked, current_library

if TYPE_CHECKING:
    from collections.abc import Callable

PROBLEMS, STOPPED = 1, 130
FAULTS = (LookupError, TypeError, ValueError, ArithmeticError, AssertionError, AttributeError)
profiles_argument = click.argument("profiles", nargs=-1, metavar="[PROFILE]...")
date_option = click.option(
    "--date",
    "today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Work as on this day instead of today.",
    metavar="YYYY-MM-DD",
)


class Quiet(click.Group):
    """A group that turns problems into messages, and never shows a traceback for them."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in click
        """Run the command; print problems and leave with status 1."""
        try:
            return super().invoke(ctx)
        except ProblemsError as error:
            say(render(error.problems, "text"))
            say(f"{counted(len(error.problems), 'problem')}. Nothing was written.")
            ctx.exit(PROBLEMS)
        except BrokenPipeError:
            raise  # nobody reads on, as with `| head`: click ends quietly
        except (EngineError, OSError) as error:
            say(f"{error}\nNothing was written.")
            ctx.exit(PROBLEMS)
        except (KeyboardInterrupt, click.Abort):
            say("Stopped. What was finished is in its place; nothing is half-written.")
            ctx.exit(STOPPED)
        except FAULTS as error:
            say(f"A fault in the program, please report it: {type(error).__name__}: {error}")
            ctx.exit(PROBLEMS)


@click.group(cls=Quiet, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="playbook %(version)s")
def main() -> None:
    """Turn one YAML profile per client into that client's own marketing playbook.

    PROFILE is a client's id or the path of its file; without one, all clients of profiles/ are
    meant. Exit status: 0 fine, 1 problems in the files or a site that failed, 2 wrong use.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def told(text: str) -> None:
    """Print a result, if there is one."""
    if text:
        click.echo(text)


def say(text: str) -> None:
    """Print a message for people, on standard error."""
    click.echo(text, err=True)


def counted(number: int, what: str) -> str:
    """Return a count with its noun."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def day(today: datetime | None) -> date:
    """Return the day to work as on."""
    return today.date() if today else datetime.now(UTC).date()


def found(profiles: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the files of the profiles named, or of all; wrong use when there are none."""
    folder = Path("profiles")
    if not profiles:
        everything = names(folder) if folder.is_dir() else ()
        if not everything:
            msg = (
                "There is no profiles/ folder with clients here. Start one with: playbook init DIR"
            )
            raise click.UsageError(msg)
        return everything
    return tuple(_path(name, folder) for name in profiles)


def _path(name: str, folder: Path) -> Path:
    if name.endswith((".yml", ".yaml")) or "/" in name:
        if not Path(name).is_file():
            msg = f"There is no file {quoted(name)}."
            raise click.UsageError(msg)
        return Path(name)
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = [p.stem for p in names(folder)] if folder.is_dir() else []
        msg = f"There is no client {quoted(name)}. {suggestion(name, known, 'profiles')}"
        raise click.UsageError(msg)
    return path


def workspace_of(path: Path) -> Path:
    """Return the workspace of a profile: the folder that holds its `profiles/`."""
    folder = path.resolve().parent
    return folder.parent if folder.name == "profiles" else folder


def checked_library(workspace: Path) -> Library:
    """Return the workspace's library; ProblemsError with everything wrong in it."""
    library = current_library(workspace)
    problems = library_findings(library, workspace)
    if problems:
        raise ProblemsError(problems)
    return library


def library_findings(library: Library, workspace: Path) -> tuple[Problem, ...]:
    """Return what is wrong in the library, each with its place."""
    roots = content.roots(workspace)

    def locate(name: str, path: tuple[str | int, ...]) -> Place:
        return content.locate(roots, name, path)

    return library_problems(library, locate)


@main.command(short_help="Print every problem, with file, line and column.")
@profiles_argument
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text",
    help="How problems are printed.", show_default=True,
)  # fmt: skip
@click.pass_context
def check(ctx: click.Context, profiles: tuple[str, ...], style: Format) -> None:
    """Print every problem in profiles and library, with file, line and column."""
    paths = found(profiles)
    everything = _all_problems(paths)
    problems = [problem for problem in everything if not problem.is_note]
    shown = problems if style == "text" else everything
    told(render(shown, style) if shown or style == "json" else "")
    if style == "text" and problems:
        told(f"{counted(len(problems), 'problem')}. Nothing was written.")
    elif style == "text":
        told(f"{counted(len(paths), 'profile')} and the library: no problems.")
        if len(everything) > len(problems):
            say(noted(everything))
    ctx.exit(PROBLEMS if problems else 0)


def _all_problems(paths: tuple[Path, ...]) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    libraries: dict[Path, Library] = {}
    for workspace in dict.fromkeys(map(workspace_of, paths)):
        try:
            libraries[workspace] = current_library(workspace)
            problems += library_findings(libraries[workspace], workspace)
        except ProblemsError as error:
            problems += error.problems
    read = [(path, reading(path)) for path in paths]
    for path, found in read:
        library = libraries.get(workspace_of(path))
        problems += profile_problems(found, library) if library else found.problems
        problems += profile_notes(found)
    return tidy([*problems, *shared_places(read)])


def decided(client: Client, path: Path, library: Library, today: date) -> Decision:
    """Return the decision about a client; problems that only it finds name the profile."""
    with placing(path):
        return decide(client.profile, library, today)


@main.command(short_help="Print the decision with its reasons.")
@click.argument("profile")
@click.option("--channel", metavar="ID", help="Tell one channel's whole story.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it, for machines.")
@date_option
def explain(
    profile: str,
    channel: str | None,
    as_json: bool,  # noqa: FBT001 - click
    today: datetime | None,
) -> None:
    """Print the decision with its reasons, or one channel's part in it."""
    path = found((profile,))[0]
    library = checked_library(workspace_of(path))
    client = checked(path, library)
    library = written_for(library, client)
    if channel is not None and channel not in library.channels:
        remedy = suggestion(channel, library.channels, "channels")
        msg = f"There is no channel {quoted(channel)}. {remedy}"
        raise click.UsageError(msg)
    decision = decided(client, path, library, day(today))
    data = decision_json(client, library, decision)
    if as_json and channel is None:
        click.echo(data, nl=False)
        return
    facts = json.loads(data)
    if as_json:
        choice = next(choice for choice in facts["choices"] if choice["channel"] == channel)
        click.echo(json.dumps(choice, ensure_ascii=False, indent=2))
        return
    shown = facts if unicode_shown() else spelt(facts)
    text = table(shown, columns()) if channel is None else story(shown, channel, columns())
    click.echo(text, color=colored())


@main.command()
def schema() -> None:
    """Print the JSON Schema of a profile, for editors."""
    click.echo(schema_text(), nl=False)
