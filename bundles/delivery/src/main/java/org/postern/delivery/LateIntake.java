package org.postern.delivery;

import java.io.IOException;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Intake;
import org.postern.core.Mailer;

/// Gives messages of other spools to the mailer, which is asked for only then: it needs the configuration,
/// which
/// needs the plugins.
@Component(service = Intake.class)
public final class LateIntake implements Intake {
    private final ServiceReference<Mailer> reference;
    private final BundleContext bundles;
    private final boolean runs;

    /// Gives them to this mailer; takes none where a configuration is only tried.
    @Activate
    public LateIntake(@Reference(service = Mailer.class) ServiceReference<Mailer> mailer, BundleContext bundles) {
        this.reference = mailer;
        this.bundles = bundles;
        this.runs = Optional.ofNullable(bundles.getProperty("postern.mode"))
                .orElse("run")
                .equals("run");
    }

    @Override
    public String take(Arrival arrival) throws IOException {
        if (!runs) {
            throw new IOException("this server takes no mail");
        }
        Mailer mailer = bundles.getService(reference);
        if (mailer == null) {
            throw new IOException("the mailer has gone");
        }
        try {
            return mailer.take(arrival);
        } finally {
            bundles.ungetService(reference);
        }
    }
}
