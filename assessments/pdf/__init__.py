"""PDF documents: one press for receipts and certificates."""
