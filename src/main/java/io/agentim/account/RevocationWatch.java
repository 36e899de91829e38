package io.agentim.account;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.CredentialRepository.Ended;
import io.agentim.platform.error.Faults;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Announces here what another replica has revoked, and what has expired by itself, so that promise
 * S2 holds for both: an open link never outlives its credential by more than a second or so.
 */
@Component
@EnableScheduling
class RevocationWatch {
    private final CredentialRepository credentials;
    private final ApplicationEventPublisher events;
    private Set<Ended> announced = Set.of(); // of one thread at a time

    RevocationWatch(CredentialRepository credentials, ApplicationEventPublisher events) {
        this.credentials = credentials;
        this.events = events;
    }

    @Scheduled(fixedDelay = 1000)
    void look() {
        Set<Ended> ended;
        try {
            ended = new HashSet<>(credentials.findLatelyEnded());
        } catch (RuntimeException e) {
            if (Faults.isDatabaseAway(e)) {
                return; // the next look covers this one's time, too
            }
            throw e;
        }
        Map<AccountId, List<UUID>> fresh =
                ended.stream()
                        .filter(e -> !announced.contains(e))
                        .collect(
                                groupingBy(
                                        Ended::accountId, mapping(Ended::credentialId, toList())));
        announced = ended;
        fresh.forEach((account, ids) -> events.publishEvent(new CredentialsRevoked(account, ids)));
    }
}
