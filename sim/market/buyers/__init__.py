"""Who buys: enterprises and consumers, their homes, choices and surplus."""
