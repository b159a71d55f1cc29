"""Everything a client needs to go on alone, as one zip file."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from generator.model.profile import Client

DATE = (2026, 1, 1, 0, 0, 0)
"""What stands for the day of packing, so that the same bundle has the same bytes."""

READABLE = 0o644 << 16


def bundle_files(
    client: Client, site: Path, project: Mapping[str, bytes], readme: str
) -> dict[str, bytes]:
    """Return what goes into a client's bundle by its path; the profile comes without `private`."""
    name = client.profile.business.name
    files = {"README.md": readme.format(name=name, id=client.id).encode()}
    files[f"profiles/{client.id}.yml"] = profile_text(client).encode()
    if client.profile.brand.logo and client.logo:
        files[f"profiles/{client.profile.brand.logo}"] = client.logo
    files |= {f"project/{name}": data for name, data in project.items()}
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        files[f"site/{path.relative_to(site).as_posix()}"] = path.read_bytes()
    return dict(sorted(files.items()))


def profile_text(client: Client) -> str:
    """Return a client's answers as a profile: no private notes, and no comments."""
    values = client.profile.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    return str(yaml.safe_dump(_plain(values), sort_keys=False, allow_unicode=True, width=100))


def _plain(value: object) -> object:
    """Return values with whole numbers as people write them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_bundle(files: Mapping[str, bytes], target: Path) -> None:
    """Write a zip aside and put it in its place; what was there stays whole until then."""
    made = target.with_name(f".{target.name}.new")
    try:
        with made.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
                for name, data in files.items():
                    entry = zipfile.ZipInfo(name, DATE)
                    entry.external_attr = READABLE
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    packed.writestr(entry, data)
            stream.flush()
            os.fsync(stream.fileno())
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
