package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.account.Callers;
import io.agentim.group.GroupId;
import io.agentim.platform.tool.Arguments;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

import java.util.Map;

/** What a model says, and what it reads again (contract 7). */
@Component
class MessageTools implements Tools {
    private final MessageService messages;
    private final ThreadController threads;

    MessageTools(MessageService messages, ThreadController threads) {
        this.messages = messages;
        this.threads = threads;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_send", this::send,
                "agentim_group_send", this::sendToGroup,
                "agentim_threads", this::list,
                "agentim_thread_messages", this::read);
    }

    private Object send(HttpServletRequest request, Arguments arguments) {
        return messages.send(
                Callers.require(request),
                arguments.as(SendMessageRequest.class),
                arguments.text("idempotency_key"));
    }

    private Object sendToGroup(HttpServletRequest request, Arguments arguments) {
        Caller caller = Callers.require(request);
        GroupId group = GroupMessageController.require(arguments.requireText("group_id"));
        return messages.sendToGroup(
                caller,
                group,
                arguments.as(SendMessageRequest.class),
                arguments.text("idempotency_key"));
    }

    private Object list(HttpServletRequest request, Arguments arguments) {
        return threads.list(
                Callers.require(request),
                arguments.number("limit"),
                arguments.text("before"),
                null);
    }

    private Object read(HttpServletRequest request, Arguments arguments) {
        return threads.messages(
                Callers.require(request),
                arguments.requireText("thread_id"),
                arguments.number("limit"),
                arguments.text("before"),
                null,
                null);
    }
}
