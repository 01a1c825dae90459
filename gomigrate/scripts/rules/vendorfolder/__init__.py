"""Rules about what names the vendor folder and what lies in it."""
