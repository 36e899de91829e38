/** AIM, the SDK's own protocol over TCP (contract 4). */
@NullMarked
package io.agentim.delivery.tcp;

import org.jspecify.annotations.NullMarked;
