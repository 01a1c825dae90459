"""What a page shows beside the plan and the verdict: the graph, the edits and the patches of copies."""
