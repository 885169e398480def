"""Prints all messages of a topic, one JSON object a line, as Confluent's client reads them: read_back.py BROKERS TOPIC"""

import json
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

brokers, topic = sys.argv[1:]
consumer = Consumer(
    {"bootstrap.servers": brokers, "group.id": "read-back", "enable.partition.eof": True, "enable.auto.commit": False}
)
partitions = consumer.list_topics(topic, 20).topics[topic].partitions
consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
ends = set()
while len(ends) < len(partitions):
    message = consumer.poll(20)
    if message is None:
        sys.exit("no message and no end of the topic within 20 s")
    if message.error():
        if message.error().code() != KafkaError._PARTITION_EOF:
            sys.exit(str(message.error()))
        ends.add(message.partition())
        continue
    print(
        json.dumps(
            {
                "partition": message.partition(),
                "offset": message.offset(),
                "key": None if message.key() is None else message.key().decode(),
                "value": message.value().hex(),
                "headers": [[name, value.hex()] for name, value in message.headers() or []],
            }
        )
    )
consumer.close()
