"""What is said of build scripts and the lines of CI."""
