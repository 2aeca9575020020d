"""What is looked up while somebody asks: claims about files, and probes."""
