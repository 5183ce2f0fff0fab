package org.postern.queuefile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.system.Identities;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of spool files: the transport that puts them out, and the directory that they are taken up
/// from.
@Component(service = Plugin.class)
public final class QueuefilePlugin implements Plugin {
    static final Option<Optional<Expression>> INPUT_DIRECTORY =
            Option.optional("queuefile_input_directory", OptionTypes.EXPRESSION);
    static final Option<Duration> INPUT_INTERVAL = Option.of("queuefile_input_interval", OptionTypes.TIME, "10s");

    private final Identities identities;
    private final InputWatch watch;

    /// The plugin with what tells it as whom the server works, and who looks into the input directory.
    @Activate
    public QueuefilePlugin(@Reference Identities identities, @Reference InputWatch watch) {
        this.identities = identities;
        this.watch = watch;
    }

    @Override
    public String name() {
        return "queuefile";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(INPUT_DIRECTORY, INPUT_INTERVAL));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new QueuefileDriver(identities));
    }

    @Override
    public void configured(Context context) {
        try {
            watch.look(directory(context), context.setting(INPUT_INTERVAL), context.log());
        } catch (IOException | ExpansionException e) {
            context.log().panic(INPUT_DIRECTORY.name() + ": " + e.getMessage());
        }
    }

    private static Optional<Path> directory(Context context) throws IOException, ExpansionException {
        Optional<Expression> option = context.setting(INPUT_DIRECTORY);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(SpoolDirectory.path(option.get().expand(context).value()));
    }
}
