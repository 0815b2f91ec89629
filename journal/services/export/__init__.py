"""The journal as a file that its writer takes along."""
