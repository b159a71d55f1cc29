"""What things are: the profile, the library, and what the stages hand on."""
