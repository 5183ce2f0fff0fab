package org.postern.transports;

/// What the exit status of a program usually means (`<sysexits.h>`).
final class ExitStatus {
    private static final int SIGNAL = 128;

    private ExitStatus() {}

    /// In parentheses, with a space before; or the empty string.
    static String meaning(int status) {
        String known = switch (status) {
            case 64 -> "usage or syntax error";
            case 65 -> "error in input data";
            case 66 -> "input data missing";
            case 67 -> "user nonexistent";
            case 68 -> "host nonexistent";
            case 69 -> "service or program unavailable";
            case 70 -> "internal software error";
            case 71 -> "internal operating system error";
            case 72 -> "system file missing";
            case 73 -> "can't create output file";
            case 74 -> "input/output error";
            case 75 -> "temporary error";
            case 76 -> "protocol error";
            case 77 -> "permission denied";
            case 78 -> "configuration error";
            case 127 -> "unable to exec or command does not exist";
            default -> status > SIGNAL ? "shell command ended by signal " + (status - SIGNAL) : "";
        };
        return known.isEmpty() ? "" : " (could mean " + known + ")";
    }
}
