package org.postern.socks;

/// A proxy has said no.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean ofHost;

    private Refusal(String message, boolean ofHost) {
        super(message);
        this.ofHost = ofHost;
    }

    /// The proxy itself does not do what is asked: another may.
    static Refusal ofProxy(String message) {
        return new Refusal(message, false);
    }

    /// By the code of its reply (RFC 1928, 6).
    static Refusal of(int code) {
        return switch (code) {
            case 1 -> ofProxy("general SOCKS server failure");
            case 2 -> ofProxy("connection not allowed by ruleset");
            case 3 -> new Refusal("Network is unreachable", true);
            case 4 -> new Refusal("No route to host", true);
            case 5 -> new Refusal("Connection refused", true);
            case 6 -> new Refusal("TTL expired", true);
            case 7 -> ofProxy("command not supported");
            case 8 -> ofProxy("address type not supported");
            default -> ofProxy("reply " + code);
        };
    }

    /// Whether the proxy has tried, and speaks of the host: no other proxy is asked.
    boolean isOfHost() {
        return ofHost;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
