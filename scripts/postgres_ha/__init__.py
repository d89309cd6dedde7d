"""What `ha-cluster` is made of. Standard library only."""
