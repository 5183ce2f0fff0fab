package org.postern.dmarc;

import java.util.List;

/// What is checked: whether a message may bear its author's domain.
///
/// @param author the domain of the From field
/// @param spf what SPF says of MAIL FROM; none if it was not checked
/// @param dkim what came of the signatures
record DmarcRequest(String author, List<Identifier> spf, List<Identifier> dkim) {
    DmarcRequest {
        spf = List.copyOf(spf);
        dkim = List.copyOf(dkim);
    }
}
