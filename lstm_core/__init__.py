"""LSTM networks, gate by gate: a small core that a book and its readers can trust.

What a reader uses stands here, flat: ``lc.fit``. Where it comes from, the lowest floor
last; each imports from the floors below it only, and a test sees to that::

    exercises.py   what the assignments use
    widgets.py     the explorers, as a reader imports them
    explorers/     pictures whose numbers the reader moves: valve.py beside valve.js
    plots/         diagrams/ and curves/: arrays and an Axes in, an Axes out
    words/         what figures and explorers say: en.py, es.py
    tasks/         what the chapters train on: memory, names, reviews, sentences
    inside/        derivatives, units, attribution, gradient check, bugs to be found
    backends.py    `make_model`: the one place that knows NumPy's models and PyTorch's
    pytorch/       models in PyTorch, their gates, weights to and from other libraries
    stored/        results and networks that ship with the package
    model/         losses, optimisers, NumPy's model, training, weights in files
    cells/         one file a cell, the registry of all, loops over time, traces
    _tensors.py, _validate.py, _threads.py   arrays or tensors; checks; threads
"""

import importlib

from lstm_core.backends import make_model, to_backend
from lstm_core.cells.gru import (
    GRUGradients,
    GRUParams,
    GRUTrace,
    gru_backward,
    gru_forward,
    gru_step,
    gru_step_backward,
    init_gru,
)
from lstm_core.cells.lstm import (
    LSTMParams,
    Trace,
    init_lstm,
    init_lstm_chrono,
    lstm_backward,
    lstm_forward,
    lstm_step,
    lstm_step_backward,
)
from lstm_core.cells.lstm1997 import (
    LSTM1997Params,
    LSTM1997Trace,
    init_lstm1997,
    lstm1997_backward,
    lstm1997_forward,
    lstm1997_step,
    lstm1997_step_backward,
    lstm1997_step_backward_carousel,
)
from lstm_core.cells.mingru import (
    MinGRUParams,
    MinGRUTrace,
    init_mingru,
    mingru_backward,
    mingru_forward,
    mingru_step,
    mingru_step_backward,
)
from lstm_core.cells.parts import GATES, sigmoid
from lstm_core.cells.peephole import (
    PeepholeGradients,
    PeepholeParams,
    PeepholeTrace,
    init_peephole,
    peephole_backward,
    peephole_forward,
    peephole_step,
    peephole_step_backward,
)
from lstm_core.cells.rnn import (
    RNNParams,
    RNNTrace,
    init_rnn,
    rnn_backward,
    rnn_forward,
    rnn_step,
    rnn_step_backward,
)
from lstm_core.cells.slstm import (
    SLSTMGradients,
    SLSTMParams,
    SLSTMTrace,
    init_slstm,
    slstm_backward,
    slstm_forward,
    slstm_step,
    slstm_step_backward,
)
from lstm_core.cells.trace import Gradients
from lstm_core.inside.attribution import (
    rank_correlation,
    removal_effects,
    step_measures,
    without_each,
)
from lstm_core.inside.checks import grad_check
from lstm_core.inside.contexts import rank_units, top_contexts
from lstm_core.inside.effects import (
    effect_by_differences,
    effect_by_jacobians,
    softmax_jacobian,
)
from lstm_core.inside.gradients import state_gradients
from lstm_core.inside.jacobians import (
    jacobian_norms,
    lstm_jacobian_norms,
    lstm_jacobians,
    lstm_products,
    rnn_jacobians,
)
from lstm_core.inside.measures import count_interval, half_life
from lstm_core.inside.units import ablate, unit_correlations
from lstm_core.model.losses import (
    Readout,
    cross_entropy,
    init_readout,
    mse,
    readout,
    readout_backward,
    softmax,
)
from lstm_core.model.model import Batch, NumpyModel
from lstm_core.model.optimisers import (
    AdamState,
    adam,
    adam_init,
    clip_by_global_norm,
    sgd,
)
from lstm_core.model.storage import load, save
from lstm_core.model.training import History, TrainingError, fit
from lstm_core.pytorch.checkpoints import from_checkpoint
from lstm_core.pytorch.frameworks import (
    from_arrays,
    from_keras,
    from_keras_weights,
    to_keras_weights,
)
from lstm_core.pytorch.intervene import intervene
from lstm_core.pytorch.layouts import from_torch, to_torch, torch_layout
from lstm_core.pytorch.model import TorchModel
from lstm_core.pytorch.tools import deterministic, load_torch_file
from lstm_core.pytorch.trace import trace_torch
from lstm_core.pytorch.watch import watch
from lstm_core.stored.calls import with_torch
from lstm_core.stored.gpu import gpu_report
from lstm_core.stored.reference import ReferenceStep, reference_step
from lstm_core.stored.results import stored_network, stored_result
from lstm_core.tasks.first_symbol import first_symbol
from lstm_core.tasks.memory import (
    ADDING_BASELINE,
    RECALL_CHANCE,
    adding_batches,
    recall_batches,
    recall_text,
)
from lstm_core.tasks.names import (
    ALPHABET,
    dinosaur_names,
    encode_names,
    known_share,
    name_batches,
    split_names,
)
from lstm_core.tasks.ngrams import NgramModel, count_ngrams, letter_bits
from lstm_core.tasks.sampling import sample_names

