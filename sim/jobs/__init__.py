"""Jobs of many worlds: local processes that survive a killed worker, parts that survive a killed job."""
