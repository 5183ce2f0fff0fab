package org.postern.spf;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.dns.Dns;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The SPF plugin: two options, two conditions, a lookup, and the variables that show the result.
@Component(service = Plugin.class)
public final class SpfPlugin implements Plugin {
    static final Option<String> SPF_GUESS = Option.of(
            "spf_guess", OptionType.of("an SPF policy", (text, _) -> policy(text)), "v=spf1 a/24 mx/24 ptr ?all");
    static final Option<Expression> SPF_SMTP_COMMENT_TEMPLATE = Option.of(
            "spf_smtp_comment_template",
            OptionType.of("an expanded string with SPF macros", SpfPlugin::template),
            "Please%_see%_http://www.open-spf.org/Why");

    private final SpfEvaluator evaluator;
    private final SpfCheck check;
    private final InstantSource clock;

    /// The plugin with the resolver that it asks.
    @Activate
    public SpfPlugin(@Reference Dns dns) {
        this(dns, InstantSource.system());
    }

    SpfPlugin(Dns dns, InstantSource clock) {
        this.evaluator = new SpfEvaluator(dns, clock);
        this.check = new SpfCheck(evaluator);
        this.clock = clock;
    }

    private static String policy(String text) throws ConfigException {
        try {
            SpfRecord.parse(text);
            return text;
        } catch (SpfException e) {
            throw new ConfigException("not an SPF policy: " + e.problem(), e);
        }
    }

    private static Expression template(String text, Compiler compiler) throws ConfigException {
        Expression expression = compiler.expression(text);
        try {
            if (expression.isConstant()) {
                MacroString.parse(text, MacroString.Use.EXPLANATION);
            }
            return expression;
        } catch (SpfException e) {
            throw new ConfigException("not a text with SPF macros: " + e.problem(), e);
        }
    }

    @Override
    public String name() {
        return "spf";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(SPF_GUESS, SPF_SMTP_COMMENT_TEMPLATE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new SpfCondition("spf", check::published),
                new SpfCondition("spf_guess", check::guessed),
                new SpfLookup(evaluator, clock),
                shown("spf_result", result -> Text.trusted(result.code().label())),
                shown("spf_result_guessed", result -> Text.trusted(result.isGuessed() ? "yes" : "no")),
                shown(
                        "spf_received",
                        result -> Text.tainted(SpfReport.of(result).received())),
                shown(
                        "spf_header_comment",
                        result -> Text.tainted(SpfReport.of(result).comment())),
                Variable.of("spf_smtp_comment", this::smtpComment),
                Variable.of("spf_guess", context -> Optional.of(Text.trusted(context.setting(SPF_GUESS)))));
    }

    private static Variable shown(String name, java.util.function.Function<SpfResult, Text> aspect) {
        return Variable.of(name, SpfCheck.SHOWN, aspect);
    }

    private Optional<Text> smtpComment(Context context) throws ExpansionException {
        Optional<SpfResult> shown = context.get(SpfCheck.SHOWN);
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        String template =
                context.setting(SPF_SMTP_COMMENT_TEMPLATE).expand(context).value();
        try {
            String ours = evaluator.expand(shown.get().request(), template);
            return Optional.of(Text.tainted(SpfReport.of(shown.get()).smtpComment(ours)));
        } catch (SpfException e) {
            throw ExpansionException.error("spf_smtp_comment_template: " + e.problem());
        }
    }
}
