"""A run of one owner with every kind of payment."""

import pandas as pd


class Run:
    """Two seeds of one owner with a cloud, search advertising and GPUs."""

    def __init__(self, shift: float) -> None:
        rows = [
            ("enterprises", "alphabet", "api_sales", 5.0 + shift),
            ("alphabet", "suppliers", "base_cloud_cost", 1.0),
            ("enterprises", "alphabet", "base_cloud", 3.0 + 2 * shift),
            ("consumers", "alphabet", "search_advertising", 7.0 - shift),
            ("alphabet", "alphabet", "wholesale", 9.0),
            ("investors", "alphabet", "equity", 4.0),
            ("alphabet", "suppliers", "capital_expenditure", 8.0),
            ("alphabet", "suppliers", "overhead", 0.001 * shift),
        ]
        columns = ["payer", "payee", "flow", "amount"]
        one = pd.DataFrame(rows, columns=columns).assign(month=0)
        self.seeds = (1, 2)
        self.ledger = pd.concat([one.assign(seed=1), one.assign(seed=2, amount=one["amount"] * 1.1)])
        self.monthly = pd.DataFrame({"seed": [1, 2], "kind": "owner", "entity": "alphabet", "capital_cost": [0.5, 0.6]})
