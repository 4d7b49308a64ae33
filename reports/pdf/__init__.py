"""PDF documents of the public record."""
