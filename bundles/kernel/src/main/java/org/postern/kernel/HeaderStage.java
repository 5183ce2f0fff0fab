package org.postern.kernel;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Controls;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;

/// What is done to the header of a message that has come, before anybody sees it: fields that are not to
/// stay go, addresses get their domains, what is missing in a submission is added, and the rewriting rules
/// are put to it.
final class HeaderStage {
    private final Client client;
    private final Services services;

    HeaderStage(Client client, Services services) {
        this.client = client;
        this.services = services;
    }

    void apply(Transaction message, MailContext context) throws ExpansionException {
        if (context.setting(KernelOptions.RETURN_PATH_REMOVE)) {
            message.removeHeader("return-path");
        }
        AddressFields fields = new AddressFields(
                client.maySendUnqualifiedSenders() ? variable("qualify_domain", context) : "",
                client.maySendUnqualifiedRecipients() ? variable("qualify_recipient", context) : "",
                fault -> services.log().main("qualify/rewrite: " + fault));
        message.headers(fields.qualified(message.headers()));
        Optional<Controls.Submission> submission = context.get(Controls.SUBMISSION);
        if (submission.isPresent()) {
            new SubmissionFixups(submission.get(), client.authenticatedId(), this::rewritten).apply(message, context);
        }
        Rewriting rewriting = context.policy().rewriting();
        if (!Rewriting.NONE.equals(rewriting)) {
            message.rewrite(rewriting, context);
        }
    }

    private void rewritten(String line) {
        if (client.shows("address_rewrite")) {
            services.log().main(line);
        }
    }

    private static String variable(String name, MailContext context) throws ExpansionException {
        return context.variable(name).map(Text::value).orElse("");
    }
}
