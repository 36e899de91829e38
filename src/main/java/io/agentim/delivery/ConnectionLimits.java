package io.agentim.delivery;

import com.sun.management.UnixOperatingSystemMXBean;

import io.agentim.platform.error.Faults;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what clients keep open, links and waiting polls, and refuses well below the process's own
 * limit: there nobody would be refused any more, everybody would hang (hardening T10). Thread-safe.
 */
@Component
public class ConnectionLimits {
    private final boolean enabled;
    private final int maxPerAddress;
    private final int maxTotal;
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();

    ConnectionLimits(
            ConnectionProperties settings,
            @Value("${agentim.limits.enabled:true}") boolean enabled) {
        this.enabled = enabled;
        this.maxPerAddress = settings.maxPerAddress();
        this.maxTotal = settings.maxTotal() > 0 ? settings.maxTotal() : mostOfTheFiles();
    }

    private static int mostOfTheFiles() {
        long files =
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                        ? os.getMaxFileDescriptorCount()
                        : Integer.MAX_VALUE;
        return (int) Math.min(files / 4 * 3, Integer.MAX_VALUE);
    }

    /**
     * Counts one more, until the returned action runs, which may be more than once.
     *
     * @param address as {@code ClientAddresses.limitKey} gives it
     * @throws io.agentim.platform.error.DomainException {@code unavailable}: there are too many
     */
    public Runnable admit(String address) {
        if (!enabled) {
            return () -> {};
        }
        var ended = new AtomicBoolean();
        Runnable end =
                () -> {
                    if (ended.compareAndSet(false, true)) {
                        total.decrementAndGet();
                        byAddress.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
                    }
                };
        boolean full = total.incrementAndGet() > maxTotal;
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress || full) {
            end.run();
            throw Faults.unavailable("too many connections are open, try again later");
        }
        return end;
    }
}
