"""Tests that look at a site in a browser."""
