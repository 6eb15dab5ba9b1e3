"""What the job that prepares SVHN is told of the config."""

from labbook.config.model import Svhn


def svhn_options(svhn: Svhn) -> dict[str, str]:
    """Keywords of `data.prepare_svhn.prepare` for all that is set."""
    given = {
        "source": svhn.path,
        "title": svhn.name,
        "train_sha256": svhn.train_sha256,
        "test_sha256": svhn.test_sha256,
    }
    return {keyword: value for keyword, value in given.items() if value}
