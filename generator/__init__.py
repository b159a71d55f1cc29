"""Turn one YAML profile per client into that client's own marketing playbook."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("playbook")
except PackageNotFoundError:
    __version__ = "0"
