"""Matrices of CI services: which jobs they make, and how they lose a version of Go without losing a job."""
