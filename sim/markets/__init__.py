"""What a crowd settles: labour matching, housing, queues and quotas, budgets."""
