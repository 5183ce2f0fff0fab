package org.postern.dmarc;

import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.mail.Message;
import org.postern.api.net.IpText;
import org.postern.reports.Collector;

/// Hands what is to be in aggregate reports to their collector.
final class AggregateWitness implements Witness {
    private final Collector<String> collector;
    private final Supplier<Optional<ReportSettings>> settings;

    AggregateWitness(Collector<String> collector, Supplier<Optional<ReportSettings>> settings) {
        this.collector = collector;
        this.settings = settings;
    }

    @Override
    public String what() {
        return "DMARC aggregate report";
    }

    @Override
    public void saw(DmarcResult result, Context context) {
        boolean isWanted = result.isDecided()
                && settings.get().isPresent()
                && !result.found().orElseThrow().record().rua().isEmpty();
        if (!isWanted) {
            return;
        }
        String client = context.clientAddress().map(IpText::of).orElse("");
        String envelopeFrom = context.message()
                .map(Message::sender)
                .flatMap(sender -> DomainNames.of(sender.domain()))
                .orElse("");
        Observation.of(result, client, envelopeFrom).shortLine().ifPresent(collector::take);
    }
}
