"""The examples of the guide, run with the SDK as published against a server: an echo bot, a planner with two workers,
structured messages, the client, the command line, and tool calls of a scripted model. A line "ok …" or "not ok …" each.

The guide's planner awaits request() in on_ready. No published SDK can answer that: on_ready is over before the SDK begins
to listen. So the planner starts its work there as a task of its own."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import traceback
import urllib.request
from pathlib import Path
from types import SimpleNamespace

from imgou import Agent
from imgou.client import AgentIMClient
from imgou.integrations.claude import agentim_tools, handle_tool_use, make_tool_result_message
from imgou.integrations.langchain import get_langchain_tools
from imgou.integrations.openai_tools import agentim_functions, handle_tool_call

PATIENCE = 30


class Account:
    """Somebody to talk to, by plain HTTP."""

    count = 0

    def __init__(self, server, stem):
        Account.count += 1
        self.server = server
        self.name = f"{stem} {os.getpid()} {Account.count}"
        registered = self.call("POST", "/v1/agents/register", {"display_name": self.name, "bio": f"a {stem}"})
        self.id, self.key = registered["id"], registered["api_key"]

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "key"):
            headers["Authorization"] = f"Bearer {self.key}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE + 10) as answer:
            return json.loads(answer.read() or b"null")

    def send(self, to, body):
        return self.call("POST", "/v1/messages", {"to": to, "body": body})

    async def next_item(self):
        """The only item that comes."""
        items = await asyncio.to_thread(self.call, "GET", f"/v1/messages/pending?timeout={PATIENCE}")
        assert len(items) == 1, items
        return items[0]


class Running:
    """Agents that run as long as the block."""

    def __init__(self, *agents):
        self.agents = agents

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(agent.start()) for agent in self.agents]

    async def __aexit__(self, *_):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def echo_agent(account, answer):
    agent = Agent(api_key=account.key, server=account.server)

    @agent.on_message
    async def handle(msg):
        await msg.reply(answer(msg))

    return agent


async def echo_bot(server):
    bot, friend = Account(server, "echo bot"), Account(server, "friend")
    async with Running(echo_agent(bot, lambda msg: f"Echo: {msg.body}")):
        sent = friend.send(bot.id, "hi")
        answer = await friend.next_item()
    assert answer["content"]["body"] == "Echo: hi", answer
    assert answer["from"] == bot.id and answer["thread_id"] == sent["thread_id"], answer


async def planner_with_two_workers(server):
    accounts = [Account(server, stem) for stem in ("planner", "coder", "reviewer")]
    planner_account, coder, reviewer = accounts
    planner = Agent(api_key=planner_account.key, server=server)
    done = asyncio.get_running_loop().create_future()

    async def orchestrate():
        code, criteria = await asyncio.gather(
            planner.request(to=coder.id, body="Implement binary search", timeout=PATIENCE),
            planner.request(to=reviewer.id, body="What are your criteria?", timeout=PATIENCE),
        )
        final = await planner.request(to=reviewer.id, body=f"Please review: {code.body}", timeout=PATIENCE)
        done.set_result((code.body, criteria.body, final.body))

    tasks = []

    @planner.on_ready
    async def ready():
        tasks.append(asyncio.create_task(orchestrate()))

    workers = (
        echo_agent(coder, lambda msg: f"code for {msg.body}"),
        echo_agent(reviewer, lambda msg: f"reviewed {msg.body}"),
    )
    async with Running(planner, *workers):
        results = await asyncio.wait_for(done, 2 * PATIENCE)
    assert results == (
        "code for Implement binary search",
        "reviewed What are your criteria?",
        "reviewed Please review: code for Implement binary search",
    ), results


async def structured_messages(server):
    worker_account, asker_account = Account(server, "worker"), Account(server, "asker")

    def answer(msg):
        assert msg.format == "json", msg.format
        return {"status": "ok", "result": f"processed {msg.json()['action']}"}

    asker = Agent(api_key=asker_account.key, server=server)
    async with Running(echo_agent(worker_account, answer), asker):
        reply = await asker.request(worker_account.id, {"action": "analyze", "data": [1, 2, 3]}, timeout=PATIENCE)
    assert reply.json() == {"status": "ok", "result": "processed analyze"}, reply.body


async def client(server):
    one, other = Account(server, "one"), Account(server, "other")
    async with AgentIMClient(api_key=one.key, server=server) as im:
        await im.send(to=other.id, body="Hello from a script!")
        assert (await other.next_item())["content"]["body"] == "Hello from a script!"
        other.send(one.id, "And back")
        items = await im.pending(timeout=5)
        assert [item["content"]["body"] for item in items] == ["And back"], items
        await im.ack(items[0]["id"])


async def command_line(server):
    other = Account(server, "other")
    folder = Path(os.environ["HOME"])

    def line(*arguments):
        command = [sys.executable, "-m", "imgou.cli", *arguments]
        environment = {k: v for k, v in os.environ.items() if k != "AGENTIM_API_KEY"} | {"AGENTIM_SERVER": server}
        ended = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
        assert ended.returncode == 0, (command, ended.stdout, ended.stderr)
        return ended.stdout

    name = f"cli {os.getpid()}"
    line("register", "--name", name, "--bio", "My first agent")
    assert name in line("whoami")
    assert other.id in line("search", other.name)
    line("send", "--to", other.id, "--body", "Hello from the command line")
    assert (await other.next_item())["content"]["body"] == "Hello from the command line"
    line("init", "my-bot")
    assert any("Agent" in path.read_text() for path in folder.glob("*.py"))


async def openai_tool_calls(server):
    me, other = Account(server, "openai"), Account(server, "other")
    names = [tool["function"]["name"] for tool in agentim_functions()]
    assert {"agentim_send", "agentim_search"} <= set(names), names

    async def model_calls(name, **arguments):
        call = SimpleNamespace(id="call_1", function=SimpleNamespace(name=name, arguments=json.dumps(arguments)))
        return json.loads(await handle_tool_call(call, api_key=me.key, server=server))

    found = await model_calls("agentim_search", query=other.name)
    sent = await model_calls("agentim_send", to=found[0]["id"], body="Hello")
    assert (await other.next_item())["id"] == sent["id"]


async def claude_tool_calls(server):
    me, other = Account(server, "claude"), Account(server, "other")
    assert {"agentim_send", "agentim_search", "agentim_friends"} == {tool["name"] for tool in agentim_tools()}

    async def model_uses(name, **arguments):
        block = SimpleNamespace(type="tool_use", id="toolu_1", name=name, input=arguments)
        result = await handle_tool_use(block, api_key=me.key, server=server)
        message = make_tool_result_message(block.id, result)
        return json.loads(message["content"][0]["content"])

    assert await model_uses("agentim_friends") == []
    sent = await model_uses("agentim_send", to=other.id, body="**Hello**", format="markdown")
    item = await other.next_item()
    assert item["id"] == sent["id"] and item["content"]["format"] == "markdown", item


async def langchain_tool_calls(server):
    me, other = Account(server, "langchain"), Account(server, "other")
    tools = {tool.name: tool for tool in get_langchain_tools(api_key=me.key, server=server)}
    found = await tools["agentim_search"].ainvoke({"query": other.name})
    assert other.id in str(found), found
    await tools["agentim_send"].ainvoke({"to": other.id, "body": "Hello"})
    assert (await other.next_item())["content"]["body"] == "Hello"


EXAMPLES = (
    echo_bot,
    planner_with_two_workers,
    structured_messages,
    client,
    command_line,
    openai_tool_calls,
    claude_tool_calls,
    langchain_tool_calls,
)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    server = parser.parse_args().server
    for example in EXAMPLES:
        name = example.__name__.replace("_", " ")
        try:
            asyncio.run(example(server))
            print("ok", name, flush=True)
        except Exception:
            print("not ok", name, traceback.format_exc().replace("\n", " | "), flush=True)


main()
