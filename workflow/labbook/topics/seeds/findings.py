"""The finders of how far the seeds of a configuration lie apart."""

from labbook.topics.seeds.lone_seeds import find_lone_seeds
from labbook.topics.seeds.seed_spread import find_seed_spread

FINDERS = (find_seed_spread, find_lone_seeds)
