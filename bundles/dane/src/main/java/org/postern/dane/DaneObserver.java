package org.postern.dane;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.TlsObserver;

/// Tells of sessions in which a host did not do what its TLSA records say.
final class DaneObserver implements TlsObserver {
    @Override
    public String name() {
        return "dane";
    }

    @Override
    public void attempted(TlsAttempt attempt, Context context) {
        boolean ours = attempt.policy()
                .published()
                .map(TlsPolicy.Published::type)
                .filter("tlsa"::equals)
                .isPresent();
        if (ours && attempt.agreed().isEmpty() && attempt.fault().isPresent()) {
            boolean offered = attempt.fault().get() != TlsFault.STARTTLS_NOT_SUPPORTED;
            new DaneFailure(Optional.empty(), context)
                    .tell(offered ? "validation-failure" : TlsFault.STARTTLS_NOT_SUPPORTED.word());
        }
    }
}
