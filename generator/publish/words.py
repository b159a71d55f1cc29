"""What Git says, in the words of somebody who can do something about it."""

MOVED = (
    "stale info", "fetch first", "non-fast-forward", "incorrect old value", "cannot lock ref",
    "failed to update ref", "remote ref updated since",
)  # fmt: skip
"""What stands in the answer when the branch is not any more where it was looked at."""

BLOCKED = ("cannot create 'refs", "; cannot create", ".lock': file exists")
ODD = ("mismatched algorithms", "object format", "unknown object format")
DENIED = (
    "permission denied", "permission to", "authentication failed", "could not read username",
    "could not read password", "access denied", "insufficient permission", " 401", " 403",
    "unable to create temporary object directory", "terminal prompts disabled",
)  # fmt: skip
HIDDEN = ("not found", "does not appear to be a git repository", "does not exist", "no such repo")
CLOSED = ("hook declined", "protected branch", "gh006", "gh013", "deny updating", "prohibited")
BROKEN = (
    "disconnect", "hung up", "early eof", "rpc failed", "broken pipe", "connection reset",
    "unpack failed", "index-pack", "bad line length", "the remote end",
)  # fmt: skip
AWAY = (
    "could not resolve", "unable to access", "refused", "timed out", "unreachable",
    "no route to host", "could not read from remote repository",
)  # fmt: skip
REASONS = {
    BLOCKED: "Another branch stands in the way of this one there, or a lock was left behind. Name "
    "another branch.",
    ODD: "The repository keeps its objects under SHA-256, which is not supported. Make another.",
    MOVED: "The branch changed meanwhile: somebody else published. Look with --dry-run, then "
    "publish again.",
    DENIED: "You may not write there, or are not signed in. Try a `git push` to this repository "
    "by hand.",
    HIDDEN: "There is no such repository, or you may not see it. Check `publish.repository`.",
    CLOSED: "The host does not let this branch be changed. Look at its rules for the branch.",
    BROKEN: "The connection broke off. Publish again: it sees by itself what has arrived.",
    AWAY: "The repository cannot be reached. Check the network and your keys: `git ls-remote` with "
    "its address must work.",
}
MOST = 5


def explained(said: str) -> str:
    """Return what became of it and what to do, then the last lines Git itself printed."""
    last = "\n".join(f"  git: {line}" for line in said.splitlines()[-MOST:] if line.strip())
    low = said.lower()
    for marks, words in REASONS.items():
        if any(mark in low for mark in marks):
            return f"{words}\n{last}"
    return f"Git could not do it.\n{last}"


def has_moved(said: str) -> bool:
    """Say whether the branch was not any more where it was looked at."""
    low = said.lower()
    return any(mark in low for mark in MOVED) and not any(mark in low for mark in BLOCKED)
