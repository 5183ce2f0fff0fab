package org.postern.mtasts;

import java.time.Duration;
import org.postern.api.Context;

/// How web servers are asked.
///
/// @param limit the time for one request, from the connection to the end of the answer
/// @param port where policies are fetched
/// @param anchors what certificates must lead to: `system`, or the name of a file
record WebSettings(Duration limit, int port, String anchors) {
    /// As the main section says.
    static WebSettings of(Context context) {
        return new WebSettings(
                context.setting(MtaStsOptions.MTA_STS_TIMEOUT),
                context.setting(MtaStsOptions.MTA_STS_PORT).intValue(),
                context.setting(MtaStsOptions.MTA_STS_VERIFY_CERTIFICATES));
    }
}
