"""What the compiler makes of every package, before and after."""
