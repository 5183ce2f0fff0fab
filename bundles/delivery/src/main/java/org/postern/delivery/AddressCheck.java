package org.postern.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;

/// Verifies one address: by the routers, and if asked by a callout to its host. Safe for any number of threads.
final class AddressCheck {
    private final Plans plans = new Plans();
    private final LocalHosts localHosts = new LocalHosts();

    /// Verifies `address`.
    Checked check(Address address, Purpose purpose, VerifyOptions options, MailContext context) {
        Faults faults = new Faults(context.log(), "", List::of);
        MailContext view = purpose == Purpose.VERIFY_SENDER ? FromNobody.view(context) : context;
        Verifier.Route route = new Verifier(plans.of(context.policy()).routers(), localHosts, faults)
                .route(Addressee.ofEnvelope(address, Map.of()), purpose, view, options.successOnRedirect());
        Optional<Text> data = route.addressee().fact("address_data");
        return switch (route.step()) {
            case Step.Accept _, Step.Redirect _ -> Checked.good(data);
            case Step.Fail(var reason) -> Checked.unroutable(reason, data);
            case Step.Defer(var reason, var _) -> Checked.unknown(reason, data);
            case Step.Freeze(var reason) -> Checked.unknown(reason, data);
        };
    }

    /// Whether an option makes it good that the answer is not known now.
    boolean isOverridden(Checked checked, VerifyOptions options) {
        return switch (checked.result()) {
            case DEFER -> options.deferOk();
            case CALLOUT_DEFER ->
                options.deferOk()
                        || options.callout().filter(CalloutOptions::deferOk).isPresent();
            case OK, FAIL -> false;
        };
    }
}
