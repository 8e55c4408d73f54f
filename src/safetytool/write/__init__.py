"""What people and programs get to see: terminal, report.html, signals.json and signals.xlsx.

Consumes an outcome, which is in words already. Returns bytes, or prints. Leaves out all
statistics: nothing is counted or judged here.
"""
