"""Draw the logo and the favicon: a cell, its belt, and a valve on it.

Run it after a change: python tools/make_logo.py
"""

from pathlib import Path

from lstm_core.plots import COLORS

IMAGES = Path(__file__).parents[1] / "book" / "images"
LOGO, FAVICON = IMAGES / "logo.svg", IMAGES / "favicon.svg"
FILES = (LOGO, FAVICON)


def draw():
    """The mark in the colour of the cell state; it shows on light and dark pages."""
    cell, forget = COLORS["cell"], COLORS["forget"]
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<title>LSTM, gate by gate</title>
<rect x="2" y="2" width="60" height="60" rx="14" fill="{cell}"/>
<path d="M2 32H62M32 48V62" stroke="#ffffff" stroke-width="5"/>
<circle cx="32" cy="32" r="18" fill="#ffffff"/>
<path d="M20 23.5L44 40.5V23.5L20 40.5Z" fill="{forget}" stroke="{forget}"
stroke-width="2" stroke-linejoin="round"/>
</svg>
"""


if __name__ == "__main__":
    for file in FILES:
        file.write_text(draw(), encoding="utf-8")
