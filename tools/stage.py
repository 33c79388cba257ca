"""Lay the pages of another language over the English ones, to build its edition.

    python tools/stage.py es

makes ``_build/es``, which looks like the repository to the build of the book: ``book/``
with the pages of ``book/es/`` in their places, and the English ones that they replaced
in ``book/en/``.
"""

import shutil
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from settings import read_settings  # noqa: E402

FILES = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md")
PAGES = (".ipynb", ".md")
LEFT_OVER = ("__pycache__", ".ipynb_checkpoints")
"""Folders that Python and Jupyter leave beside the pages."""


def stage(language: str, root: Path = ROOT) -> Path:
    """Write the folder from which the edition is built; what a build left stays."""
    folder = root / "_build" / language
    shutil.rmtree(folder / "book", ignore_errors=True)
    own = root / "book" / language
    ignored = shutil.ignore_patterns(language, *LEFT_OVER)
    shutil.copytree(root / "book", folder / "book", ignore=ignored)
    (folder / "book" / "en").mkdir()
    for file in (f for f in own.rglob("*") if f.is_file() and f.name != "_config.yml"):
        if {*LEFT_OVER} & {*file.parts}:
            continue
        replaced = folder / "book" / file.relative_to(own)
        if file.suffix in PAGES:
            replaced.rename(folder / "book" / "en" / file.name)
        shutil.copy2(file, replaced)
    for name in FILES:
        if (root / name).is_file():
            shutil.copy2(root / name, folder / name)
    settings = settings_of(language, root)
    contents = with_titles(root / "_toc.yml", settings.pop("titles", {}))
    for name, data in {"_config.yml": settings, "_toc.yml": contents}.items():
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def settings_of(language: str, root: Path) -> dict:
    settings = read_settings(root, language)
    if address := settings["html"].get("baseurl"):
        settings["html"]["baseurl"] = f"{address.rstrip('/')}/{language}/"
    return settings


def with_titles(toc: Path, titles: dict[str, str]) -> dict:
    """The contents, in which these pages are called otherwise than on the page."""
    contents = yaml.safe_load(toc.read_text("utf-8"))
    parts = contents.get("parts", [contents])
    entries = [entry for part in parts for entry in part["chapters"]]
    entries += [below for entry in entries for below in entry.get("sections", ())]
    for entry in entries:
        if entry["file"] in titles:
            entry["title"] = titles[entry["file"]]
    return contents


if __name__ == "__main__":
    stage(*sys.argv[1:])
