"""What all figures share: style, axes of dates, intervals, labels."""
