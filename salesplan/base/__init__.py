"""What everything rests on: findings, money, periods, escaping, files. It knows nothing of plans."""
