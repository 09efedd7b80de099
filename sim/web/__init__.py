"""The page: finished comparisons in a browser, served on this machine. Reads what is stored, simulates and draws nothing."""
