package org.postern.admin;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/// Who may give commands: the user that the server runs as, and root. The kernel of the operating system
/// says who is at the other end.
///
/// @param owner the user that the server runs as
record Peers(UserPrincipal owner) {
    /// Those of a socket that this process has made.
    static Peers ofOwner(Path socket) throws IOException {
        return new Peers(Files.getOwner(socket));
    }

    boolean admits(SocketChannel channel) throws IOException {
        return admits(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
    }

    boolean admits(UserPrincipal peer) {
        return peer.equals(owner) || peer.getName().equals("root");
    }
}
