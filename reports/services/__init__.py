"""What is done with results: computing, approving, publishing, certifying."""
