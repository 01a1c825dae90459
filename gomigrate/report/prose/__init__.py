"""Texts longer than a line, each from a template: bodies of pull requests, messages of commits, notes of copies."""
