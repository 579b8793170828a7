"""The crowd: thousands of shoppers over real HTTP, light enough to share two cores with the shop.

`people` says who comes, `connection` carries requests, `asking` repeats what has to be repeated,
`arrival` signs everybody in, `shopper` is what one person does in a sale, and `journal` keeps what
each was told. Nothing here imports the product: a crowd knows the HTTP contract and nothing else.
"""
