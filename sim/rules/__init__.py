"""What one agent decides: scalar functions of small records, randomness as an argument (docs/model.md)."""
