"""The phases of a month, one subject a file: each takes the world and the month's workspace (docs/model.md: Month)."""
