"""A proxy in front of one broker that makes chosen requests or their replies come late or never, or breaks the client's
connection under a request that comes late. It knows the frames of
the Kafka protocol: size, api key, version, correlation id. Metadata and FindCoordinator replies name the proxy instead
of the broker, so that clients stay behind it."""

import asyncio
import random
import struct
import threading

METADATA, FIND_COORDINATOR = 3, 10
ADD_PARTITIONS, ADD_OFFSETS, END_TRANSACTION, OFFSETS = 24, 25, 26, 28


class Proxy:
    """Runs on a thread of its own. `chance`: of a fault for each request of the kinds `apis`; one of a late request, a
    late reply, a lost reply and a broken connection. `seconds`: least and longest lateness."""

    def __init__(self, broker, apis=(ADD_OFFSETS, END_TRANSACTION, OFFSETS), chance=0.01, seconds=(1, 60), seed=1):
        host, port = broker.rsplit(":", 1)
        self.host, self.port = host, int(port)
        self.apis, self.chance, self.seconds, self.random = set(apis), chance, seconds, random.Random(seed)
        self.faults = {"late request": 0, "late reply": 0, "lost reply": 0, "broken connection": 0}
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self.serve, args=(started,), daemon=True).start()
        started.wait(10)
        self.address = f"{host}:{self.listens}"

    def serve(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.connect, self.host, 0, limit=1 << 26))
        self.listens = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()

    async def connect(self, client, answer):
        try:
            broker, ask = await asyncio.open_connection(self.host, self.port, limit=1 << 26)
        except OSError:
            return answer.close()
        asked = {}
        both = [asyncio.ensure_future(self.requests(client, ask, answer, asked)),
                asyncio.ensure_future(self.replies(broker, answer, asked))]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        ask.close()
        answer.close()

    async def requests(self, client, ask, answer, asked):
        while frame := await read(client):
            api, _, correlation = struct.unpack_from(">hhi", frame)
            fault = None
            if api in self.apis and self.random.random() < self.chance:
                fault = self.random.choice(list(self.faults))
                self.faults[fault] += 1
            asked[correlation] = api, fault
            if fault == "broken connection":
                answer.close()
            if fault in ("late request", "broken connection"):
                await self.late()
            ask.write(struct.pack(">i", len(frame)) + frame)
            await ask.drain()

    async def replies(self, broker, answer, asked):
        while frame := await read(broker):
            api, fault = asked.pop(struct.unpack_from(">i", frame)[0], (None, None))
            if fault == "lost reply":
                continue
            if fault == "late reply":
                await self.late()
            if api in (METADATA, FIND_COORDINATOR):
                frame = frame.replace(self.named(self.port), self.named(self.listens))
            answer.write(struct.pack(">i", len(frame)) + frame)
            await answer.drain()

    def named(self, port):
        """Host and port as both replies have them one behind the other."""
        return self.host.encode() + struct.pack(">i", port)

    async def late(self):
        await asyncio.sleep(self.random.uniform(*self.seconds))


async def read(stream):
    """A frame without its size; None at the end."""
    try:
        size = struct.unpack(">i", await stream.readexactly(4))[0]
        return await stream.readexactly(size)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
