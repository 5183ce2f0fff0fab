package org.postern.core;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// Knows which features can be installed and what words they would add.
@ProviderType
public interface FeatureDirectory {
    /// The name of a feature that has this word.
    Optional<String> featureWith(Offer offer);
}
