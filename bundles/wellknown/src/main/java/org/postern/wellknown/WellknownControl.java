package org.postern.wellknown;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.mail.Controls;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;

/// `control = wellknown/FILE`: the file is the answer to WELLKNOWN. Without a file that can be shown the
/// control fails, and the statement does not hold.
final class WellknownControl implements AclModifier {
    /// The lines of the answer; none if there is none.
    static final Slot<List<String>> ANSWER = Slot.of(Slot.Lifetime.CONNECTION, "wellknown-answer");

    @Override
    public String name() {
        return "wellknown";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.WELLKNOWN);
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (argument.isBlank()) {
            throw new ConfigException("control = wellknown needs a file: control = wellknown/FILE");
        }
        return new Show(compiler.expression(argument));
    }

    /// Makes the file the answer.
    ///
    /// @param file its name
    private record Show(Expression file) implements Action {
        @Override
        public void apply(Context context) throws ExpansionException {
            attempt(context);
        }

        @Override
        public Outcome attempt(Context context) throws ExpansionException {
            Text name = file.expand(context);
            if (name.isEmpty() || context.get(Controls.NO_MULTILINE_RESPONSES).orElse(false)) {
                return Outcome.of(false);
            }
            if (name.tainted()) {
                throw ExpansionException.error("Tainted name '" + name + "' for file not permitted");
            }
            return show(name.value(), context);
        }

        private static Outcome show(String name, Context context) throws ExpansionException {
            try {
                context.put(ANSWER, new SiteFile(path(name)).answer());
                return new Outcome.Match();
            } catch (NoSuchFileException | AccessDeniedException | InvalidPathException e) {
                return new Outcome.NoMatch("", failed(name, e));
            } catch (SiteFile.UnfitException e) {
                return new Outcome.NoMatch("", failed(name, e));
            } catch (IOException e) {
                throw ExpansionException.defer(failed(name, e));
            }
        }

        private static Path path(String name) {
            return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }

        private static String failed(String name, Exception e) {
            return "wellknown: failed to open file \"" + name + "\": " + e;
        }
    }
}
