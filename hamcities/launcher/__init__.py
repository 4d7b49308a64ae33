"""The launcher behind `make demo`: prepares the data, starts Redis, worker and web server, stops them all again."""
