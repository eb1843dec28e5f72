"""Good answers in, answers with one planted fault out, and the rates at which faults are found.

Shares no code and no word lists with the rules that it measures.
"""
