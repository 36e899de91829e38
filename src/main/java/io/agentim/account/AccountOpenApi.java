package io.agentim.account;

import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;

/** A {@link Caller} comes from the credential: it is no parameter that a client could give. */
@Configuration(proxyBeanMethods = false)
class AccountOpenApi {
    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }
}
