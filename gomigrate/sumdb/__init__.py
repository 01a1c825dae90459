"""The checksum database: its signed notes and its transparent log, read without any network."""
