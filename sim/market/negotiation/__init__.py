"""When contracts are reopened, what is bargained over, and what is agreed."""
