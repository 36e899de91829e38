package io.agentim.platform.start;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** One line in the log, whatever its format, in place of Spring Boot's box of several. */
class StartFailureReporter implements FailureAnalysisReporter {
    private static final Logger log = LoggerFactory.getLogger(StartFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        String sentence = analysis.getDescription().strip().replaceAll("\\s+", " ");
        log.error("The server cannot start: {}", sentence);
        log.debug("The server cannot start", analysis.getCause());
    }
}
