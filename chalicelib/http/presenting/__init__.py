"""From values to what an answer says: names, money, instants and links as the contract has them."""
