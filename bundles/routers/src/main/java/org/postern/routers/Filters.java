package org.postern.routers;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Filter;
import org.postern.spi.FilterLanguage;
import org.postern.spi.FilterLanguage.Right;

/// The filters that one `redirect` router has met lately, compiled. Safe for any number of threads.
final class Filters {
    private static final int KEPT = 256;
    private static final int KEPT_CHARACTERS = 64 << 10;

    private final Settings settings;
    /// By their text. Guarded by itself.
    private final Map<Text, Filter> compiled = new Recent();

    Filters(Settings settings) {
        this.settings = settings;
    }

    private static final class Recent extends LinkedHashMap<Text, Filter> {
        private static final long serialVersionUID = 1;

        private Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Text, Filter> eldest) {
            return size() > KEPT;
        }
    }

    /// Runs the filter with this text.
    Filter.Result run(Text text, FilterLanguage language, Context context) {
        return filter(text, language, context).run(Filter.Run.of(context));
    }

    private Filter filter(Text text, FilterLanguage language, Context context) {
        if (text.value().length() > KEPT_CHARACTERS) {
            return compile(text, language, context);
        }
        synchronized (compiled) {
            return compiled.computeIfAbsent(text, _ -> compile(text, language, context));
        }
    }

    private Filter compile(Text text, FilterLanguage language, Context context) {
        return language.compile(
                new FilterLanguage.Source(text, false, rights(), Optional.of(settings)), context.compiler());
    }

    private Set<Right> rights() {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        grant(Right.DEFER, RedirectDriver.ALLOW_DEFER, rights);
        grant(Right.FAIL, RedirectDriver.ALLOW_FAIL, rights);
        grant(Right.FREEZE, RedirectDriver.ALLOW_FREEZE, rights);
        return rights;
    }

    private void grant(Right right, Option<Boolean> option, Set<Right> rights) {
        if (settings.get(option)) {
            rights.add(right);
        }
    }
}
