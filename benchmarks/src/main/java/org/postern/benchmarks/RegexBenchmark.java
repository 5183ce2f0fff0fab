package org.postern.benchmarks;

import java.io.IOException;
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
import org.postern.api.config.Regex;
import org.postern.core.BadConfiguration;
import org.postern.core.MailContext;
import org.postern.core.Policy;

/// The language's regular expressions beside libpcre2 (Debian: libpcre2-8-0) on patterns of real
/// configurations: decision 3.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class RegexBenchmark {
    /// Which pattern, and what it looks at.
    @Param({"helo", "dynamic_host", "local_part", "words_in_4_kib", "not_in_100_kib"})
    public String name = "helo";

    private String subject = "";
    private Text text = Text.EMPTY;
    private Policy policy = never();
    private MailContext context = never();
    private Regex java = never();
    private Pcre2 pcre2 = never();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // JMH calls what is set up before all else
    private static <T> T never() {
        return null;
    }

    /// Compiles the pattern both ways.
    @Setup(Level.Trial)
    public void prepare() throws BadConfiguration, ConfigException, IOException, ExpansionException {
        String pattern;
        switch (name) {
            case "helo" -> {
                pattern = "^\\[?[0-9.]+\\]?$";
                subject = "mail-out.example.net";
            }
            case "dynamic_host" -> {
                pattern = "(?i)(dyn|dial|dsl|ppp|pool)[-.0-9a-z]*\\.[a-z]+$";
                subject = "host-192-0-2-7.dynamic.example.net";
            }
            case "local_part" -> {
                pattern = "^.*[@%!/|`#&?]";
                subject = "bob.other";
            }
            case "words_in_4_kib" -> {
                pattern = "(?i)\\b(viagra|lottery|unclaimed funds)\\b";
                subject = "A word and another one, and so it goes on. ".repeat(95) + "You won the Lottery.";
            }
            default -> {
                pattern = "X-Spam-Flag:\\s+YES";
                subject = "X-Spam-Status: no, score=1.0 ".repeat(3500);
            }
        }
        policy = Mail.policy();
        context = Mail.context(policy);
        text = Text.tainted(subject);
        java = policy.compiler().regex(pattern, false);
        pcre2 = new Pcre2(pattern);
        if (java.find(text, context) != pcre2.find(subject)) {
            throw new IllegalStateException("they disagree about " + name);
        }
    }

    /// Ends what was begun.
    @TearDown(Level.Trial)
    public void clean() {
        policy.close();
        pcre2.close();
    }

    /// The language's.
    @Benchmark
    public boolean java() throws ExpansionException {
        return java.find(text, context);
    }

    /// Of libpcre2.
    @Benchmark
    public boolean pcre2() {
        return pcre2.find(subject);
    }
}
