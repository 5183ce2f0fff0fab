package org.postern.admin;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.Problem;
import org.postern.core.Snapshots;

/// `postern:reload`: reads the configuration anew. A bad one is shown problem by problem, and does not come
/// into force.
@Component(
        service = ReloadCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=reload"})
public final class ReloadCommand {
    private final Snapshots snapshots;

    /// Of this server.
    @Activate
    public ReloadCommand(@Reference Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /// Prints warnings, or throws after printing all problems.
    public void reload(CommandSession session) throws CommandFailed {
        try {
            print(session, snapshots.reload());
        } catch (BadConfiguration e) {
            print(session, e.problems());
            throw new CommandFailed("not reloaded; the configuration in force stays");
        }
    }

    private static void print(CommandSession session, List<Problem> problems) {
        problems.forEach(problem -> session.getConsole().println(problem));
    }
}
