"""Safety flags: opened by an answer, by asking or by a clinician, acknowledged, and closed with what was done.

Nothing here watches, judges or predicts. That there is a flag, its age and its state stand in the open; why is sealed.
"""
