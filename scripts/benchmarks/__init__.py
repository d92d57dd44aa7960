"""The sections of docs/benchmarks.md, a module each; scripts/bench puts them together."""
