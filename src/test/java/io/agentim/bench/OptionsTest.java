package io.agentim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class OptionsTest {
    @Test
    void measuresAllThatFitsIntoAQuarterOfAnHourUnlessTold() {
        Options options = Options.parse();

        assertThat(options.scenarios()).doesNotContain(Scenario.STORED).hasSize(7);
        assertThat(options.runs()).isEqualTo(3);
        assertThat(options.idle()).isEqualTo(10_000);
    }

    @Test
    void takesScenariosAndNumbersInAnyOrder() {
        Options options = Options.parse("stored", "--runs", "5", "send", "--seconds", "10");

        assertThat(options.scenarios()).containsExactly(Scenario.SEND, Scenario.STORED);
        assertThat(options.runs()).isEqualTo(5);
        assertThat(options.length()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        for (String[] wrong :
                new String[][] {{"sned"}, {"--runs"}, {"--runs", "0"}, {"--accounts", "5"}}) {
            assertThatThrownBy(() -> Options.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Options.usage()).contains("latency", "--seconds");
    }

    @Test
    void theBareApplicationHasOnlyWhatItWouldHaveByItself() {
        assertThat(
                        new String[] {
                            "flyway-core-12.4.0.jar",
                            "spring-boot-actuator-4.1.2.jar",
                            "springdoc-openapi-starter-common-3.1.1.jar",
                            "jackson-datatype-jsr310-2.21.7.jar"
                        })
                .allMatch(BareProcess::isForeign);
        assertThat(
                        new String[] {
                            "hibernate-core-7.4.13.Final.jar",
                            "spring-boot-jetty-4.1.2.jar",
                            "jackson-core-3.1.7.jar",
                            "postgresql-42.7.14.jar"
                        })
                .noneMatch(BareProcess::isForeign);
    }
}
