"""Questions to graphs, in networkx."""
