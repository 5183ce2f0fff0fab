package org.postern.language;

/// A condition or modifier of a statement as the configuration has it, and what it does. Immutable.
///
/// @param name the word
/// @param text all of it, for those who read a trace
/// @param step what it does
record AclItem(String name, String text, AclStep step) {
    static AclItem of(Raw.Item item, AclStep step) {
        String argument = switch (item.name()) {
            case "set" -> " " + item.value();
            case "endpass" -> "";
            default -> " = " + item.value();
        };
        return new AclItem(item.name(), (item.negated() ? "!" : "") + item.name() + argument, step);
    }

    /// That it is in an ACL where it cannot be.
    String misplaced(String phase) {
        return switch (step) {
            case AclStep.Act act
            when name.equals("control") -> "cannot use \"control=" + act.source() + "\" in " + phase + " ACL";
            case AclStep.Act _ -> "cannot use " + name + " condition in " + phase + " ACL";
            case AclStep.Check check
            when name.equals("verify") -> "cannot verify " + check.source() + " in ACL for " + phase;
            default -> "cannot test " + name + " condition in " + phase + " ACL";
        };
    }
}
