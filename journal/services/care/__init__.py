"""Care: who is assigned, asked, covering or leaving, and when somebody may be asked to decide."""
