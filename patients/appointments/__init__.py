"""The appointment file: the practice's visits, booked elsewhere, read once a day.

reading.py takes the text apart, rows.py holds it against the patients, taking.py writes the visits, folder.py
watches for files that another program leaves.
"""
