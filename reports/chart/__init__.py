"""The patient's chart: where one patient stands, what is due, the course as a picture, and the history."""
