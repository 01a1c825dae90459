"""Which files of a package a platform builds, and what it imports under any."""
