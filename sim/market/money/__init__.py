"""The ledger, who pays whom, and how firms are financed."""
