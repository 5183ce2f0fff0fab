package org.postern.routers;

/// One item of a redirection list.
sealed interface RedirectItem {
    /// An address, not yet parsed.
    record Mailbox(String text) implements RedirectItem {}

    /// `|command`.
    record Pipe(String command) implements RedirectItem {}

    /// `/path`; a directory if it ends with a slash.
    record File(String path) implements RedirectItem {}

    /// `:include:path`.
    record Include(String path) implements RedirectItem {}

    /// `:unknown:`.
    record Unknown() implements RedirectItem {}

    /// `:blackhole:`.
    record Blackhole() implements RedirectItem {}

    /// `:defer:` with its text.
    record Defer(String text) implements RedirectItem {}

    /// `:fail:` with its text.
    record Fail(String text) implements RedirectItem {}
}
