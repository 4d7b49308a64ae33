"""What leads and readers type."""
