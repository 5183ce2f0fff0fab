package org.postern.kernel;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Outgoing;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.Spool;

/// Verifies as another does, and delivers nothing.
///
/// @param other who verifies
record TrialMailer(Mailer other) implements Mailer {
    @Override
    public void deliver(Spool.Spooled message) {
        throw new IllegalStateException("a message of a session on trial is not to be delivered");
    }

    @Override
    public String submit(Outgoing message, List<Address> recipients) {
        throw new IllegalStateException("a session on trial sends nothing");
    }

    @Override
    public Verification verify(Address address, Policy policy, Context context) {
        return other.verify(address, policy, context);
    }

    @Override
    public Expansion expand(Address address, Policy policy, Context context) {
        return other.expand(address, policy, context);
    }

    @Override
    public boolean flush(String part, boolean alone) {
        return true;
    }
}
