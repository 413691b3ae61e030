"""Training of small LLaDA-MedV models. Nothing of it is needed to use the extension."""
