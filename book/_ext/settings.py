"""The settings of an edition: those of the book, and what its language changes."""

from __future__ import annotations

from pathlib import Path

import yaml


def read_settings(root: Path, language: str = "") -> dict:
    """What ``_config.yml`` says, and over it that of ``book/LANGUAGE/``."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    own = root / "book" / language / "_config.yml"
    if language and own.is_file():
        return merged(settings, yaml.safe_load(own.read_text("utf-8")))
    return settings


def merged(settings: dict, over: dict) -> dict:
    """Settings with others over them, value by value."""
    both = {
        key: merged(settings[key], over[key])
        for key in settings.keys() & over.keys()
        if isinstance(settings[key], dict)
    }
    return settings | over | both
