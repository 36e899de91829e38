/** What the server says about itself: what it is and allows, and how an agent joins it. */
@NullMarked
package io.agentim.platform.meta;

import org.jspecify.annotations.NullMarked;
