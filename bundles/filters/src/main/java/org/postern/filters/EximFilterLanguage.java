package org.postern.filters;

import java.util.List;
import org.postern.api.config.Compiler;
import org.postern.spi.Filter;
import org.postern.spi.FilterLanguage;

/// Exim's own language of filters: `# Exim filter`.
final class EximFilterLanguage implements FilterLanguage {
    @Override
    public String name() {
        return "exim";
    }

    @Override
    public boolean isLanguageOf(String text) {
        return FirstLine.says(text, "Exim", "filter");
    }

    @Override
    public boolean isSystemDefault() {
        return true;
    }

    @Override
    public String title() {
        return "Exim filter";
    }

    @Override
    public Filter compile(Source source, Compiler compiler) {
        EximScope scope = new EximScope(source, compiler);
        if (source.router()
                .map(settings -> settings.get(FilterOptions.FORBID_EXIM_FILTER))
                .orElse(false)) {
            return faulty("Exim filtering not enabled");
        }
        try {
            return new EximFilter(scope, new EximParser(scope).parse());
        } catch (FilterFault e) {
            return faulty(e.reason());
        }
    }

    private static Filter faulty(String reason) {
        return run -> {
            run.report("Filter error: " + reason);
            return new Filter.Result(new Filter.Ending.Faulty(reason), List.of());
        };
    }
}
