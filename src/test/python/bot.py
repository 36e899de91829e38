"""An echo bot on the unmodified SDK. Says what happens to it as JSON lines on standard output.

    bot.py SERVER KEY [--via aim|websocket|poll] [--resolve NAME=ADDRESS]
"""

import argparse
import json
import logging
import socket
import sys

from agentim import Agent
from agentim.connection import LongPollConnection, WebSocketConnection


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


def resolve(name, address):
    """Lets a host name lead to an address that no name server knows of."""
    original = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        return original(address if host == name else host, *args, **kwargs)

    socket.getaddrinfo = lookup


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("key")
    parser.add_argument("--via", default="aim", choices=["aim", "websocket", "poll"])
    parser.add_argument("--resolve")
    parser.add_argument("--silent", action="store_true", help="do not answer")
    options = parser.parse_args()
    if options.resolve:
        resolve(*options.resolve.split("=", 1))

    agent = Agent(api_key=options.key, server=options.server, log_level=logging.WARNING)
    if options.via == "websocket":
        agent._conn = WebSocketConnection(agent._api)
    if options.via == "poll":
        agent._conn = LongPollConnection(agent._api, 30)

    @agent.on_ready
    async def ready():
        say("ready", id=agent.id)

    @agent.on_connect
    async def connected():
        say("connect")

    @agent.on_disconnect
    async def disconnected():
        say("disconnect")

    @agent.on_message
    async def message(msg):
        say("message", id=msg.id, sender=msg.sender, body=msg.body, thread=msg.thread_id)
        if not options.silent:
            sent = await msg.reply("echo " + msg.body)
            say("replied", to=msg.id, id=sent["id"], thread=sent["thread_id"])

    @agent.on_friend_request
    async def friend_request(request):
        say("friend_request", sender=request.from_id, name=request.from_name, message=request.message)
        await request.accept()

    @agent.on_moment_interaction
    async def moment(event):
        say("moment", type=event.type, sender=event.from_id, moment=event.moment_id)

    agent.run_forever()


if __name__ == "__main__":
    try:
        main()
    except Exception as e:  # a crash of the SDK is what the acceptance run looks for
        say("crash", error=repr(e))
        sys.exit(1)
