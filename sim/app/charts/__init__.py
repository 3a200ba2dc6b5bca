"""Charts: findings -> options of ECharts, in the colours and words of the figures."""
