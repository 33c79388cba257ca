"""Which tests one process runs, where several run (pytest-xdist): pieces of a run."""

import re

TOGETHER = {
    r"/test_(chapter_\d\d)": r"\1",  # one run of the chapter serves all files about it
    r"/grading/": "grading",  # fills the cores by itself, and has limits of time
    r"/site/test_(epub|launch|reference|sharing)": "small books",  # long to build
}
"""Part of the path of a test, and the name of its piece; other files are one each."""

SLOW = ("/grading/", "/site/", "/pictures/", "/test_benchmarks", "/test_chapter_")
"""What comes first: short files at the end let all processes end together."""


def piece_of(test):
    """The name of the piece to which a test belongs."""
    file = test.split("::")[0]
    for pattern, name in TOGETHER.items():
        if found := re.search(pattern, file):
            return found.expand(name)
    return file


def rank_of(test):
    """When a test gets its turn: the lower, the earlier."""
    ranks = [rank for rank, part in enumerate(SLOW) if part in test.split("::")[0]]
    return min(ranks, default=len(SLOW))


def make_scheduler(config, log):
    """What pytest-xdist asks which tests are to stay together."""
    from xdist.scheduler import LoadFileScheduling

    class InPieces(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return piece_of(nodeid)

    config.option.loadscopereorder = False  # it would put files with few tests last
    return InPieces(config, log)
