package org.postern.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.core.BadConfiguration;
import org.postern.core.MailContext;
import org.postern.core.Policy;

/// What expressions of real configurations cost: `evaluate` when they are compiled, as in the server, and
/// `compile` what is done once for a configuration.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExpressionBenchmark {
    private static final Map<String, String> EXPRESSIONS = expressions();

    /// Which expression.
    @Param({
        "constant", "variables", "lower", "if_eq", "if_and", "def_header", "header", "addresses", "if_match",
                "substitute",
        "extract", "number", "time", "received", "md5", "length", "match_domain", "in_list", "reduce", "lsearch"
    })
    public String name = "constant";

    private String source = "";
    private Path aliases = Path.of("/");
    private Policy policy = never();
    private MailContext context = never();
    private Expression expression = never();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // JMH calls what is set up before all else
    private static <T> T never() {
        return null;
    }

    private static Map<String, String> expressions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("constant", "DKIM-Signature: none");
        all.put("variables", "$local_part@$domain");
        all.put("lower", "${lc:$local_part}");
        all.put("if_eq", "${if eq{$sender_host_address}{127.0.0.1}{local}{remote}}");
        all.put("if_and", "${if and{{!eq{$sender_address}{}}{>{$message_size}{50}}}{yes}{no}}");
        all.put("def_header", "${if def:h_List-Id:{list}{mail}}");
        all.put("header", "$h_subject:");
        all.put("addresses", "${address:$h_from:}");
        all.put("if_match", "${if match{$sender_helo_name}{\\N^\\[?[0-9.]+\\]?$\\N}{yes}{no}}");
        all.put("substitute", "${sg{$local_part}{\\N[^A-Za-z0-9]\\N}{_}}");
        all.put("extract", "${extract{domain}{user=$local_part domain=$domain}{$value}{none}}");
        all.put("number", "${eval:($message_size+1023)/1024}");
        all.put("time", "$tod_full");
        all.put(
                "received",
                "Received: ${if def:sender_rcvhost {from $sender_rcvhost\\n\\t}{"
                        + "${if def:sender_ident {from ${quote_local_part:$sender_ident} }}"
                        + "${if def:sender_helo_name {(helo=$sender_helo_name)\\n\\t}}}}"
                        + "by $primary_hostname ${if def:received_protocol {with $received_protocol }}(Postern)\\n\\t"
                        + "${if def:sender_address {(envelope-from <$sender_address>)\\n\\t}}id $message_exim_id"
                        + "${if def:received_for {\\n\\tfor $received_for}}");
        all.put("md5", "${md5:$local_part@$domain}");
        all.put("length", "/var/mail/${length_1:$domain}/$domain/${lc:${sg{$local_part}{/}{:}}}");
        all.put("match_domain", "${if match_domain{$domain}{+local_domains}{local}{remote}}");
        all.put("in_list", "${if inlisti{$local_part}{root:postmaster:bob.other}{known}{unknown}}");
        all.put("reduce", "${reduce {<, 1,2,3,4}{0}{${eval:$value+$item}}}");
        all.put("lsearch", "${lookup{$local_part}lsearch{ALIASES}{$value}fail}");
        return all;
    }

    /// Compiles the expression.
    @Setup(Level.Trial)
    public void prepare() throws BadConfiguration, ConfigException, IOException {
        aliases = Files.createTempFile("aliases", "");
        Files.writeString(aliases, "root: ann\npostmaster: ann\nbob.other: bob@example.com\n");
        Files.setLastModifiedTime(aliases, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        source = EXPRESSIONS.getOrDefault(name, "").replace("ALIASES", aliases.toString());
        policy = Mail.policy();
        context = Mail.context(policy);
        expression = policy.compiler().expression(source);
    }

    /// Removes what was made.
    @TearDown(Level.Trial)
    public void clean() throws IOException {
        policy.close();
        Files.delete(aliases);
    }

    /// Evaluates the compiled expression.
    @Benchmark
    public Text evaluate() throws ExpansionException {
        return expression.expand(context);
    }

    /// Compiles it.
    @Benchmark
    public Expression compile() throws ConfigException {
        return policy.compiler().expression(source);
    }
}
