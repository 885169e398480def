"""Hears of anomalies: subscribe.py NAME [COUNT [CONDITION]]

The subscription begins with the anomalies of the last day, and stays: what comes while nobody listens waits in JetStream
and is printed the next time. A notice that is not acked comes again.
"""

import asyncio
import sys

from nats.errors import TimeoutError
from mesh import Mesh
from peryton.v1 import subscribing_pb2, subscription_pb2


async def main(name, count=None, condition=""):
    mesh = await Mesh.connect()
    order = subscribing_pb2.SubscriptionOrder(
        subscription=subscription_pb2.Subscription(name=name, condition=condition),
        even_if_many=True,
        look_back_days=1,
        delivers_look_back=True,
    )
    await mesh.call("subscription-notifier", "subscription-create", order, subscribing_pb2.SubscriptionReceipt)

    # The notifier has made the durable: a subscriber fetches and acks.
    notices = await mesh.jetstream.pull_subscribe_bind(durable=f"notice_{name}", stream=f"NOTICES_{mesh.project}")
    seen = 0
    while count is None or seen < count:
        try:
            batch = await notices.fetch(min(64, count - seen) if count else 64, timeout=5)
        except TimeoutError:
            continue
        for message in batch:
            notice = subscription_pb2.Notice.FromString(message.data)
            anomaly = notice.anomaly
            odd = ", ".join(f"{part.feature} {part.value:.3g}" for part in anomaly.explanation[:2])
            print(f"{anomaly.alert.object_id} {anomaly.score.tail_probability:.1e} {odd}", flush=True)
            await message.ack()
            seen += 1
    await mesh.close()


name, *rest = sys.argv[1:]
asyncio.run(main(name, int(rest[0]) if rest else None, *rest[1:2]))
