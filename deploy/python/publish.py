"""Publishes alert packets as a stream: publish.py STREAM PACKET…

The stream is declared where it is not there yet; its first forest is trained after a thousand alerts. Each packet gets a
receipt: accepted, seen before, or rejected with the reason.
"""

import asyncio
import collections
import pathlib
import sys
import time

from mesh import Mesh
from peryton.v1 import rpc_pb2, stream_pb2


async def main(stream, files):
    mesh = await Mesh.connect()
    known = await mesh.call("ingest", "stream-list", rpc_pb2.NameRequest(), rpc_pb2.StreamList)
    if stream not in [s.name for s in known.streams]:
        wanted = stream_pb2.Stream(
            name=stream,
            feature_set="ztf.candidate",
            feature_set_version=1,
            anomaly_limit=0.01,
            train_after_alerts=1000,
            training_row_cap=100_000,
            refresh_trees=10,
            drift_limit=0.1,
        )
        await mesh.call("ingest", "stream-create", wanted, stream_pb2.Stream)

    async def publish(file):
        packet = rpc_pb2.PublishRequest(
            stream=stream,
            packet=pathlib.Path(file).read_bytes(),
            origin=file,
            published_at_unix_us=int(time.time() * 1e6),
        )
        receipt = await mesh.call("ingest", "publish", packet, rpc_pb2.PublishReceipt)
        if receipt.reason:
            print(f"{file}: {receipt.reason}", file=sys.stderr)
        return rpc_pb2.PublishVerdict.Name(receipt.verdict).removeprefix("PUBLISH_VERDICT_").lower()

    verdicts = collections.Counter()
    for start in range(0, len(files), 64):  # so many are on their way at once
        verdicts.update(await asyncio.gather(*map(publish, files[start : start + 64])))
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))
    await mesh.close()


asyncio.run(main(sys.argv[1], sys.argv[2:]))
