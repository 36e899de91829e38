"""The acceptance run of contract section 13 with the unmodified SDK agentim 0.1.3 against the packaged server.

    acceptance.py --folder FOLDER -- COMMAND THAT STARTS THE SERVER

Prints "ok STEP name" or "not ok STEP name: why" for each step and ends with 1 if one failed.
"""

import argparse
import time
import traceback
from pathlib import Path

import trustme
from agentim import AgentIM
from agentim.webhook import WebhookVerifier
from harness import Bot, Server, wait_until
from receiver import Receiver

NAME = "agentim.test"  # resolved by the bot itself


class Run:
    def __init__(self, server):
        self.server = server
        self.failed = False
        self.alice = None

    def step(self, number, name, action):
        try:
            action()
            print(f"ok {number} {name}", flush=True)
        except Exception as e:
            self.failed = True
            print(f"not ok {number} {name}: {e!r}", flush=True)
            traceback.print_exc()

    def start_with_backlog(self, *options, url=None, **environment):
        """A bot to whom three messages were sent before it started."""
        account = self.server.register("bot")
        sent = [self.alice.send(account.id, f"missed {i}") for i in range(3)]
        bot = Bot(url or self.server.url, account.key, *options, **environment)
        bot.account, bot.missed = account, sent
        return bot

    def converse(self, bot):
        """The backlog once and acknowledged, then a live message, answered in its thread."""
        bot.wait_for("ready", seconds=11)
        replied = bot.wait_for("replied", 3)
        assert {e["to"] for e in replied} == {m["id"] for m in bot.missed}
        wait_until(lambda: not bot.account.pending(), 5, "the backlog is acknowledged")
        for sent in bot.missed:
            self.alice.wait_for_reply(sent)
        bot.wait_for("connect") if "--via" not in bot.process.args or "websocket" in bot.process.args else None
        sent = self.alice.send(bot.account.id, "live")
        assert self.alice.wait_for_reply(sent)["content"]["body"] == "echo live"
        wait_until(lambda: not bot.account.pending(), 5, "the live message is acknowledged")
        time.sleep(2.5)  # longer than the pause before a replay: nothing may come a second time
        assert len(bot.all("message")) == 4, bot.all("message")

    def aim(self):
        bot = self.start_with_backlog()
        try:
            self.converse(bot)
        finally:
            bot.stop()

    def other_connection(self, via):
        bot = self.start_with_backlog("--via", via)
        try:
            self.converse(bot)
        finally:
            bot.stop()

    def social_events(self):
        account = self.server.register("social")
        bot = Bot(self.server.url, account.key)
        try:
            bot.wait_for("connect")
            self.alice.call("POST", "/v1/friends/request", {"addressee": account.id, "message": "hello"})
            request = bot.wait_for("friend_request")[0]
            assert request["sender"] == self.alice.id and request["message"] == "hello", request
            wait_until(lambda: self.alice.call("GET", "/v1/friends"), 5, "the request is accepted")
            moment = account.call("POST", "/v1/moments", {"content": "shipped", "visibility": "friends"})
            self.alice.call("POST", f"/v1/moments/{moment['id']}/like")
            like = bot.wait_for("moment")[0]
            assert like["type"] == "moment_like" and like["moment"] == moment["id"], like
            assert not bot.all("message")
        finally:
            bot.stop()

    def tls(self, authority_file):
        url = f"http://{NAME}:{self.server.port}"
        bot = self.start_with_backlog("--resolve", f"{NAME}=127.0.0.1", url=url, SSL_CERT_FILE=authority_file)
        try:
            self.converse(bot)
        finally:
            bot.stop()

    def webhook(self):
        account = self.server.register("hooked")
        with Receiver() as receiver:
            made = account.call("POST", "/v1/agents/me/webhook", {"url": receiver.url})
            sent = self.alice.send(account.id, "by webhook")
            request = receiver.wait_for_request()
            verifier = WebhookVerifier(made["webhook_secret"])
            signature, timestamp = request.headers["X-AgentIM-Signature"], request.headers["X-AgentIM-Timestamp"]
            assert verifier.verify(request.body, signature, timestamp)
            assert not verifier.verify(request.body + b" ", signature, timestamp)
            assert request.json["id"] == sent["id"] and request.json["content"]["body"] == "by webhook"

    def legacy(self):
        account = self.server.register("legacy")
        im = AgentIM(account.id, server=self.server.url, auto_register=False)
        im._session.headers["Authorization"] = "Bearer " + account.key
        sent = self.alice.send(account.id, "to the old class")
        received = im.poll(timeout=5)
        assert [m["id"] for m in received] == [sent["id"]], received
        im.reply(received[0], "from the old class")
        im.ack(received[0]["id"])
        assert im.poll(timeout=1) == []
        assert self.alice.wait_for_reply(sent)["content"]["body"] == "from the old class"
        im.send(self.alice.id, "once more")
        assert im.search(self.alice.id)[0]["id"] == self.alice.id
        assert im.profile(self.alice.id)["id"] == self.alice.id

    def idle(self, bot):
        wait_until(lambda: time.monotonic() - bot.began > 125, 130, "two minutes have passed")
        assert bot.is_alive()
        assert len(bot.all("connect")) == 1 and not bot.all("disconnect"), bot.events
        sent = self.alice.send(bot.account.id, "still there?")
        self.alice.wait_for_reply(sent)

    def restarts(self):
        """The bot outlives the server's stop, a time without AIM, and a kill; nothing is lost and nothing handled twice."""
        account = self.server.register("survivor")
        bot = Bot(self.server.url, account.key)
        try:
            bot.wait_for("connect")
            took = self.server.stop()
            assert took < 12, f"the server took {took:.1f} s to stop"
            bot.wait_for("disconnect")
            self.server.start(AGENTIM_AIM_ENABLED="false")
            first = self.alice.send(account.id, "while AIM was down")
            self.server.stop()
            self.server.start()
            bot.wait_for("connect", 2, seconds=60)
            self.alice.wait_for_reply(first)
            self.server.kill()
            self.server.start()
            bot.wait_for("connect", 3, seconds=60)
            second = self.alice.send(account.id, "after the kill")
            self.alice.wait_for_reply(second)
            assert bot.is_alive()
            assert [e["id"] for e in bot.all("message")] == [first["id"], second["id"]], bot.all("message")
            assert len(bot.all("connect")) < 10
        finally:
            bot.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    folder = Path(options.folder)

    server = Server(options.command, folder)
    authority = trustme.CA()
    certificate = authority.issue_cert(NAME)
    authority_file, key_file, chain_file = (str(folder / f) for f in ("ca.pem", "key.pem", "chain.pem"))
    authority.cert_pem.write_to_path(authority_file)
    certificate.private_key_pem.write_to_path(key_file)
    certificate.cert_chain_pems[0].write_to_path(chain_file)

    server.start(
        AGENTIM_AIM_TLS_CERTIFICATE=chain_file,
        AGENTIM_AIM_TLS_PRIVATE_KEY=key_file,
        AGENTIM_WEBHOOK_ALLOW_PRIVATE="true",
    )
    run = Run(server)
    try:
        run.alice = server.register("alice")
        idler = Bot(server.url, (account := server.register("idler")).key)
        idler.account, idler.began = account, time.monotonic()
        run.step("1-4", "start, AIM handshake, backlog, push, ack and reply", run.aim)
        run.step("8", "friend requests and likes reach their handlers", run.social_events)
        run.step("9", "the same over WebSocket", lambda: run.other_connection("websocket"))
        run.step("9", "the same by long poll", lambda: run.other_connection("poll"))
        run.step("10", "AIM over TLS under a name of its own", lambda: run.tls(authority_file))
        run.step("11", "a webhook that the SDK verifies", run.webhook)
        run.step("12", "the legacy class with a credential", run.legacy)
        run.step("6", "two idle minutes without a reconnect", lambda: run.idle(idler))
        idler.stop()
        run.step("5, 7", "the bot outlives stops, a time without AIM, and a kill", run.restarts)
    finally:
        server.stop()
    raise SystemExit(1 if run.failed else 0)


if __name__ == "__main__":
    main()
