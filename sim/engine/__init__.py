"""Compiled loops over columns that call the rules; nothing scientific lives here."""
