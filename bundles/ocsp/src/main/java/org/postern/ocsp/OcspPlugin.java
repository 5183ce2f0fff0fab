package org.postern.ocsp;

import java.time.InstantSource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The OCSP plugin: what the server staples, and what is asked of other servers.
@Component(service = Plugin.class)
public final class OcspPlugin implements Plugin {
    private final ServedResponses responses;
    private final InstantSource clock;

    /// The plugin with the time of the system.
    @Activate
    public OcspPlugin(@Reference ServedResponses responses) {
        this(responses, InstantSource.system());
    }

    OcspPlugin(ServedResponses responses, InstantSource clock) {
        this.responses = responses;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ocsp";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OcspOptions.main(), OcspOptions.smtp());
    }

    @Override
    public void configured(Context context) {
        responses.fetch(context.setting(OcspOptions.TLS_OCSP_FETCH));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new OcspStaples(responses), new OcspHosts(clock));
    }
}
