"""The rules of the contract, said a second time in pure Python, and a machine that holds the service against them."""
