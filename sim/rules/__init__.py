"""What one agent decides: scalar functions of small records, randomness as an argument (core.md section 6)."""
