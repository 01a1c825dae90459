"""For each want: what it resolved to, how its bytes compare, and what module mode builds."""
