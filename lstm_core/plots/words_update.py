"""Words of the pictures of what the gates do to the cell state."""

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
    "update.setting": "{name}: $f={f},\\ u={u}$",
    "update.state": "cell state $c_t$",
    "update.candidate": r"candidate $\tilde{{c}}_t$",
    "update.alt_runs": "Runs over the same {T} inputs, a panel for each of {n} "
    "settings of the gates. The candidates are {candidates}.",
    "update.alt_run": "{name}, with f = {f} and u = {u}: the cell state starts at "
    "{start} and goes {states}.",
}
