"""A local web page: set levers, run, and watch the alliance network and the comparison."""
