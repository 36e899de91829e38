/** The API's own description: /openapi.json, /docs and /docs.md. */
@NullMarked
package io.agentim.platform.openapi;

import org.jspecify.annotations.NullMarked;
