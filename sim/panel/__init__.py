"""The panel: policies of all kinds as levers, what is moved on it as a scenario, and its simulation pair by pair.

Only `work` is for others: its functions run in processes of their own and load what they need there.
"""
