"""Every mail there is, for tests and to look at: `make mails` draws them into `build/mails/`."""
