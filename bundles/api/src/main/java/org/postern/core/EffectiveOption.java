package org.postern.core;

import java.util.Optional;

/// An option of the configuration with the value that is in force, and where it comes from.
///
/// @param section `main`, `router`, `transport`, `authenticator`; for a named list `domainlist`, `hostlist`,
/// `addresslist` or `localpartlist`
/// @param block the name of the block; empty in the main section
/// @param name the option; for a named list its name
/// @param value as the configuration would write it; empty if the option is not set and has no default
/// @param place `FILE:LINE`; empty if the configuration does not set it
/// @param isBoolean whether it is yes or no
public record EffectiveOption(
        String section, String block, String name, Optional<String> value, Optional<String> place, boolean isBoolean) {}
