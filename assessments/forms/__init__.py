"""What people type in the working area."""
