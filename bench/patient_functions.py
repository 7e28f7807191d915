"""All functions, with patience for the emulator: a query that an index answers at once has it walk through every document."""

from local import functions
from shared.platform.firestore import client
from standins.common import process

_PATIENCE_S = 100.0

if __name__ == "__main__":
    client.TIMEOUT_S = _PATIENCE_S
    process.serve(functions.Functions(), process.port())
