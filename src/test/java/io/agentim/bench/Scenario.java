package io.agentim.bench;

import io.agentim.bench.report.Report;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be measured. */
enum Scenario {
    SEND("direct messages a second over 1 to 256 connections, beside PostgreSQL alone") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new SendScenario(here, report).run();
        }
    },
    HOT("64 connections to one recipient, beside one counter row") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new HotMailboxScenario(here, report).run();
        }
    },
    LATENCY("from send to receiver at 30 % of the peak, by each channel") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new LatencyScenario(here, report).run();
        }
    },
    RECEIVE("poll and acknowledge; catch up on 100,000 items") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new ReceiveScenario(here, report).run();
        }
    },
    GROUP("a copy of a group's message beside a direct message") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new GroupScenario(here, report).run();
        }
    },
    IDLE("memory and CPU of 10,000 idle connections of each kind") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new IdleScenario(here, report).run();
        }
    },
    START("from the start script to ready, beside a bare application") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new StartScenario(here, report).run();
        }
    },
    STORED("direct messages a second with 1, 5 and 10 million stored (12 GB of disk)") {
        @Override
        void run(Surroundings here, Report report) throws Exception {
            new StoredScenario(here, report).run();
        }
    };

    private final String about;

    Scenario(String about) {
        this.about = about;
    }

    abstract void run(Surroundings here, Report report) throws Exception;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    String about() {
        return about;
    }

    static List<Scenario> all() {
        return List.of(values());
    }

    /** What fits into a quarter of an hour. */
    static Set<Scenario> usual() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(STORED)));
    }
}
