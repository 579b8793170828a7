"""The whole system on one machine: engine, gateway, pumps, and the stack that runs them."""
