"""English: every word that a figure or an explorer shows or says.

Each section of `FIGURES` begins with the files of ``lstm_core/plots/`` that use it.
Each key of `EXPLORERS`, such as ``valve``, is a file of ``lstm_core/explorers/``.

In braces stand the values that are filled in. In `FIGURES`, text between dollars is
mathematics and has its own braces twice. In `EXPLORERS`, ``_{...}`` after a symbol is
its index.
"""

FIGURES = {
    # pictures.py: tables of the numbers of a picture
    "table.numbers": "The numbers of {figure}",
    "table.this": "this figure",
    # curves/parts.py: a median and its range
    "table.range": "{middle} ({low}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{high})",
    # tables.py: what stands after a share
    "table.percent": "%",
    # formatting.py: numbers in sentences
    "numbers.long": "[{shown}, ...] ({n} numbers)",
    # diagrams/cell.py: nodes, in full and as the source of others
    "node.a_prev": "previous hidden state a_(t-1)",
    "node.c_prev": "previous cell state c_(t-1)",
    "node.x_t": "input x_t",
    "node.linear": "linear map W [a_(t-1), x_t] + b",
    "node.tanh": "tanh",
    "node.a": "new hidden state a_t",
    "node.linear_y": "linear map W_y a_t + b_y",
    "node.softmax": "softmax",
    "node.y": "prediction y_t",
    "node.f": "forget gate f_t (sigmoid)",
    "node.u": "update gate u_t (sigmoid)",
    "node.o": "output gate o_t (sigmoid)",
    "node.c_cand": "candidate (tanh)",
    "node.r": "reset gate r_t (sigmoid)",
    "node.past": "linear map W_ca a_(t-1) + b_a of the past",
    "node.a_cand": "candidate for the hidden state (tanh)",
    "node.a_cand_linear": "candidate for the hidden state (linear map W_c x_t + b_c)",
    "node.one_minus": "one minus the update gate",
    "node.sum": "sum",
    "node.c": "new cell state c_t",
    "node.tanh_c": "tanh of the cell state",
    "node.valve_f": "kept",
    "node.valve_u": "let in",
    "node.peep_f": "peephole of the forget gate, P_f times c_(t-1)",
    "node.peep_u": "peephole of the update gate, P_u times c_(t-1)",
    "node.peep_o": "peephole of the output gate, P_o times c_t",
    "source.a_prev": "a_(t-1)",
    "source.c_prev": "c_(t-1)",
    "source.a": "a_t",
    "source.c": "c_t",
    "source.y": "y_t",
    "source.x_t": "x_t",
    "source.linear": "the linear map",
    "source.tanh": "tanh",
    "source.linear_y": "the linear map",
    "source.softmax": "softmax",
    "source.f": "f_t",
    "source.u": "u_t",
    "source.o": "o_t",
    "source.c_cand": "the candidate",
    "source.valve_f": "f_t times c_(t-1)",
    "source.valve_u": "u_t times the candidate",
    "source.valve_o": "o_t times tanh(c_t)",
    "source.r": "r_t",
    "source.valve_r": "r_t times this map",
    "source.a_cand": "the candidate",
    "source.valve_keep": "u_t times a_(t-1)",
    "source.valve_new": "(1 - u_t) times the candidate",
    "source.sum": "the sum",
    "source.tanh_c": "tanh(c_t)",
    "source.peep_f": "P_f times c_(t-1)",
    "source.peep_u": "P_u times c_(t-1)",
    "source.peep_o": "P_o times c_t",
    # diagrams/cell.py: parts that can be lit up
    "part.past": "the previous hidden state",
    "part.input": "the input",
    "part.linear": "the linear map",
    "part.hidden": "the hidden state",
    "part.prediction": "the prediction",
    "part.forget": "the forget gate",
    "part.reset": "the reset gate",
    "part.update": "the update gate",
    "part.candidate": "the candidate",
    "part.output": "the output gate",
    "part.gates": "the three gates",
    "part.cell": "the cell state",
    "part.peepholes": "the three peepholes",
    # diagrams/legend.py: what shapes and colours stand for
    "legend.belt": "cell state, the belt",
    "legend.wire": "hidden state",
    "legend.valve": "valve: the product",
    "legend.sum": "sum",
    "legend.forget": "forget gate, 0 to 1",
    "legend.reset": "reset gate, 0 to 1",
    "legend.update": "update gate, 0 to 1",
    "legend.candidate": "candidate, \N{MINUS SIGN}1 to 1",
    "legend.output": "output gate, 0 to 1",
    # diagrams/cell.py, diagrams/backward.py: what they show
    "cell.legend": "A legend below names shapes and colours.",
    "cell.rnn": "A basic recurrent cell with the numbers of one step.",
    "cell.lstm": "An LSTM cell with the numbers of one step.",
    "cell.lstm1997": "An LSTM cell of 1997, without a forget gate, with the numbers of "
    "one step.",
    "cell.gru": "A GRU cell with the numbers of one step.",
    "cell.mingru": "A minGRU cell with the numbers of one step.",
    "cell.peephole": "An LSTM cell with peepholes, with the numbers of one step.",
    "cell.given": "Given: {values}.",
    "cell.flow": "From {sources}: {values}.",
    "cell.dimmed": "Dimmed: {values}.",
    "cell.value": "{name} {value}",
    "cell.and": " and ",
    "cell.lit": "Lit up: {part}; the rest is dimmed.",
    # diagrams/nested.py: three steps as one formula
    "nested": "Four boxes, each inside the next. Innermost: a_1 = tanh of W_aa a_0 + "
    "W_ax x_1 + b. Around it: a_2 = tanh of W_aa times this box + W_ax x_2 + b. Around "
    "that: a_3 = tanh of W_aa times this box + W_ax x_3 + b. Outermost: y_3 = softmax "
    "of W_y times all that + b_y.",
    # diagrams/unrolled.py: the unrolled network
    "unrolled": "A basic recurrent network unrolled over {T} steps: copies of one cell "
    "in a chain, from left to right.",
    "unrolled.start": "It starts with a_0 = {a}.",
    "unrolled.step": "{at}: input x_{t} = {x}, new hidden state a_{t} = {a}.",
    "unrolled.end": "The last hidden state gives the prediction y_{t} = {y}.",
    "unrolled.upto": "Lit up: the first {n} steps; the rest is dimmed.",
    "unrolled.upto_0": "Lit up: the start only; the rest is dimmed.",
    "unrolled.upto_1": "Lit up: the first step; the rest is dimmed.",
    "unrolled.title": "The network, one step after the other",
    "unrolled.start_name": "start",
    "unrolled.caption_0": "Before the first step there is only the start, a0 = {a}.",
    "unrolled.caption": "{at}: the cell reads x{t} = {x} and makes a{t} = {a}.",
    "unrolled.caption_y": "The readout and the softmax turn a{t} into y{t} = {y}.",
    "unrolled.at": "Step {t}",
    "unrolled.at_input": "Step {t}, input {x}",
    "unrolled.at_word": "Step {t}, {word}",
    "unrolled.start_c": "It starts with c_0 = {c} and a_0 = {a}.",
    "unrolled.caption_0c": "Before the first step there is only the start, c0 = {c} "
    "and a0 = {a}.",
    "unrolled.lstm": "An LSTM unrolled over {T} steps: copies of one cell in a row. "
    "The belt of the cell state runs through all of them; the hidden state goes from "
    "each to the next.",
    "unrolled.lstm1997": "An LSTM of 1997 unrolled over {T} steps: copies of one cell "
    "in a row. The belt of the cell state runs through all of them, without a forget "
    "gate; the hidden state goes from each to the next.",
    "unrolled.slstm": "An sLSTM unrolled over {T} steps: copies of one cell in a row. "
    "The belt of the cell state runs through all of them; the hidden state goes from "
    "each to the next. The normaliser is left out.",
    "unrolled.peephole": "An LSTM with peepholes unrolled over {T} steps: copies of "
    "one cell in a row. The belt of the cell state runs through all of them; the "
    "hidden state goes from each to the next. The peepholes are left out.",
    "unrolled.gru": "A GRU unrolled over {T} steps: copies of one cell in a row, and "
    "one state that runs through all of them.",
    "unrolled.mingru": "A minGRU unrolled over {T} steps: copies of one cell in a row, "
    "and one state that runs through all of them. Gate and candidate see the input "
    "only.",
    "unrolled.lstm.step": "{at}: forget gate {f}, update gate {u}, candidate {c_cand}, "
    "cell state c_{t} = {c}; output gate {o}, hidden state a_{t} = {a}.",
    "unrolled.lstm1997.step": "{at}: update gate {u}, candidate {c_cand}, cell state "
    "c_{t} = {c}; output gate {o}, hidden state a_{t} = {a}.",
    "unrolled.slstm.step": "{at}: share {u} of the candidate {c_cand}, cell state "
    "c_{t} = {c}; output gate {o}, hidden state a_{t} = {a}.",
    "unrolled.peephole.step": "{at}: forget gate {f}, update gate {u}, candidate "
    "{c_cand}, cell state c_{t} = {c}; output gate {o}, hidden state a_{t} = {a}.",
    "unrolled.gru.step": "{at}: update gate {u}, reset gate {r}, candidate {a_cand}, "
    "state a_{t} = {a}.",
    "unrolled.mingru.step": "{at}: update gate {u}, candidate {a_cand}, state "
    "a_{t} = {a}.",
    "unrolled.lstm.caption": "{at}: the forget gate {f} keeps {kept}, the update gate "
    "{u} lets in {let_in}; together c{t} = {c}. The output gate {o} shows a{t} = {a}.",
    "unrolled.lstm1997.caption": "{at}: all of {before} stays, the update gate {u} "
    "lets in {let_in}; together c{t} = {c}. The output gate {o} shows a{t} = {a}.",
    "unrolled.slstm.caption": "{at}: the candidate {c_cand} goes in with the share "
    "{u}, the old state keeps the rest; together c{t} = {c}. The output gate {o} shows "
    "a{t} = {a}.",
    "unrolled.peephole.caption": "{at}: the forget gate {f} keeps {kept}, the update "
    "gate {u} lets in {let_in}; together c{t} = {c}. The output gate {o} shows "
    "a{t} = {a}.",
    "unrolled.gru.caption": "{at}: the update gate {u} blends the old state with the "
    "candidate {a_cand}; the new state is a{t} = {a}.",
    "unrolled.mingru.caption": "{at}: the update gate {u} blends the old state with "
    "the candidate {a_cand}; the new state is a{t} = {a}.",
    # diagrams/stepper.py: buttons of pictures that follow each other
    "stepper.step": "{name} ({i} of {n})",
    # diagrams/backward.py: the LSTM with its gradients
    "backward.cell": "An LSTM cell with all arrows turned round: gradients enter on "
    "the right and flow back, through the same valves as the values.",
    "backward.values": "Gradients: {values}.",
    "backward.dc_next": "along the belt from the step after",
    "backward.dc": "of the cell state c_t, with what joins from a_t",
    "backward.da": "of the hidden state a_t",
    "backward.dtanh_c": "of tanh(c_t), which joins the belt",
    "backward.do": "of the output gate o_t",
    "backward.df": "of the forget gate f_t",
    "backward.du": "of the update gate u_t",
    "backward.dc_cand": "of the candidate",
    "backward.dc_prev": "leaving along the belt, to c_(t-1)",
    "backward.da_prev": "leaving through gates and candidate, to a_(t-1)",
    "backward.dx": "of the input x_t",
    "backward.part_belt": "the way along the belt",
    "backward.part_gates": "the way through forget gate, update gate and candidate",
    "backward.part_ways": "both ways from c_t to the step before, along the belt and "
    "through forget gate, update gate and candidate",
    # curves/influence.py, curves/advantage.py: effects against steps
    "axis.steps": "steps between cause and effect, $T$",
    "axis.effect": "size of the effect",
    "curve.ends": "{name}: {start} at T = {first}, {end} at T = {last}.",
    # curves/advantage.py, curves/influence.py, curves/memory.py, curves/update.py: time
    "axis.t": "step $t$",
    # curves/influence.py: one effect
    "influence.alt": "Size of an effect, on a logarithmic scale, against the number of "
    "steps T from {first} to {last}.",
    "influence.below": "It falls below {floor} at T = {T}.",
    "influence.zero": "It is first exactly zero at T = {T}, and zeros are not drawn.",
    "influence.floor": "below: rounding errors",
    # curves/influence.py: the effect for several gains
    "influence.sweep_axis": "sensitivity to $a_0$",
    "influence.sweep": "Gains of {gains} of the recurrent weights: sensitivity to a_0, "
    "on a logarithmic scale, against the number of steps T from {first} to {last}; "
    "medians and ranges of {n} seeds.",
    "influence.gain": "gain {gain:g}",
    # curves/influence.py: a map of one number
    "influence.map": "Two panels over {T} steps. Above, the state.",
    "influence.map_from": "From {start:+g} it goes to {end}.",
    "influence.map_sensitivity": "Below, on a logarithmic scale, its sensitivity to "
    "the start goes from {start} to {end}.",
    "influence.map_state": "from {start}",
    "influence.state_axis": "state $a_t$",
    "influence.sensitivity_axis": "sensitivity $|da_t/da_0|$",
    # curves/learning.py: loss while training
    "learning.loss": "Training loss of {n} runs over {steps} steps: the median goes "
    "from {start} to {end}.",
    "learning.under": "It first falls below {name} ({level}) at step {step}.",
    "learning.over": "It stays above {name} ({level}).",
    "learning.median": "median",
    "learning.one": "training",
    "learning.step_axis": "training step",
    "learning.loss_axis": "loss (nats)",
    # curves/learning.py: scores by length, and by place
    "learning.length": "{score}, by the length of names, from {first} to {last} "
    "letters.",
    "learning.length_group": "{name}: {start} at length {first}, {end} at length "
    "{last}.",
    "learning.length_peak": "{name}: {start} at length {first}, most at length {peak} "
    "({most}), {end} at length {last}.",
    "learning.length_axis": "length of the name (letters)",
    "learning.position": "{score}, by the place of a letter in a name, from "
    "{first} to {last}.",
    "learning.position_group": "{name}: {start} at letter {first}, {end} at letter "
    "{last}.",
    "learning.position_peak": "{name}: {start} at letter {first}, most at letter "
    "{peak} ({most}), {end} at letter {last}.",
    "learning.position_axis": "place of the letter in the name",
    # curves/advantage.py: what is left of the start
    "advantage.glance": "Two rows of panels over {T} steps. Above, one number of the "
    "memory, after A and after B. Below, the share of the gradient that arrives so "
    "many steps back, on a logarithmic scale; medians and ranges of {n} networks.",
    "advantage.one": "{name}: the runs are {first} apart after the first step, {last} "
    "at the end; {end} of the gradient arrives.",
    "advantage.memory": "a number of\nthe memory",
    "advantage.arrives": "gradient that\narrives",
    "advantage.back": "steps back from the question",
    "advantage.after": "after {name}",
    "advantage.steps": "steps T",
    "advantage.read": "read at each step",
    "advantage.share": "left on the belt",
    "advantage.apart": "still apart",
    "advantage.left": "Two panels over {T} steps, which read {tokens}. Above, the "
    "share of the first cell state that is left on the belt; below, how far apart the "
    "cell states of runs are that differ in the first symbol. Both start at 1.",
    "advantage.left_one": "{name}: on the belt {half} at step {middle} and {end} at "
    "the last; apart {apart_half} and {apart_end}.",
    # curves/advantage.py: stretch against lag
    "advantage.fading": "Size of an effect, on a logarithmic scale, against the number "
    "of steps T from {first} to {last}; medians and ranges of {n} networks.",
    # curves/advantage.py: score against lag
    "advantage.by_lag": "{score} against {axis}; medians and ranges of {n} networks.",
    "advantage.by_lag_one": "{name}: {values}.",
    "advantage.by_lag_value": "{value} at {lag}",
    "advantage.level": "A line marks {name}, {level}.",
    "advantage.accuracy": "accuracy",
    "advantage.error": "mean squared error",
    "advantage.lag": "lag (steps)",
    "advantage.length": "length (steps)",
    "advantage.items": "items to remember",
    # curves/belt.py: what lies on the belt of the cell state
    "belt.put_on": "put on",
    "belt.left": "still there at the end",
    "belt.size": "mean size",
    "belt.one": "one cell",
    "belt.many": "median of {n} cells",
    "belt.noted": "\N{BULLET} {word}",
    "belt.word": "word",
    "belt.head": "{cells}: {size}",
    "belt.kept": "For each of {T} words, from top to bottom, how much it put on the "
    "belt of the cell state, and in full colour how much of that is still there at the "
    "end.",
    "belt.kept_noted": "Marked words: {words}.",
    "belt.kept_bars": "{cells}: put on between {put_low} ({put_least}) and {put_high} "
    "({put_most}); left at the end between {left_low} ({left_least}) and {left_high} "
    "({left_most}).",
    "belt.cell_title": "Belt: the valves let in the first input only",
    "belt.basic_title": "Basic cell: same inputs",
    "belt.cell_axis": "$c_t$",
    "belt.basic_axis": "$a_t$",
    "belt.step": "step $t$",
    "belt.run": "first input {first:g}",
    "belt.held": "Two panels over {T} steps, with one curve for each first input. "
    "Above, the cell state on the belt; below, the state of a basic cell that reads "
    "the same inputs.",
    "belt.held_run": "First input {first:g}: the belt holds {c_first} at the first "
    "step and {c_last} at the last; the basic cell goes from {a_first} to {a_last}.",
    # curves/family.py: a row for each cell
    "family.start": "start",
    "family.end": "end",
    "family.place": "place in the test",
    "family.n": "$n$",
    "family.cell": "cell",
    "family.alt": "A row for each cell: accuracy along the test ({tasks}), a line for "
    "each run, and how far each counts; {trained} was trained, {asked} asked. Medians: "
    "{medians}.",
    # curves/gate_curves.py: the sigmoid, the tanh, and half-lives
    "gate_curves.sigmoid_x": "pre-activation, $z$",
    "gate_curves.sigmoid_y": r"opening, $\sigma(z)$",
    "gate_curves.open": "open",
    "gate_curves.closed": "closed",
    "gate_curves.sigmoid": "The sigmoid, an S-shaped curve: from {start} at z = "
    "{first:g} it rises to {end} at z = {last:g}.",
    "gate_curves.sigmoid_at": "At z = {z:g}: {s}.",
    "gate_curves.tanh_x": "value",
    "gate_curves.tanh_y": "its tanh",
    "gate_curves.tanh_same": "unchanged",
    "gate_curves.tanh": "The tanh, an S-shaped curve through zero: from {start} at "
    "{first:g} it rises to {end} at {last:g}. Near zero it runs along the straight "
    "line of unchanged values; far out it is flat.",
    "gate_curves.tanh_at": "At {z:g}: {s}.",
    "gate_curves.half_x": "forget gate, $f$",
    "gate_curves.half_y": "half-life (steps)",
    "gate_curves.half_z": "pre-activation, $z$",
    "gate_curves.half_mark": "{f:g}: {steps}",
    "gate_curves.half": "Half-life of a memory in steps, on a logarithmic scale, "
    "against the forget gate f from {first:.2f} to {last:.4f}, spread out near 1. The "
    "curve rises ever more steeply and ends as a straight line.",
    "gate_curves.half_at": "f = {f:g}: {steps} steps.",
    # curves/gates.py: a unit that reads
    "gates.col.f": "forget",
    "gates.col.u": "update",
    "gates.col.c_cand": "candidate",
    "gates.col.c": "cell",
    "gates.col.o": "output",
    "gates.col.a": "hidden",
    "gates.word": "input",
    "gates.said_f": "forget gate",
    "gates.said_u": "update gate",
    "gates.said_c_cand": "candidate",
    "gates.said_c": "cell state",
    "gates.said_o": "output gate",
    "gates.said_a": "hidden state",
    "gates.place": "{word} ({t})",
    "gates.open": "The {gate} is open at {places}, else closed.",
    "gates.closed": "The {gate} is closed at {places}, else open.",
    "gates.all_open": "The {gate} is open at every word.",
    "gates.all_closed": "The {gate} is closed at every word.",
    "gates.state": "The cell state is {values}.",
    "gates.state_at": "{value} from {place}",
    "gates.map": "Table with the numbers of one unit of an LSTM while it reads {T} "
    "words, one row a word, from top to bottom; above one half a gate is called open.",
    # curves/memory.py: what a cell holds and what it shows, counting
    "memory.ones": "ones so far",
    "memory.alt_count": "Two panels over {T} steps. Above, the number of ones so far "
    "climbs to {n}, and the cell state c with it, to {c}; they differ by at most "
    "{gap}. Below, the hidden state a climbs steeply at the first ones and then is "
    "flat: from a count of {level} on, it lies between {low} and {high}.",
    # curves/memory.py: the same behind a closed gate; counting has its c and a
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
    "memory.alt_open": "{gate} is open at these steps: {steps}; at all others closed.",
    "memory.alt_closed": "{gate} is closed at all steps.",
    "memory.alt_state": "{state} goes {values}.",
    # curves/reviews.py: numbers painted on the words of a text
    "measure.update": "update gate, mean over the units",
    "measure.change": "change of the cell state",
    "measure.removal": "change of the stars without the word",
    "reviews.alt": "A text of {T} words, {n} times, each word on a colour that is the "
    "fuller, the larger the number below it.",
    "reviews.word": "word",
    "reviews.alt_top": "{name}: largest at {words}; smallest at {low}.",
    "reviews.alt_word": "{word} ({value})",
    # curves/many_units.py: all units, a text on colours, saturated gates
    "units.value": "value",
    "units.step": "step",
    "units.unit": "unit",
    "units.word": "input",
    "units.sorted": "units, sorted",
    "units.mean": "mean",
    "units.least": "lowest",
    "units.most": "highest",
    "units.unit_at": "unit {unit} ({value})",
    "units.at": "{word} ({value})",
    "units.map": "A map of {n} units at {T} steps; the colour tells sign and size. "
    "The largest values are those of {units}.",
    "units.text": "A text of {T} words on the colours of one unit. It is strongest at "
    "{words}.",
    "units.gate_f": "forget gate",
    "units.gate_u": "update gate",
    "units.gate_o": "output gate",
    "units.open": "open",
    "units.shut": "shut",
    "units.share_open": "share of steps above 0.9 (open)",
    "units.share_shut": "share of steps below 0.1 (shut)",
    "units.often": "{gate}: of {n} units, {open} are open and {shut} are shut at more "
    "than half of the steps.",
    # curves/roles.py: gates at words of each role
    "roles.f": "forget gate",
    "roles.u": "update gate",
    "roles.o": "output gate",
    "role.the": "the",
    "role.subject": "subject",
    "role.filler": "filler",
    "role.near": "near",
    "role.near the": "near the",
    "role.distractor": "distractor",
    "role.verb": "verb",
    "role.stop": "stop",
    "roles.word": "word",
    "roles.head": "{gate}, {group}",
    "roles.alt": "Opening of the gates of one unit at the words of a sentence, in "
    "{n} panels, side by side: a dot for each network, a line at their median.",
    "roles.alt_group": "{gate}, {group}: medians between {low} ({least}) and {high} "
    "({most}).",
    # curves/parity.py: two libraries
    "parity.step": "training step",
    "parity.loss": "loss",
    "parity.difference": "relative difference",
    "parity.alt": "Two panels over {steps} training steps. Above, the loss of "
    "{first} and of {second}: both go from {start} to {end}, one curve on top of the "
    "other. Below, on a logarithmic scale, their relative difference: {zeros} of the "
    "{steps} steps have exactly the same loss, and the largest difference is "
    "{largest}.",
    # curves/speed.py: programs
    "speed.lstm_core": "lstm_core",
    "speed.torch": "nn.LSTM",
    "speed.products": "products alone",
    # curves/speed.py: cost
    "speed.T": "steps $T$",
    "speed.B": "sequences at once, $B$",
    "speed.n_a": "hidden units $n_a$",
    "speed.ms": "milliseconds",
    "speed.proportional": "proportional",
    "speed.head": "{name} (ms)",
    "speed.table_T": "steps T",
    "speed.table_B": "sequences B",
    "speed.table_n_a": "hidden units",
    "speed.alt_cost": "By {size}: time of a training pass, both on logarithmic scales.",
    "speed.alt_curve": "{name}: {start} ms at {first}, {end} ms at {last}, {times} "
    "times as long for {factor} times the size.",
    "speed.alt_line": "A dotted line shows what proportional growth would be.",
    "speed.said_T": "the number of steps T",
    "speed.said_B": "the number of sequences B",
    "speed.said_n_a": "the number of hidden units",
    # curves/speed.py: products
    "speed.rest": "all the rest",
    "speed.alt_share": "Share of the matrix products in the time: {first} percent at "
    "{low} units, {last} percent at {high}. The band between the curves is all the "
    "rest.",
    # curves/speed.py: backends
    "speed.ratio": "time of nn.LSTM / time of lstm_core",
    "speed.faster_core": "lstm_core is faster",
    "speed.faster_torch": "nn.LSTM is faster",
    "speed.case": "{T}, {B}, {n_a}",
    "speed.cases": "$T$, $B$, $n_a$",
    "speed.alt_backends": "How many times as long nn.LSTM takes as lstm_core, for {n} "
    "sizes.",
    "speed.alt_case": "T = {T}, B = {B}, {n_a} units: {ratios}.",
    "speed.alt_ratio": "{ratio} in {dtype}",
    # curves/spread.py: curves of several runs
    "spread.linear": "both scales are linear",
    "spread.log y": "the vertical scale is logarithmic",
    "spread.log": "both scales are logarithmic",
    "spread.group": "{name}, median of {n} runs: {first} at {start}, {last} at {end}.",
    "spread.one": "{name}: {first} at {start}, {last} at {end}.",
    "spread.least": "It is lowest at {at}, with {least}.",
    "spread.alt": "Curves of {y} against {x}; {scale}.",
    # curves/update.py: one update, as four rows
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
    # curves/update.py: a panel for each setting of the gates
    "update.setting": "{name}: $f={f},\\ u={u}$",
    "update.state": "cell state $c_t$",
    "update.candidate": r"candidate $\tilde{{c}}_t$",
    "update.step": "step",
    "update.said_candidate": "candidate",
    "update.said_state": "The cell state under each setting of the gates",
    "update.alt_runs": "Runs over the same {T} inputs, a panel for each of {n} "
    "settings of the gates; marks show the candidates, lines the cell state.",
    "update.alt_run": "{name}, with f = {f} and u = {u}: cell state from {start} to "
    "{end}, between {low} and {high}.",
    # curves/weights.py: where the weights of a cell live
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

NAMES = {
    "a0 calculated": "a0, calculated",
    "a0 tried": "a0, tried out",
    "x1 calculated": "x1, calculated",
    "x1 tried": "x1, tried out",
    "real": "real names",
    "shuffled": "shuffled letters",
    "bits saved": "bits saved, against the RNN",
    "sgd 0.1, clipped": "SGD 0.1, clipped",
    "sgd 0.1, free": "SGD 0.1, free",
    "sgd 0.3, clipped": "SGD 0.3, clipped",
    "sgd 0.3, free": "SGD 0.3, free",
    "sgd 1.0, clipped": "SGD 1.0, clipped",
    "sgd 1.0, free": "SGD 1.0, free",
    "adam 0.01, clipped": "Adam 0.01, clipped",
    "adam 0.01, free": "Adam 0.01, free",
    "adam 0.02, clipped": "Adam 0.02, clipped",
    "adam 0.02, free": "Adam 0.02, free",
    "adam 0.05, clipped": "Adam 0.05, clipped",
    "adam 0.05, free": "Adam 0.05, free",
    "reach": "counts up to",
}
"""Names that chapters and stored results give to curves, rows and columns, where they
are shown in other words; see `lstm_core.words.translated`."""

EXPLORERS = {
    "common": {
        "reset": "Reset",
        "static": "This is the first state. To move it, switch JavaScript on.",
        "minus": "\N{MINUS SIGN}",
        "gate.said": "{value}, {opening}",
        "gate.shut": "closed",
        "gate.closed": "almost closed",
        "gate.part": "partly open",
        "gate.open": "almost fully open",
        "gate.wide": "fully open",
    },
    "valve": {
        "title": "A gate as a valve",
        "drawing": "A pipe with a valve. A value enters from the left. The "
        "pre-activation z passes a sigmoid from below and sets how far the valve is "
        "open. The product leaves to the right.",
        "z": "pre-activation",
        "z.symbol": "z",
        "z.said": "{z}: gate {gate}, {opening}",
        "value": "value that flows",
        "value.symbol": "v",
        "gate.symbol": "g",
        "product.symbol": "g\N{THIN SPACE}v",
        "sigmoid": "\N{GREEK SMALL LETTER SIGMA}",
        "closed": "Almost closed: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
        "part": "Partly open: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
        "open": "Almost fully open: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
    },
    "half_life": {
        "title": "How long a memory lasts",
        "drawing": "Curve of f to the power t, the share of a memory that is left "
        "after t steps, from 0 to {steps} steps.",
        "f": "forget gate",
        "f.symbol": "f",
        "f.said": "{f}: half is gone after {half_life} steps",
        "f.said.none": "{f}: nothing is left after one step",
        "f.said.all": "{f}: nothing is ever lost",
        "axis.t": "steps t",
        "axis.left": "share left",
        "mark": "half-life {half_life} steps",
        "mark.beyond": "half-life {half_life} steps, beyond this edge",
        "mark.never": "half is never lost",
        "mark.left": "after 50 steps: {left}",
        "result": "With f = {f}, from a pre-activation of "
        "z\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{z}, half is gone after "
        "{half_life} steps. After 50 steps the share {left} is left.",
        "result.none": "With f = 0 nothing is left after one step.",
        "result.all": "With f = 1 nothing is ever lost.",
    },
    "cell": {
        "title": "The cell state, step by step",
        "drawing": "The cell state as a belt from left to right. The forget gate "
        "multiplies the previous cell state, the update gate the candidate; their sum "
        "is the new cell state. Its tanh, times the output gate, is the new hidden "
        "state. Below, the cell state after each step so far.",
        "c_prev": "previous cell state",
        "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
        "f": "forget gate",
        "f.symbol": "f_{t}",
        "c_cand": "candidate",
        "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
        "u": "update gate",
        "u.symbol": "u_{t}",
        "o": "output gate",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "a.symbol": "a_{t}",
        "tanh": "tanh",
        "next": "Next step",
        "history": "cell state after each step; dashed: the next",
        "table.name": "The steps so far as a table",
        "table.step": "step",
        "table.c": "cell state",
        "result": "Step {t}: c = {f} \N{MULTIPLICATION SIGN} {c_prev} + {u} "
        "\N{MULTIPLICATION SIGN} {c_cand} = {kept} + {added} = {c}.\n"
        "a = {o} \N{MULTIPLICATION SIGN} tanh({c}) = {o} \N{MULTIPLICATION SIGN} "
        "{tanh_c} = {a}.",
    },
    "belt": {
        "title": "The cell state as a conveyor belt",
        "drawing": "The belt at one step, from left to right: what lies on it, what "
        "falls off at the forget gate, what is put on through the update gate, and "
        "what leaves. Below, the cell state after every step.",
        "t": "step",
        "t.beside": "{step} of {steps}",
        "hand.choice": "read by weights that are",
        "hand.random": "random",
        "hand.hand-set": "set by hand",
        "hand.trained": "trained",
        "position": "Step {step} of {steps}",
        "position.word": "Step {step} of {steps}: {word}",
        "play": "Play",
        "pause": "Pause",
        "back": "Step back",
        "forward": "Step forward",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
        "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
        "c.symbol": "c_{t}",
        "lost": "falls off",
        "added": "put on",
        "all_steps": "cell state after each step",
        "result": "The forget gate ({f}) keeps {kept} of {c_prev}; {lost} falls off.\n"
        "The update gate ({u}) puts on {added} of the candidate {c_cand}.\n"
        "Together: {c}.",
        "table.name": "All steps as a table",
        "table.name.hand": "All steps with these weights as a table",
        "static": "These are all the steps. To play them, switch JavaScript on.",
        "table.step": "step",
        "table.word": "input",
        "table.f": "forget gate",
        "table.u": "update gate",
        "table.c_cand": "candidate",
        "table.c": "cell state",
    },
    "sentence": {
        "title": "One unit reads a sentence",
        "drawing": "A row for each word of the sentence. Bars show how far the "
        "forget, the update and the output gate of the unit are open, and its cell "
        "state: to the left below zero, to the right above it. The chosen word is "
        "marked.",
        "sentence": "sentence",
        "unit": "unit",
        "t": "word",
        "sentence.beside": "{sentence} of {sentences}",
        "sentence.said": "{sentence} of {sentences}: {read}",
        "unit.beside": "{unit}",
        "unit.said": "{unit}, of the units 0 to {last}",
        "t.said": "{t} of {words}: {word}",
        "table.name": "The numbers of this sentence and unit",
        "table.f": "forget",
        "table.u": "update",
        "table.o": "output",
        "table.c": "cell",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "result": "Unit {unit} at word {t}, {word}: forget gate {f}, update gate {u}, "
        "output gate {o}; cell state {c}.",
        "static": "This is the first sentence and unit. To choose others, switch "
        "JavaScript on.",
        "table.word": "word",
    },
    "start": {
        "title": "Move the start, watch the predictions",
        "drawing": "A basic recurrent network in ten copies, from left to right. The "
        "further the state of a copy has moved, the fuller its colour. Above copies "
        "1, 3 and 10 a gauge shows a prediction from 0 to 1: a thick line where it "
        "is, dashes where it is when the start is zero, a band over all that the start "
        "can do.",
        "a0": "start",
        "a0.symbol": "a_{0}",
        "y.symbol": "y_{{t}}",
        "result": "With this start the network gives one of its five answers the "
        "probability y1 = {y_1} after one step, y3 = {y_3} after three, y10 = {y_10} "
        "after ten.",
    },
    "unrolled": {
        "title": "The cell unrolled, word by word",
        "drawing": "Copies of the LSTM cell in a row, one a word. The belt of the cell "
        "state runs through all of them. Blocks on it show what is stored: filled for "
        "plus, hatched for minus. In each copy the forget valve lies on the belt, the "
        "update valve above and the output valve below it, filled as far as they are "
        "open. Below, the hidden state goes from each copy to the next.",
        "t": "word",
        "start": "start",
        "back": "Step back",
        "forward": "Step forward",
        "c.symbol": "c_{{t}}",
        "result.start": "Before the first word, {c} lies on the belt.",
        "result": "Step {step}.\n"
        "Forget gate {f}: of {c_prev} on the belt, {kept} stays.\n"
        "Update gate {u}: of the candidate {c_cand}, {added} gets in.\n"
        "Together: {c}. Output gate {o}: shown is {a}.",
        "result.word": "Word {step}: {word}\n"
        "Forget gate {f}: of {c_prev} on the belt, {kept} stays.\n"
        "Update gate {u}: of the candidate {c_cand}, {added} gets in.\n"
        "Together: {c}. Output gate {o}: shown is {a}.",
        "static": "These are all the steps. To go through them, switch JavaScript on.",
        "table.step": "step",
        "table.word": "input",
        "table.f": "forget gate",
        "table.u": "update gate",
        "table.c_cand": "candidate",
        "table.c": "cell state",
        "table.o": "output gate",
        "table.a": "hidden state",
    },
    "reader": {
        "title": "A unit reads what you write",
        "drawing": "A row for each word of your text. Bars show how far the forget, "
        "the update and the output gate of the unit are open, and its cell state: to "
        "the left below zero, to the right above it. Gates that are stuck are dashed. "
        "The chosen word is marked.",
        "keys": "Words to write with",
        "back": "Delete the last word",
        "clear": "New text",
        "unit.choice": "unit",
        "f.choice": "forget gate",
        "u.choice": "update gate",
        "o.choice": "output gate",
        "free": "free",
        "open": "open",
        "shut": "shut",
        "t": "word",
        "t.said": "{t} of {words}: {word}",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "empty": "Nothing has been written yet. Press a word.",
        "result": "Unit \N{LEFT DOUBLE QUOTATION MARK}{unit_name}"
        "\N{RIGHT DOUBLE QUOTATION MARK} at word {t} ({word}): forget gate {f}, update "
        "gate {u}, candidate {c_cand}, output gate {o}. Cell state {c}, shown {a}.",
        "ending": "What decides on the ending is {number}: {form}.",
        "no_ending": "What decides on the ending is {number}, too close to 0: {word} "
        "stays open.",
        "table.name": "The numbers of this text and unit",
        "table.word": "word",
        "table.f": "forget",
        "table.u": "update",
        "table.c_cand": "candidate",
        "table.o": "output",
        "table.c": "cell",
        "table.a": "shown",
        "static": "This is the first text. To write your own, switch JavaScript on.",
    },
    "output": {
        "title": "What is stored, and what is shown",
        "drawing": "A tanh curve with a mark at the cell state. Its value passes the "
        "valve of the output gate and leaves as the hidden state. Below, one bar for "
        "what is stored and one for what is shown.",
        "c": "cell state",
        "c.symbol": "c_{t}",
        "o": "output gate",
        "o.symbol": "o_{t}",
        "a.symbol": "a_{t}",
        "tanh": "tanh",
        "stored": "stored",
        "shown": "shown",
        "hide": "Hide",
        "show": "Show",
        "result": "Stored: c = {c}.\nShown: a = {o} \N{MULTIPLICATION SIGN} tanh({c}) "
        "= {o} \N{MULTIPLICATION SIGN} {tanh_c} = {a}.",
        "result.hidden": "Stored: c = {c}.\nShown: nothing, a = {a}. What is stored "
        "stays as it is.",
    },
    "gain": {
        "title": "How much of the beginning is left",
        "drawing": "Curve of how many times as large a small change of the start is "
        "after each step, on a scale of powers of ten, with a band from the smallest "
        "to the largest of several networks. A dashed line marks a change that keeps "
        "its size.",
        "gain": "gain of the weights",
        "gain.said": "{gain}: after {T} steps {middle} times as large",
        "axis.t": "steps T",
        "axis.times": "how many times as large a change becomes",
        "result.fades": "With a gain of {gain} the change vanishes: after {T} steps it "
        "is {middle} times as large (middle of {networks} networks; from {low} to "
        "{high}).",
        "result.stays": "With a gain of {gain} the change roughly stays: after {T} "
        "steps it is {middle} times as large (middle of {networks} networks; from "
        "{low} to {high}).",
        "result.grows": "With a gain of {gain} the change explodes: after {T} steps it "
        "is {middle} times as large (middle of {networks} networks; from {low} to "
        "{high}).",
    },
    "backward": {
        "title": "A gradient on its way back, stop by stop",
        "drawing": "The LSTM cell with all arrows turned round. Gradients enter on "
        "the right: along the belt at the top and along the wire at the bottom. They "
        "pass valves and curves, and leave on the left and at the bottom. Thick: "
        "where the gradient is now. Pale: where it has not been yet.",
        "step.choice": "step of the network",
        "stop": "stop",
        "stop.said": "Step {t}, {stop}",
        "stop.da": "da",
        "stop.do": "do",
        "stop.dc": "dc",
        "stop.df": "df",
        "stop.du": "du",
        "stop.dc_cand": "dc\N{COMBINING TILDE}",
        "stop.dz": "dz",
        "stop.dW": "dW, db",
        "stop.dx": "dx",
        "stop.da_prev": "previous da",
        "stop.dc_prev": "previous dc",
        "back": "Stop before",
        "forward": "Next stop",
        "da.symbol": "da",
        "do.symbol": "do",
        "dc.symbol": "dc",
        "df.symbol": "df",
        "du.symbol": "du",
        "dx.symbol": "dx",
        "dc_cand.symbol": "dc\N{COMBINING TILDE}",
        "dc_next.symbol": "dc next",
        "da_prev.symbol": "da prev",
        "dc_prev.symbol": "dc prev",
        "dz_f.symbol": "dz_{f}",
        "dz_u.symbol": "dz_{u}",
        "dz_o.symbol": "dz_{o}",
        "dz_c.symbol": "dz_{c}",
        "sigmoid": "\N{GREEK SMALL LETTER SIGMA}",
        "tanh": "tanh",
        "gate.f": "forget gate",
        "gate.u": "update gate",
        "gate.o": "output gate",
        "gate.c": "candidate",
        "reads.a": "a",
        "reads.x": "x",
        "reads.bias": "bias",
        "says.last": "Step {t} is the last: only the loss looks at its hidden state, "
        "and the belt brings nothing back.\n"
        "da = {da}.",
        "says.da": "Step {t}: what the loss itself says about the hidden state, plus "
        "what the step after has sent along the wire.\n"
        "da = {da_loss} + {da_next} = {da}. The belt brings {dc_next}.",
        "says.do": "The output gate was multiplied by tanh(c).\n"
        "do = da \N{MULTIPLICATION SIGN} tanh(c) = {da} \N{MULTIPLICATION SIGN} "
        "{tanh_c} = {do}.",
        "says.dc": "Past the output gate and the slope of the tanh, the gradient "
        "joins the belt.\n"
        "dc = {dc_next} + {da} \N{MULTIPLICATION SIGN} {o} \N{MULTIPLICATION SIGN} "
        "{slope} = {dc}.",
        "says.df": "The forget gate was multiplied by what lay on the belt.\n"
        "df = dc \N{MULTIPLICATION SIGN} previous c = {dc} \N{MULTIPLICATION SIGN} "
        "{c_prev} = {df}.",
        "says.du": "The update gate was multiplied by the candidate.\n"
        "du = dc \N{MULTIPLICATION SIGN} c\N{COMBINING TILDE} = {dc} "
        "\N{MULTIPLICATION SIGN} {c_cand} = {du}.",
        "says.dc_cand": "The candidate was multiplied by the update gate.\n"
        "dc\N{COMBINING TILDE} = dc \N{MULTIPLICATION SIGN} u = {dc} "
        "\N{MULTIPLICATION SIGN} {u} = {dc_cand}.",
        "says.dz": "Each of the four is multiplied by the slope of its curve.\n"
        "Forget gate: {df} \N{MULTIPLICATION SIGN} {slope_f} = {dz_f}.\n"
        "Update gate: {du} \N{MULTIPLICATION SIGN} {slope_u} = {dz_u}.\n"
        "Output gate: {do} \N{MULTIPLICATION SIGN} {slope_o} = {dz_o}.\n"
        "Candidate: {dc_cand} \N{MULTIPLICATION SIGN} {slope_c} = {dz_c}.",
        "says.dW": "Each weight gets its dz times the number that it read, on top of "
        "what later steps gave it; a bias read 1.\n"
        "Forget gate and a: {W_before} + {dz_f} \N{MULTIPLICATION SIGN} {a_prev} = "
        "{W_now}.",
        "says.dx": "All three gates and the candidate read x, each with a weight of "
        "its own: four parts are added up.\n"
        "dx = {x_f} + {x_u} + {x_o} + {x_c} = {dx}.",
        "says.da_prev": "They read the previous hidden state as well. The sum of the "
        "four parts leaves on the wire.\n"
        "previous da = {a_f} + {a_u} + {a_o} + {a_c} = {da_prev}.",
        "says.dc_prev": "The belt passes the forget valve, and no weight at all. This "
        "leaves on the belt.\n"
        "previous dc = dc \N{MULTIPLICATION SIGN} f = {dc} \N{MULTIPLICATION SIGN} "
        "{f} = {dc_prev}.",
        "table.name": "All gradients of this step as a table",
        "table.of": "gradient of",
        "table.value": "value",
        "table.step": "step {t}",
        "table.da": "hidden state",
        "table.do": "output gate",
        "table.dc": "cell state",
        "table.df": "forget gate",
        "table.du": "update gate",
        "table.dc_cand": "candidate",
        "table.dz_f": "z of the forget gate",
        "table.dz_u": "z of the update gate",
        "table.dz_o": "z of the output gate",
        "table.dz_c": "z of the candidate",
        "table.dx": "input",
        "table.da_prev": "previous hidden state",
        "table.dc_prev": "previous cell state, along the belt",
        "table.dW": "dW, db",
        "table.weight": "weight so far: {gate}, {read}",
        "static": "These are all the numbers. To follow them through the cell, switch "
        "JavaScript on.",
    },
    "earlier": {
        "title": "Which earlier words matter?",
        "drawing": "A row for each word, a column for each of two networks. Up to the "
        "word that is chosen, a field is as full as the answer there moves if the "
        "word of its row is left out.",
        "t.choice": "the answer at the word",
        "network.basic": "basic network",
        "result": "At the word “{word}” the {left} gives {left_stars} stars, the "
        "{right} {right_stars}. The word that the {left} would miss most is "
        "“{left_word}” ({left_most} stars); for the {right} it is “{right_word}” "
        "({right_most}).",
        "table.name": "The answers move by (stars)",
        "table.word": "without the word",
    },
    "advantage": {
        "title": "Memory and gradient, side by side",
        "drawing": "Four panels: a basic network on the left, an LSTM on the right. "
        "Above, one number of the memory at each step, as a thick line for a text that "
        "begins with A and a dashed one for the same text after B. Where the lines "
        "meet, the beginning is forgotten. Below, how much of the gradient of the loss "
        "arrives so many steps back, on a scale of powers of ten, with a band from "
        "the smallest to the largest of several networks. A dashed line marks 1.",
        "bias": "forget bias of the LSTM",
        "gain": "gain of the basic network",
        "said": "{value}: a gradient {gradient} times as large arrives",
        "basic": "a basic network",
        "lstm": "an LSTM",
        "after": "after A",
        "other": "B",
        "axis.memory": "one number of the memory",
        "axis.t": "step",
        "axis.gradient": "gradient that arrives",
        "axis.lag": "steps back from the question",
        "result": "Basic network, gain {gain}: after {T} steps the two runs are "
        "{basic_apart} times as far apart as after the first, and the gradient that "
        "arrives is {basic_gradient} times as large as at the question.\nLSTM, forget "
        "bias {bias}: {lstm_apart} times as far apart, and a gradient {lstm_gradient} "
        "times as large.\n(Median of {networks} networks.)",
    },
    "train": {
        "title": "Train one yourself",
        "drawing": "Three panels. The score against the training steps, with a dashed "
        "line for chance. Every gate and the memory of every unit over one sequence, "
        "as strips that are as full as the gate is open. The gradient against the "
        "steps back from the end, on a logarithmic scale.",
        "play": "Train",
        "pause": "Pause",
        "one": "One step",
        "again": "Start again",
        "status": "Step {step}: {score}.",
        "loss": "Loss {loss}.",
        "nothing": "nothing measured yet",
        "moment": "look back to step",
        "back": "Back to the question",
        "moment.said": "step {step} of {last}",
        "task.choice": "task",
        "task.recall": "recall",
        "task.adding": "adding",
        "task.counting": "counting",
        "task.agreement": "agreement",
        "cell.choice": "cell",
        "cell.lstm": "LSTM",
        "cell.rnn": "basic",
        "cell.gru": "GRU",
        "cell.lstm1997": "LSTM of 1997",
        "lag": "lag (steps)",
        "lag.said": "{lag} steps",
        "bias": "forget bias",
        "bias.symbol": "b_{f}",
        "units": "units",
        "more": "More settings",
        "rate": "learning rate",
        "noise": "noise on the input",
        "clip": "clip the gradient at",
        "off": "off",
        "seed": "seed",
        "axis.right": "right answers, on fresh sequences",
        "axis.error": "mean squared error, on fresh sequences",
        "axis.step": "training step",
        "axis.chance": "knows nothing",
        "axis.gates": "one sequence, a row for each unit",
        "axis.sequence": "each strip: from the first step to the last",
        "axis.gradient": "gradient, as a share of the last step",
        "axis.back": "steps back from the end",
        "column.f": "forget",
        "column.u": "update",
        "column.o": "output",
        "column.r": "reset",
        "column.c": "cell",
        "column.a": "hidden",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "r.symbol": "r_{t}",
        "c.symbol": "c_{t}",
        "a.symbol": "a_{t}",
        "sequence": "The sequence shown: {tokens}",
        "score.classify": "{right} of {asked} right ({chance} by chance)",
        "score.regress": "error {error} ({chance} for one who knows nothing)",
        "phase.new": "These settings have not been trained yet.",
        "phase.recorded": "A recorded run. At step {step}: {score}. Press Train for a "
        "run of your own.",
        "phase.ready": "A fresh network with these settings, not trained yet: {score}.",
        "phase.running": "Training. What comes out is said when it ends or pauses.",
        "phase.paused": "At step {step}: {score}.",
        "phase.solved": "Solved at step {step}: {score}.",
        "phase.limit": "After {step} steps: {score}. Press Train to go on.",
        "phase.exploded": "By step {step} the loss has exploded: it is more than ten "
        "times that of a guess. The training goes on. If it does not recover, choose a "
        "smaller learning rate or clip the gradient, and start again.",
        "phase.failed": "At step {step} the numbers became too large to go on. Choose "
        "a smaller learning rate or clip the gradient, then start again.",
        "gradient": "The gradient that arrives at the first step, {back} steps back, "
        "is {arrives} times that of the last.",
        "forget": "The forget gates are open by {f_mean} on average.",
        "corrected": "{name}: {asked} is not possible here, so {set} is set.",
        "link": "Link to these settings",
        "python": "The same in Python",
        "python.note": "With the random numbers of NumPy, so the digits differ.",
        "try": "Try the trained network out",
        "try.text": "Your own sequence",
        "try.read": "Read it",
        "try.off": "switch units off",
        "try.first": "There is no network of your own yet: press Train first.",
        "try.wrong": "It cannot read this: {wrong}",
        "try.long": "That is too long: at most 80 steps.",
        "try.end": "The end is missing, where the network is asked.",
        "try.answer": "It answers {answer} ({sure} % sure).",
        "try.number": "It answers {answer}.",
        "try.known": "Right would be {known}.",
        "try.score": "On fresh sequences, as it is now: {score}.",
        "hint.recall": "A, B, C or D, then any of w, x, y, z, and a question mark.",
        "hint.counting": "Letters a and b, then a question mark: which came more "
        "often?",
        "hint.adding": "Numbers from 0 to 1; a star marks those to be added: 0.3* 0.5 "
        "0.2*",
        "hint.agreement": "The dogs near the cat often sing(s): a verb comes last.",
        "answer.singular": "singular",
        "answer.plural": "plural",
        "free": "free",
        "open": "open",
        "shut": "shut",
        "table.name": "The numbers of this run",
        "table.step": "step",
        "table.loss": "loss",
        "table.score": "score",
        "table.forget": "forget gates",
        "table.arrives": "gradient at the first step",
        "static": "This is a recorded run. To train your own, switch JavaScript on.",
    },
}
