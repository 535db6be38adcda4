"""Mail for nodes."""
