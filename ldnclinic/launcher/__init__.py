"""What bin/run, bin/test and bin/manage do once the libraries are there: start PostgreSQL and a broker, run a
program beside them, stop everything. Django is loaded in child processes only, which find the services in their
environment."""
