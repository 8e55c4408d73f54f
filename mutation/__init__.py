"""Mutation testing of safetytool.analysis (docs/mutation.md)."""
