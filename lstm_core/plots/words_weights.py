"""Words of the picture of where the weights of a cell live."""

WORDS = {
    "weights.ours": "lstm_core",
    "weights.torch": "torch.nn.LSTM",
    "weights.W_hh": "$a_{{t-1}}$",
    "weights.W_ih": "$x_t$",
    "weights.b": "$b$",
    "weights.weight_hh": "weight_hh",
    "weights.weight_ih": "weight_ih",
    "weights.bias_ih": "bias_ih",
    "weights.bias_hh": "bias_hh",
    "weights.ours_f": "$W_f$",
    "weights.ours_u": "$W_u$",
    "weights.ours_o": "$W_o$",
    "weights.ours_c": "$W_c$",
    "weights.said_f": "forget",
    "weights.said_u": "update",
    "weights.said_o": "output",
    "weights.said_c": "candidate",
    "weights.torch_f": "f",
    "weights.torch_u": "i",
    "weights.torch_o": "o",
    "weights.torch_c": "g",
    "weights.alt": "Where the weights of a cell with {n_a} hidden units and {n_x} "
    "inputs live. Left, lstm_core: W has {rows} rows in four blocks, from top to "
    "bottom {ours}; its first {n_a} columns act on the previous hidden state, the "
    "other {n_x} on the input; beside it stands b. Right, torch.nn.LSTM: the same "
    "blocks in the order {theirs}, the two groups of columns as weight_hh and "
    "weight_ih, and two biases. Lines join each block to its place on the other side.",
}
