"""Words written on a readied phone without signing in: appended under a public key, taken over by their writer."""
