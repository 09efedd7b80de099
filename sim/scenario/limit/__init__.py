"""Limit worlds as documents: what their files may say, and the record of it."""
