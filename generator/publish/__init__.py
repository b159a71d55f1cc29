"""Finished sites to where their readers are: a branch of a repository, or a plain folder."""
