"""Files in and out, parsed into values and written from values."""
