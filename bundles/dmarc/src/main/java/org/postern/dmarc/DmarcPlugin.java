package org.postern.dmarc;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.dns.Dns;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Submissions;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The DMARC plugin: the condition `dmarc_status`, two controls, and the variables that show the result.
@Component(service = Plugin.class)
public final class DmarcPlugin implements Plugin {
    private final DmarcControl disable = DmarcControl.of("dmarc_disable_verify");
    private final DmarcControl forensic = DmarcControl.of("dmarc_enable_forensic");
    private final Reporting reporting;
    private final DmarcCheck check;

    /// The plugin with the resolver that it asks, and those who send its reports.
    @Activate
    public DmarcPlugin(@Reference Dns dns, @Reference Submissions submissions, @Reference Reporting reporting) {
        this(dns, submissions, reporting, InstantSource.system(), new SecureRandom());
    }

    DmarcPlugin(Dns dns, Submissions submissions, Reporting reporting, InstantSource clock, RandomGenerator random) {
        DmarcEvaluator evaluator = new DmarcEvaluator(dns, clock);
        SuffixFiles suffixes = new SuffixFiles();
        List<Witness> witnesses = new ArrayList<>();
        witnesses.add(new HistoryFile());
        witnesses.add(new FailureReports(forensic, evaluator, suffixes, dns, submissions, random));
        reporting.witness().ifPresent(witnesses::add);
        this.reporting = reporting;
        this.check = new DmarcCheck(evaluator, suffixes, disable, witnesses);
    }

    @Override
    public String name() {
        return "dmarc";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(DmarcOptions.all());
    }

    @Override
    public void check(Settings main) throws ConfigException {
        checkAddress(main, DmarcOptions.DMARC_FORENSIC_SENDER);
        checkAddress(main, DmarcOptions.DMARC_REPORT_SENDER);
    }

    private static void checkAddress(Settings main, Option<Optional<Expression>> option) throws ConfigException {
        Optional<Expression> value = main.get(option).filter(Expression::isConstant);
        if (value.isPresent() && !isAddress(value.get().source())) {
            throw main.invalid(option, "not an address: " + value.get().source());
        }
    }

    private static boolean isAddress(String text) {
        return text.isBlank()
                || (MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed
                        && DomainNames.of(parsed.domain()).isPresent());
    }

    @Override
    public void configured(Context context) {
        reporting.configured(context);
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new DmarcCondition(check),
                disable,
                disable.alsoCalled("dmarc_verify_disable"),
                forensic,
                forensic.alsoCalled("dmarc_forensic_enable"),
                shown("dmarc_status", result -> result.status().label()),
                shown("dmarc_status_text", DmarcPlugin::text),
                tainted("dmarc_used_domain", DmarcResult::usedDomain),
                shown("dmarc_domain_policy", DmarcPlugin::policy),
                shown("dmarc_alignment_spf", result -> alignment(result, result.spf())),
                shown("dmarc_alignment_dkim", result -> alignment(result, result.dkim())),
                Variable.of("dmarc_ar_header", this::header));
    }

    private Variable shown(String name, Function<DmarcResult, String> aspect) {
        return Variable.of(name, context -> check.shown(context).map(aspect).map(Text::trusted));
    }

    private Variable tainted(String name, Function<DmarcResult, String> aspect) {
        return Variable.of(name, context -> check.shown(context).map(aspect).map(Text::tainted));
    }

    /// A whole Authentication-Results field, as older configurations add it.
    private Optional<Text> header(Context context) throws ExpansionException {
        Optional<DmarcResult> result = check.shown(context).filter(known -> known.status() != DmarcResult.Status.OFF);
        String host = context.variable("primary_hostname").map(Text::value).orElse("localhost");
        return result.map(known -> Text.tainted("Authentication-Results: " + host + "; dmarc=" + known.word()
                + (known.author().isEmpty() ? "" : " header.from=" + known.author())));
    }

    private static String text(DmarcResult result) {
        String more = result.problem().isEmpty() ? "" : ": " + Printable.of(result.problem());
        return result.status().text() + more;
    }

    private static String policy(DmarcResult result) {
        return result.isDecided() ? result.found().orElseThrow().record().own().label() : "";
    }

    private static String alignment(DmarcResult result, boolean is) {
        return result.isDecided() ? DmarcCheck.yesOrNo(is) : "";
    }
}
