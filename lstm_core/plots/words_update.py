"""Words of the pictures in the chapters on the cell state and the hidden state.

Keys start with ``update.``, ``memory.`` or ``weights.``.
"""

WORDS = {
    # One update, as four rows
    "update.old": "$c_{{t-1}}$",
    "update.kept": "$f_t\\,c_{{t-1}}$",
    "update.let_in": r"$+\,u_t\,\tilde{{c}}_t$",
    "update.new": "$c_t$",
    "update.value": "= {value}",
    "update.product": "= {gate} \N{MULTIPLICATION SIGN} {value} = {product}",
    "update.unit": "unit {unit}",
    "update.axis": "value on the belt",
    "update.alt": "The update of the cell state as arrows on a number line. "
    "Units: {n}.",
    "update.alt_unit": "Unit {unit}: f = {f} times the old state {c_prev} leaves "
    "{kept}; u = {u} times the candidate {c_cand} adds {let_in}; the new state is {c}.",
    # Small panels, one for each setting of the gates
    "update.keep": "keep",
    "update.overwrite": "overwrite",
    "update.add up": "add up",
    "update.clear": "clear",
    "update.setting": "{name}: $f={f},\\ u={u}$",
    "update.state": "cell state $c_t$",
    "update.candidate": r"candidate $\tilde{{c}}_t$",
    "update.alt_runs": "Runs over the same {T} inputs, a panel for each of {n} "
    "settings of the gates. The candidates are {candidates}.",
    "update.alt_run": "{name}, with f = {f} and u = {u}: the cell state starts at "
    "{start} and goes {states}.",
    # Counting
    "memory.ones": "ones so far",
    "memory.alt_count": "Two panels over {T} steps. Above, the number of ones so far "
    "climbs to {n}, and the cell state c with it, to {c}; they differ by at most "
    "{gap}. Below, the hidden state a climbs steeply at the first ones and then is "
    "flat: from a count of {level} on, it lies between {low} and {high}.",
    # A memory behind a closed gate
    "memory.c": "$c_t$",
    "memory.a": "$a_t$",
    "memory.u": "$u_t$",
    "memory.o": "$o_t$",
    "memory.states": "states",
    "memory.gates": "gates",
    "memory.alt": "Two panels over {T} steps: above, the cell state c and the hidden "
    "state a; below, the update gate u and the output gate o.",
    "memory.said_u": "The update gate",
    "memory.said_o": "The output gate",
    "memory.alt_open": "{gate} is open at steps {steps} and closed at all others.",
    "memory.alt_closed": "{gate} is closed at all steps.",
    "memory.alt_state": "{state} goes {values}.",
    # Where the weights live
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
