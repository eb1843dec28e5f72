"""datagen: image annotations in, checked instruction data of the LLaVA-Instruct kind out."""

__version__ = "0.1.0"
