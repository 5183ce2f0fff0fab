package org.postern.kernel;

import java.time.Instant;
import java.time.InstantSource;
import org.osgi.service.component.annotations.Component;

/// The time of the machine, for all who ask for an [InstantSource].
@Component(service = InstantSource.class)
public final class SystemClock implements InstantSource {
    @Override
    public Instant instant() {
        return Instant.now();
    }
}
