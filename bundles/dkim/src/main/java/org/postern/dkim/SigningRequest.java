package org.postern.dkim;

import java.util.Optional;
import java.util.OptionalLong;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SignatureAlgorithm;

/// What a signature is to be made of.
///
/// @param domain `d=`
/// @param selector `s=`
/// @param key signs
/// @param algorithm one of the key's kind
/// @param canonicalization of header and body
/// @param identity `i=`
/// @param names a list as `dkim_sign_headers` has it
/// @param created `t=`, in seconds since 1970
/// @param expires `x=`, in seconds since 1970
record SigningRequest(
        String domain,
        String selector,
        PrivateKey key,
        SignatureAlgorithm algorithm,
        Canonicalization canonicalization,
        Optional<String> identity,
        String names,
        OptionalLong created,
        OptionalLong expires) {}
