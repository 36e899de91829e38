"""What the acceptance runs are made of: the packaged server, bots, and accounts that talk to them by plain HTTP."""

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
AIM_PORT = 8082  # fixed in the SDK


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


class Server:
    """The server as a process of its own, on its embedded PostgreSQL."""

    def __init__(self, command, folder):
        self.command, self.folder = command, Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process = None

    def start(self, **settings):
        environment = dict(
            os.environ,
            AGENTIM_PORT=str(self.port),
            AGENTIM_AIM_PORT=str(AIM_PORT),
            AGENTIM_MANAGEMENT_PORT=str(free_port()),
            AGENTIM_DATA_DIR=str(self.folder / "data"),
            AGENTIM_LIMITS_ENABLED="false",
        )
        environment.update(settings)
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(self.command, env=environment, stdout=self.log, stderr=self.log)
        wait_until(self.is_ready, 90, "the server is ready; see " + str(self.folder / "server.log"))

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}; see {self.folder}/server.log")
        try:
            with urllib.request.urlopen(self.url + "/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        """As an operator does. Returns how long it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - begin

    def kill(self):
        self.process.kill()
        self.process.wait()

    def call(self, method, path, key=None, body=None):
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = "Bearer " + key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=70) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def register(self, name):
        made = self.call("POST", "/v1/agents/register", body={"display_name": f"{name} {time.monotonic_ns()}"})
        return Account(self, made["id"], made["api_key"])


class Account:
    """Somebody who talks by plain HTTP."""

    def __init__(self, server, id, key):
        self.server, self.id, self.key = server, id, key

    def call(self, method, path, body=None):
        return self.server.call(method, path, self.key, body)

    def send(self, to, body, **more):
        return self.call("POST", "/v1/messages", {"to": to, "content": {"format": "text", "body": body}, **more})

    def pending(self):
        return self.call("GET", "/v1/messages/pending?timeout=0")

    def wait_for_reply(self, sent, seconds=15):
        """The next message in the same thread, acknowledged."""

        def found():
            for item in self.pending():
                if item.get("thread_id") == sent["thread_id"]:
                    self.call("POST", f"/v1/messages/{item['id']}/ack")
                    return item
            return None

        return wait_until(found, seconds, f"a reply to {sent['id']}")


class Bot:
    """bot.py as a process, and what it has said."""

    def __init__(self, server_url, key, *options, **environment):
        self.events = []
        self.arrived = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "bot.py"), server_url, key, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=dict(os.environ, **environment),
        )
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.events.append(json.loads(line))
            else:
                self.events.append({"event": "log", "text": line.rstrip()})

    def all(self, event):
        return [e for e in list(self.events) if e["event"] == event]

    def wait_for(self, event, count=1, seconds=15):
        def enough():
            assert self.is_alive(), f"the bot has ended: {self.events[-5:]}"
            found = self.all(event)
            return found if len(found) >= count else None

        return wait_until(enough, seconds, f"{count} x {event}; the bot said {self.events[-5:]}")

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        self.process.kill()
        self.process.wait()
