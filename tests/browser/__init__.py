"""The storefront in a browser, on the whole local system; a package, so that its stack ends."""
