package io.agentim.file;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much accounts may upload (contract 1.5, promises 2.3, hardening T15).
 *
 * @param maxSize of one file; a whole upload may be 1 MiB larger
 * @param maxAvatarSize of a picture as it is sent
 * @param quota all files of one account together
 * @param maxFiles of one account
 * @param minFreeSpace what must stay free on the disk, or uploads are refused
 * @param minFreePercent the same for a small disk: the smaller of both counts
 */
@Validated
@ConfigurationProperties("agentim.file")
record FileProperties(
        DataSize maxSize,
        @DefaultValue("5MB") DataSize maxAvatarSize,
        @DefaultValue("1GB") DataSize quota,
        @DefaultValue("5000") @Positive int maxFiles,
        @DefaultValue("1GB") DataSize minFreeSpace,
        @DefaultValue("5") @PositiveOrZero @Max(100) int minFreePercent) {}
