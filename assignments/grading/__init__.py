"""Grade submissions with nbgrader, their code locked up in a sandbox."""
