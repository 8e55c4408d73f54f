"""The statistics of small counts: exact tails, intervals, expected rates, and the alarm budget."""
