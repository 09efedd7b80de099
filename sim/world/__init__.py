"""Numbers: tables with units and grades, population synthesis, the anchor, limit worlds."""
