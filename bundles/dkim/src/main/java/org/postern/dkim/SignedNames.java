package org.postern.dkim;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.config.Lists;
import org.postern.signatures.SignedFields;

/// The names of the fields to sign, `h=`, from `dkim_sign_headers`.
final class SignedNames {
    /// Exim's default, which is also the macro `_DKIM_SIGN_HEADERS`: the fields of RFC 4871, 5.5.
    static final String DEFAULT = "From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:"
            + "Content-Transfer-Encoding:Content-ID:Content-Description:Resent-Date:Resent-From:Resent-Sender:"
            + "Resent-To:Resent-Cc:Resent-Message-ID:In-Reply-To:References:List-Id:List-Help:List-Unsubscribe:"
            + "List-Subscribe:List-Post:List-Owner:List-Archive";

    private SignedNames() {}

    /// The names: a plain one once for each time it is in the list, whether there is such a field or not; one
    /// with `=` once for each field; one with `+` once more than that, so that no field can be added. From
    /// is always among them (RFC 6376, 5.4).
    static List<String> of(String list, SignedFields header) {
        List<String> names = new ArrayList<>();
        for (String item : Lists.split(list)) {
            if (item.startsWith("=")) {
                add(item.substring(1).strip(), header.count(item.substring(1).strip()), names);
            } else if (item.startsWith("+")) {
                add(item.substring(1).strip(), header.count(item.substring(1).strip()) + 1, names);
            } else {
                add(item, 1, names);
            }
        }
        if (names.stream().noneMatch("From"::equalsIgnoreCase)) {
            names.addFirst("From");
        }
        return List.copyOf(names);
    }

    private static void add(String name, int times, List<String> names) {
        if (isName(name)) {
            for (int i = 0; i < times; i++) {
                names.add(name);
            }
        }
    }

    /// Whether it can stand in `h=`: no space, and no `;`, which would end the tag (RFC 6376, 2.10).
    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ';' && c != ':');
    }
}
