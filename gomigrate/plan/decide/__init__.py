"""For each want: what it resolved to, what its bytes are, and what module mode builds."""
