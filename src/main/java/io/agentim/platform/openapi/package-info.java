/** The API's own description: /openapi.json and /docs. */
@NullMarked
package io.agentim.platform.openapi;

import org.jspecify.annotations.NullMarked;
