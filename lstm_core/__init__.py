"""LSTM networks, gate by gate: a small core that a book and its readers can trust."""

from lstm_core.analysis import (
    count_interval,
    effect_by_differences,
    effect_by_jacobians,
    half_life,
    jacobian_norms,
    known_share,
    rnn_jacobians,
    softmax_jacobian,
)
from lstm_core.attribution import rank_correlation, step_measures, without_each
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
    init_lstm,
    init_lstm_chrono,
    lstm_backward,
    lstm_forward,
    lstm_step,
    lstm_step_backward,
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
    init_rnn,
    rnn_backward,
    rnn_forward,
    rnn_step,
    rnn_step_backward,
)
from lstm_core.checks import grad_check
from lstm_core.convert import (
    from_keras_weights,
    from_torch,
    to_keras_weights,
    torch_layout,
)
from lstm_core.datasets import (
    ALPHABET,
    ReferenceStep,
    dinosaur_names,
    encode_names,
    name_batches,
    reference_step,
    split_names,
)
from lstm_core.generate import sample_names
from lstm_core.jacobians import (
    lstm_jacobian_norms,
    lstm_jacobians,
    lstm_products,
)
from lstm_core.losses import (
    Readout,
    cross_entropy,
    init_readout,
    mse,
    readout,
    readout_backward,
    softmax,
)
from lstm_core.memory_tasks import (
    ADDING_BASELINE,
    RECALL_CHANCE,
    adding_batches,
    recall_batches,
    recall_text,
)
from lstm_core.models import Batch, NumpyModel
from lstm_core.ngrams import NgramModel, count_ngrams, letter_bits
from lstm_core.optim import AdamState, adam, adam_init, clip_by_global_norm, sgd
from lstm_core.results import stored_network, stored_result
from lstm_core.speed import gpu_report
from lstm_core.storage import load, save
from lstm_core.stored_calls import with_torch
from lstm_core.torch_backend import TorchModel, to_torch
from lstm_core.torch_tools import deterministic, load_torch_file
from lstm_core.torch_trace import trace_torch
from lstm_core.trace import Gradients, RNNTrace, Trace
from lstm_core.training import History, TrainingError, fit
from lstm_core.units import ablate, unit_correlations

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
    "LSTMParams",
    "NgramModel",
    "NumpyModel",
    "PeepholeGradients",
    "PeepholeParams",
    "PeepholeTrace",
    "RNNParams",
    "RNNTrace",
    "Readout",
    "ReferenceStep",
    "TorchModel",
    "Trace",
    "TrainingError",
    "ablate",
    "adam",
    "adam_init",
    "adding_batches",
    "clip_by_global_norm",
    "count_interval",
    "count_ngrams",
    "cross_entropy",
    "deterministic",
    "dinosaur_names",
    "effect_by_differences",
    "effect_by_jacobians",
    "encode_names",
    "fit",
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
    "init_lstm_chrono",
    "init_peephole",
    "init_readout",
    "init_rnn",
    "jacobian_norms",
    "known_share",
    "letter_bits",
    "load",
    "load_torch_file",
    "lstm_backward",
    "lstm_forward",
    "lstm_jacobian_norms",
    "lstm_jacobians",
    "lstm_products",
    "lstm_step",
    "lstm_step_backward",
    "make_model",
    "mse",
    "name_batches",
    "peephole_backward",
    "peephole_forward",
    "peephole_step",
    "peephole_step_backward",
    "rank_correlation",
    "readout",
    "readout_backward",
    "recall_batches",
    "recall_text",
    "reference_step",
    "rnn_backward",
    "rnn_forward",
    "rnn_jacobians",
    "rnn_step",
    "rnn_step_backward",
    "sample_names",
    "save",
    "sgd",
    "sigmoid",
    "softmax",
    "softmax_jacobian",
    "split_names",
    "step_measures",
    "stored_network",
    "stored_result",
    "to_backend",
    "to_keras_weights",
    "to_torch",
    "torch_layout",
    "trace_torch",
    "unit_correlations",
    "with_torch",
    "without_each",
]
