"""What bin/run, bin/test and bin/manage do once the libraries are there.

They start PostgreSQL and a broker, run a program beside them, and stop everything. Django is loaded in child
processes only, which find the services in their environment.
"""
