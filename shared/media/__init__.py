"""What can be known of a finished video, and a picture of it. Only parts of the file are read."""
