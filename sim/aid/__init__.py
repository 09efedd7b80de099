"""The way of a yuan: what policies offer, who asks, what budgets let through, what is paid, and what people expect of it."""
