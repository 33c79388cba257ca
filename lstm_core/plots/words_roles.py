"""Words of the pictures in `lstm_core.plots.curves.roles`."""

WORDS = {
    "roles.f": "forget gate",
    "roles.u": "update gate",
    "roles.o": "output gate",
    "roles.alt": "Opening of the gates of one unit at the words of a sentence, in "
    "{n} panels, one below the other; medians of several networks, with the smallest "
    "and the largest.",
    "roles.alt_group": "{gate}, {group}: {values}.",
    "roles.alt_value": "{role} {middle} (from {low} to {high})",
}
