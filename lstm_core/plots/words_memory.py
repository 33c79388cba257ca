"""Words of the pictures of what a cell holds and what it shows."""

WORDS = {
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
}
