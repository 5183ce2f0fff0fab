package org.postern.ocsp;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.StapleSource;

/// What this server staples: what is in the files of `tls_ocsp_file`, and what it has fetched.
final class OcspStaples implements StapleSource {
    private final ServedResponses responses;

    OcspStaples(ServedResponses responses) {
        this.responses = responses;
    }

    @Override
    public String name() {
        return "tls_ocsp_file";
    }

    @Override
    public Optional<byte[]> staple(List<X509Certificate> chain, Context context) throws ExpansionException {
        return responses
                .find(chain, named(context), context.now(), context.log())
                .map(Response::der);
    }

    private static List<ResponseFile> named(Context context) throws ExpansionException {
        var option = context.setting(OcspOptions.TLS_OCSP_FILE);
        Text list = option.isEmpty()
                ? Text.EMPTY
                : option.get().expandUnlessForced(context).orElse(Text.EMPTY);
        if (list.tainted() && !list.isEmpty()) {
            throw ExpansionException.error(
                    "tls_ocsp_file: the name of the file comes from outside (tainted): " + list.value());
        }
        return ResponseFile.parse(list.value());
    }
}
