"""The page that shows stored comparisons: its files, its words, and the server that hands them out."""
