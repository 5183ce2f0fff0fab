package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Text;
import org.postern.spi.Filter;
import org.postern.spi.FilterLanguage;
import org.postern.spi.FilterLanguage.Right;
import org.postern.spi.FilterLanguage.Source;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

/// Runs filters for a message to `user@local.example`.
final class Trial {
    final TestMessage message = TestMessage.from("ann@sender.example");
    final TestSettings router = TestSettings.block("forward");
    final TestRecipient recipient = TestRecipient.of("user@local.example").fact("home", "/home/user");
    final TestContext context;
    private final FilterLanguage language;

    Trial(FilterLanguage language) {
        this.language = language;
        this.context = TestContext.create()
                .message(message)
                .recipient(recipient)
                .variable("home", "/home/user")
                .variable("reply_address", Text.tainted("ann@sender.example"))
                .contributions(new FiltersPlugin().contributions());
    }

    Filter.Result run(String text) {
        return run(new Source(Text.trusted(text), false, Set.of(), Optional.of(router)));
    }

    Filter.Result run(Source source) {
        return language.compile(source, new TestCompiler()).run(Filter.Run.of(context));
    }

    Filter.Result runAsSystem(String text) {
        return run(new Source(Text.trusted(text), true, Set.of(Right.values()), Optional.empty()));
    }

    /// What is printed when the filter is tried.
    String report(String text) {
        List<String> lines = new ArrayList<>();
        language.compile(new Source(Text.trusted(text), false, Set.of(), Optional.empty()), new TestCompiler())
                .run(new Filter.Run(context, Optional.of(lines::add)));
        return String.join("\n", lines);
    }
}
