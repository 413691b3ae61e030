"""What the model learns to say: texts made from labels, from measured grey levels, and from the language of reports."""
