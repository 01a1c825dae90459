"""How the work of every reader, rule and redactor grows with what it is given."""
