"""Where a client's site goes, and who may find it there."""

from typing import Annotated

from pydantic import AfterValidator, Field

from generator.model.links import web_link
from generator.model.remotes import branch_fault, github_address, repository_fault
from generator.model.words import Flag, Frozen, Link, Text, refuse


def _repository(text: str) -> str:
    fault = repository_fault(text)
    if fault:
        refuse(*fault)
    return text


def _branch(text: str) -> str:
    if branch_fault(text):
        refuse("is not a name Git allows", "Write a branch such as gh-pages.")
    return text


Repository = Annotated[Text, Field(max_length=200), AfterValidator(_repository)]
Branch = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=100), AfterValidator(_branch)
]


Folder = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=63)]


class Publish(Frozen):
    """Where the site goes."""

    url: Link | None = Field(None, description="Its address, if GitHub's own is not the one.")
    repository: Repository | None = Field(
        None, description="Such as git@github.com:owner/name.git; never with a password."
    )
    branch: Branch = "gh-pages"
    folder: Folder | None = Field(
        None, description="A folder of the branch, where one repository holds several clients."
    )
    domain: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")] | None = None
    search_engines: Flag = False
    lock: Flag = Field(
        default=False,
        description="Encrypt the site; it opens with a passphrase, kept nowhere here.",
    )

    @property
    def address(self) -> str | None:
        """Return the address the site is published at, with a slash at its end.

        That is the domain, the address given, or the one GitHub gives the repository.
        """
        if self.domain:
            return f"https://{self.domain}/{f'{self.folder}/' if self.folder else ''}"
        link = web_link(self.url or "")
        if link:
            return f"{link.rstrip('/')}/"
        return github_address(self.repository, self.folder) if self.repository else None
