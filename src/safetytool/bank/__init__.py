"""The item bank: what a safety monitor may ask, and which answers are a concern."""

from safetytool.bank.loading import load_bank

__all__ = ["load_bank"]
