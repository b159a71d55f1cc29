"""Project to finished site, for one client or for many, in one process or in several."""

from generator.site.inputs import Job
from generator.site.many import Report, build_all, build_client

__all__ = ["Job", "Report", "build_all", "build_client"]
