"""What is counted, one outcome a file."""
