"""The prose check: what `words.md` asks, measured, with file, line and the sentence to fix."""
