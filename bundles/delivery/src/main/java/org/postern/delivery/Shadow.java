package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.mail.Recipient;
import org.postern.core.MailContext;
import org.postern.spi.Transport.Status;

/// The transport that gets what another has delivered (`shadow_transport`). What becomes of that is told to
/// the log only.
///
/// @param services what every attempt needs
/// @param plan the configuration
/// @param message the message
/// @param context what is known of it
/// @param batch the batch that was delivered
record Shadow(Services services, Plan plan, SpooledMessage message, MailContext context, Batch batch) {
    /// Whether `shadow_condition` allows it for a recipient.
    boolean isWanted(Addressee addressee) {
        Optional<Expression> condition = batch.transport().shadowCondition();
        if (condition.isEmpty()) {
            return true;
        }
        try {
            return Truth.of(condition
                    .get()
                    .expand(context.with(addressee, addressee.slots()))
                    .value());
        } catch (ExpansionException e) {
            if (!e.forced()) {
                services.log()
                        .main(
                                message.id(),
                                "failed to expand shadow_condition of "
                                        + batch.transport().name() + ": " + e.getMessage());
            }
            return false;
        }
    }

    /// Delivers; gives what the line about the delivery says of it.
    String deliver(Addressee addressee) {
        String name = batch.transport().shadowTransport().orElse("");
        String trouble = trouble(name, addressee);
        return "ST=" + name + (trouble.isEmpty() ? "" : " (" + trouble + ")");
    }

    private String trouble(String name, Addressee addressee) {
        Optional<TransportBlock> shadow = plan.transport(name).filter(found -> !found.isRemote());
        if (shadow.isEmpty()) {
            return "there is no local transport of this name";
        }
        Batch own = new Batch(shadow.get(), List.of(), batch.errorsTo(), batch.edits(), List.of(addressee));
        BatchDelivery delivery = new BatchDelivery(own, message, context, List.of(), services, (_, _) -> {});
        try {
            delivery.begin();
            Map<Recipient, Status> statuses = shadow.get().instance().deliver(delivery);
            return switch (statuses.get(addressee)) {
                case Status.Delivered _ -> "";
                case Status.Deferred(var problem) -> problem.message();
                case Status.Failed(var problem) -> problem.message();
                case null -> "it did not say what became of it";
            };
        } catch (IOException | ExpansionException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            new Faults(services.log(), message.id(), services.snapshots()::plugins).log("transport " + name, e);
            return "it failed: " + e;
        }
    }
}
