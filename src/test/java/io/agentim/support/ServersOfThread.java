package io.agentim.support;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives each thread that runs suites servers of its own, with databases and directories: whatever a
 * suite does to its server, such as to take all of its connections, no other suite sees it.
 */
final class ServersOfThread implements ContextCustomizerFactory {
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ThreadLocal<Integer> THREAD =
            ThreadLocal.withInitial(THREADS::incrementAndGet);

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return new Customizer(THREAD.get());
    }

    /** Being part of what a context is known by, it makes contexts of two threads different. */
    private record Customizer(int thread) implements ContextCustomizer {
        @Override
        public void customizeContext(
                ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            TestPropertyValues.of("test.thread=" + thread).applyTo(context);
        }
    }
}
