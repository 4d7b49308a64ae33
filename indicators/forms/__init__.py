"""What people type into the workshop of frameworks."""
