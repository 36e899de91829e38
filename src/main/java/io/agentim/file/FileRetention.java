package io.agentim.file;

import io.agentim.platform.retention.Purge;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/** What nothing refers to any more goes; what was left half done is finished. */
@Configuration(proxyBeanMethods = false)
class FileRetention {
    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    Purge unreferencedFiles(FileCleanup cleanup) {
        return new Purge(
                "unreferenced-files",
                EVERY,
                (now, limit) -> {
                    FileCleanup.Progress progress = cleanup.removeUnreferenced(now, limit);
                    return new Purge.Progress(progress.removed(), progress.looked() == limit);
                });
    }

    @Bean
    Purge unusedAvatars(FileCleanup cleanup) {
        return Purge.byAge(
                "unused-avatars", EVERY, (_, limit) -> cleanup.removeUnusedAvatars(limit));
    }

    @Bean
    Purge brokenUploads(FileCleanup cleanup) {
        return new Purge(
                "broken-uploads",
                EVERY,
                (_, _) -> {
                    cleanup.settle();
                    return new Purge.Progress(0, false);
                });
    }
}
