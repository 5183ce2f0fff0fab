package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.mail.Address;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Submissions;
import org.postern.core.Mailer;

/// Gives messages of plugins to the mailer, which is asked for only then: it needs the configuration, which
/// needs the plugins.
@Component(service = Submissions.class)
public final class LateSubmissions implements Submissions {
    private final ServiceReference<Mailer> reference;
    private final BundleContext bundles;
    private final boolean runs;

    /// Gives them to this mailer; drops them where a configuration is only tried.
    @Activate
    public LateSubmissions(@Reference(service = Mailer.class) ServiceReference<Mailer> mailer, BundleContext bundles) {
        this.reference = mailer;
        this.bundles = bundles;
        this.runs = Optional.ofNullable(bundles.getProperty("postern.mode"))
                .orElse("run")
                .equals("run");
    }

    @Override
    public String submit(Outgoing message, List<Address> recipients) throws IOException {
        if (!runs) {
            return "";
        }
        Mailer mailer = bundles.getService(reference);
        if (mailer == null) {
            throw new IOException("the mailer has gone");
        }
        try {
            return mailer.submit(message, recipients);
        } finally {
            bundles.ungetService(reference);
        }
    }
}
