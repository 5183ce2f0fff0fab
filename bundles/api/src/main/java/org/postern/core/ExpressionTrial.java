package org.postern.core;

import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// A session in which strings are tried, line by line. Used by one thread.
@ProviderType
@FunctionalInterface
public interface ExpressionTrial {
    /// What a line comes to: the string expanded; or what was done, for a line that defines a macro
    /// (`NAME = VALUE`) or sets an ACL variable (`set acl_m_x = STRING`, `set,t ...` for a tainted one).
    String answer(String line, Context context) throws ExpansionException;
}