__version__ = "0.1.0"

__all__ = [
    "ADDING_BASELINE",
    "ALPHABET",
    "GATES",
    "RECALL_CHANCE",
    "AdamState",
    "Batch",
    "GRUGradients",
    "GRUParams",
    "GRUTrace",
    "Gradients",
    "History",
    "LSTM1997Params",
    "LSTM1997Trace",
    "LSTMParams",
    "MinGRUParams",
    "MinGRUTrace",
    "NgramModel",
    "NumpyModel",
    "PeepholeGradients",
    "PeepholeParams",
    "PeepholeTrace",
    "RNNParams",
    "RNNTrace",
    "Readout",
    "ReferenceStep",
    "SLSTMGradients",
    "SLSTMParams",
    "SLSTMTrace",
    "TorchModel",
    "Trace",
    "TrainingError",
    "ablate",
    "adam",
    "adam_init",
    "adding_batches",
    "agreement",
    "agreement_data",
    "agreement_units",
    "bugs",
    "clip_by_global_norm",
    "count_interval",
    "count_ngrams",
    "cross_entropy",
    "deterministic",
    "dinosaur_names",
    "effect_by_differences",
    "effect_by_jacobians",
    "encode_names",
    "first_symbol",
    "fit",
    "from_arrays",
    "from_checkpoint",
    "from_keras",
    "from_keras_weights",
    "from_torch",
    "gpu_report",
    "grad_check",
    "gru_backward",
    "gru_forward",
    "gru_step",
    "gru_step_backward",
    "half_life",
    "init_gru",
    "init_lstm",
    "init_lstm1997",
    "init_lstm_chrono",
    "init_mingru",
    "init_peephole",
    "init_readout",
    "init_rnn",
    "init_slstm",
    "intervene",
    "jacobian_norms",
    "known_share",
    "letter_bits",
    "load",
    "load_torch_file",
    "lstm1997_backward",
    "lstm1997_forward",
    "lstm1997_step",
    "lstm1997_step_backward",
    "lstm1997_step_backward_carousel",
    "lstm_backward",
    "lstm_forward",
    "lstm_jacobian_norms",
    "lstm_jacobians",
    "lstm_products",
    "lstm_step",
    "lstm_step_backward",
    "make_model",
    "mingru_backward",
    "mingru_forward",
    "mingru_step",
    "mingru_step_backward",
    "mse",
    "name_batches",
    "peephole_backward",
    "peephole_forward",
    "peephole_step",
    "peephole_step_backward",
    "rank_correlation",
    "rank_units",
    "readout",
    "readout_backward",
    "recall_batches",
    "recall_text",
    "reference_step",
    "removal_effects",
    "reviews",
    "rnn_backward",
    "rnn_forward",
    "rnn_jacobians",
    "rnn_step",
    "rnn_step_backward",
    "sample_names",
    "save",
    "sgd",
    "sigmoid",
    "slstm_backward",
    "slstm_forward",
    "slstm_step",
    "slstm_step_backward",
    "softmax",
    "softmax_jacobian",
    "split_names",
    "state_gradients",
    "step_measures",
    "stored_network",
    "stored_result",
    "to_backend",
    "to_keras_weights",
    "to_torch",
    "top_contexts",
    "torch_layout",
    "trace_torch",
    "unit_correlations",
    "watch",
    "with_torch",
    "without_each",
]

_LATE = {
    "agreement": "lstm_core.tasks.agreement",
    "agreement_data": "lstm_core.tasks.agreement_data",
    "agreement_units": "lstm_core.tasks.agreement_units",
    "bugs": "lstm_core.inside.bugs",
    "reviews": "lstm_core.tasks.reviews",
}


def __getattr__(name):
    """Modules that few readers need are imported when one of them asks."""
    if name not in _LATE:
        raise AttributeError(f"module 'lstm_core' has no attribute {name!r}")
    return importlib.import_module(_LATE[name])
