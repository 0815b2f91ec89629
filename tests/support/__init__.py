"""What many tests share: engines, the cast, forms, browsers, and the rules of the house."""
