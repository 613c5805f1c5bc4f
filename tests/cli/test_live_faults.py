"""The same as test_live.py on a file system that fails at random: as soon as it does not any more, what `watch` has
told is what a fresh run finds. preload/faults.c makes it fail."""
import os
import struct
import time

import pytest
from test_live import Live, differences, good  # noqa: F401  (a fixture)

FAULTS = os.environ.get("STEMMA_FAULTS_LIBRARY")
ROUNDS = int(os.environ.get("STEMMA_FAULTS_ROUNDS", "4"))
SEED = int(os.environ.get("STEMMA_SEED", "1"))

pytestmark = pytest.mark.skipif(not FAULTS, reason="STEMMA_FAULTS_LIBRARY is not set")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_failing_file_system(tmp_path, data, good, turn):  # noqa: F811
    state = tmp_path / ".faults"
    state.write_bytes(struct.pack("=II", 0, SEED * 1000 + turn))

    def fail(often):
        with open(state, "r+b") as f:
            f.write(struct.pack("=I", often))

    preload = " ".join(x for x in (os.environ.get("STEMMA_PRELOAD"), FAULTS) if x)
    live = Live(tmp_path, data, good, f"{SEED} {turn}", {
        "LD_PRELOAD": preload, "STEMMA_FAULTS": str(state), "STEMMA_FAULTS_BELOW": str(tmp_path)})
    try:
        for often in (650, 6500, 32000):
            fail(often)
            for _ in range(3):
                live.edit(rules=False)
                time.sleep(0.3)
            live.edit()
            time.sleep(0.3)
            fail(0)
            live.settle()
            fresh, end = live.fresh(), time.monotonic() + 3
            while live.told() != fresh and time.monotonic() < end:
                live.watch.quiet(0.3)
            if live.told() != fresh:
                where = f"STEMMA_SEED={SEED}, turn {turn}, {often} of 65536 fail"
                pytest.fail("\n".join([where, *differences(live.told(), fresh), *live.watch.complaints()]))
        status, err = live.watch.end()
        assert status == 0
        assert "Input/output error" in err
    finally:
        live.watch.close()
