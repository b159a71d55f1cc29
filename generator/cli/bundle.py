"""The command that packs everything for a client who goes on alone."""

import tempfile
from datetime import datetime
from pathlib import Path

import click

from generator.cli.main import checked_library, date_option, day, found, main, workspace_of
from generator.load.library import package_root
from generator.problems import ProblemsError, quoted
from generator.project import project_files
from generator.site.bundle import bundle_files, write_bundle
from generator.site.engine import EngineError
from generator.site.inputs import Job, checked, composed
from generator.site.many import build_client
from generator.site.pdf import needed_browser

README = Path("playbook") / "bundle" / "README.md"
UNLOCKED = Path("playbook") / "bundle" / "unlocked.md"


@main.command(short_help="Pack all a client needs to go on alone.")
@click.argument("profile")
@click.option("--out", help="The zip file to write.  [default: PROFILE-playbook.zip]")
@date_option
def bundle(profile: str, out: str | None, today: datetime | None) -> None:
    """Pack a client's site, papers, project and answers into one zip, to keep."""
    path = found((profile,))[0]
    target = Path(out or f"{path.stem}-playbook.zip")
    if target.is_dir():
        msg = f"{quoted(target)} is a folder. Name a file."
        raise click.UsageError(msg)
    if not target.resolve().parent.is_dir():
        msg = f"There is no folder {quoted(target.resolve().parent)}."
        raise click.UsageError(msg)
    workspace = workspace_of(path)
    library = checked_library(workspace)
    client = checked(path, library)
    needed_browser()
    with tempfile.TemporaryDirectory(prefix="playbook-") as folder:
        made = Path(folder)
        job = Job(
            path, workspace, made / "dist", made / "build", day(today), pdf=True, readable=True
        )
        report = build_client(job)
        if report.problems:
            raise ProblemsError(report.problems)
        if report.status == "failed":
            raise EngineError("\n".join(report.log))
        readme = (package_root() / README).read_text("utf-8")
        if client.profile.publish.lock:
            readme += (package_root() / UNLOCKED).read_text("utf-8")
        pages = composed(client.opened(), path, library, day(today))
        project = project_files(client.opened(), library, pages)
        files = bundle_files(client, job.out / client.id, project, readme)
        write_bundle(files, target)
    click.echo(f"{target}: {len(files)} files, {target.stat().st_size // 1024} KB")
