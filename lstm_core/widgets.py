"""Explorers: pictures whose numbers the reader moves.

In a running notebook each is a widget, and its traits can be read and set from Python.
Where there is no kernel, as on the pages of the book, the same picture reacts as well:
the display carries it as HTML, and one ES module computes the numbers in both places.
Without anywidget only the HTML is left, and a warning says what is missing.
"""

from lstm_core.explorers.advantage import AdvantageExplorer
from lstm_core.explorers.backward import BackwardExplorer
from lstm_core.explorers.belt import BeltAnimation
from lstm_core.explorers.cell import CellExplorer
from lstm_core.explorers.earlier import EarlierExplorer
from lstm_core.explorers.gain import GainExplorer
from lstm_core.explorers.half_life import HalfLifeExplorer
from lstm_core.explorers.output import OutputExplorer
from lstm_core.explorers.reader import ReaderExplorer
from lstm_core.explorers.sentence import SentenceExplorer
from lstm_core.explorers.start import StartExplorer
from lstm_core.explorers.train import TrainExplorer
from lstm_core.explorers.unrolled import UnrolledExplorer
from lstm_core.explorers.valve import ValveExplorer

__all__ = [
    "AdvantageExplorer",
    "BackwardExplorer",
    "BeltAnimation",
    "CellExplorer",
    "EarlierExplorer",
    "GainExplorer",
    "HalfLifeExplorer",
    "OutputExplorer",
    "ReaderExplorer",
    "SentenceExplorer",
    "StartExplorer",
    "TrainExplorer",
    "UnrolledExplorer",
    "ValveExplorer",
]
