"""What becomes of many modules at once, in words: partitions, batches, and what their branches say."""
