"""The system on AWS: what `make package` builds, and the template that deploys it."""
