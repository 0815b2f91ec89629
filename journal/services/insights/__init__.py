"""From words to change: insights and goals, their strategies, how these went, changes noticed, what is asked when."""
