package org.postern.filters;

/// What is wrong with a filter, or with one run of it. The message says where.
final class FilterFault extends Exception {
    private static final long serialVersionUID = 1;

    FilterFault(String message) {
        super(message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
