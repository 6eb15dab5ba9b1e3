"""What the job that prepares SVHN is told of the config."""

from labbook.config.model import Svhn


def svhn_options(svhn: Svhn) -> tuple[str, ...]:
    """Options of `jobs/prepare_svhn.py` for all that is set."""
    given = {
        "--source": svhn.path,
        "--title": svhn.name,
        "--train-sha256": svhn.train_sha256,
        "--test-sha256": svhn.test_sha256,
    }
    return tuple(part for option, value in given.items() if value for part in (option, value))
