package org.postern.filters;

import java.util.List;
import org.postern.api.config.Compiler;
import org.postern.spi.Filter;
import org.postern.spi.FilterLanguage;

/// Sieve (RFC 5228): `# Sieve filter`.
final class SieveFilterLanguage implements FilterLanguage {
    @Override
    public String name() {
        return "sieve";
    }

    @Override
    public boolean isLanguageOf(String text) {
        return FirstLine.says(text, "Sieve", "filter");
    }

    @Override
    public String title() {
        return "Sieve filter";
    }

    @Override
    public Filter compile(Source source, Compiler compiler) {
        boolean forbidden = source.router()
                .map(settings -> settings.get(FilterOptions.FORBID_SIEVE_FILTER))
                .orElse(false);
        if (forbidden || source.system()) {
            return faulty(forbidden ? "Sieve filtering not enabled" : "a Sieve filter cannot be the system filter");
        }
        try {
            return new SieveFilter(source.router(), new SieveCompiler(source).compile());
        } catch (FilterFault e) {
            return faulty(e.reason());
        }
    }

    private static Filter faulty(String reason) {
        return run -> {
            run.report(reason);
            return new Filter.Result(new Filter.Ending.Faulty(reason), List.of());
        };
    }
}
