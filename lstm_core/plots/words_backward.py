"""Words of the pictures of chapter 7: gradients that flow back, and what they do."""

WORDS = {
    # The cell with its gradients
    "backward.cell": "Diagram of an LSTM cell with all arrows turned round: gradients "
    "enter on the right and flow back, through the same valves as the values.",
    "backward.dc_next": "What comes along the belt from the step after",
    "backward.dc": "Gradient of the cell state c_t, with what joins from a_t",
    "backward.da": "Gradient of the hidden state a_t",
    "backward.dtanh_c": "Gradient of tanh(c_t), which joins the belt",
    "backward.do": "Gradient of the output gate o_t",
    "backward.df": "Gradient of the forget gate f_t",
    "backward.du": "Gradient of the update gate u_t",
    "backward.dc_cand": "Gradient of the candidate",
    "backward.dc_prev": "What leaves along the belt, to c_(t-1)",
    "backward.da_prev": "What leaves through gates and candidate, to a_(t-1)",
    "backward.dx": "Gradient of the input x_t",
    "backward.part_belt": "the way along the belt",
    "backward.part_gates": "the way through forget gate, update gate and candidate",
    "backward.part_ways": "both ways from c_t to the step before, along the belt and "
    "through forget gate, update gate and candidate",
}
