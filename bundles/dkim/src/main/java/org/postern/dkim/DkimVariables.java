package org.postern.dkim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.signatures.KeyRecord;
import org.postern.signatures.SignatureField;
import org.postern.spi.Variable;

/// The variables that show a signature. Without one they have Exim's defaults.
final class DkimVariables {
    /// The domain and selector for which a message is being signed.
    static final Slot<SigningFor> SIGNING = Slot.of(Slot.Lifetime.CONTEXT, "dkim signing");

    /// What stands for "no limit" and "never".
    private static final String NO_LIMIT = "9999999999999";

    private DkimVariables() {}

    /// What the options of the transport are expanded for.
    ///
    /// @param domain `$dkim_domain`
    /// @param selector `$dkim_selector`
    record SigningFor(Text domain, Text selector) {
        static final SigningFor NOTHING = new SigningFor(Text.EMPTY, Text.EMPTY);
    }

    static List<Variable> all() {
        return List.of(
                signing("dkim_domain", SigningFor::domain, SignatureField::domain),
                signing("dkim_selector", SigningFor::selector, SignatureField::selector),
                signature("dkim_identity", DkimSignature::identity, ""),
                tag("dkim_algo", SignatureField::algorithmName, ""),
                tag("dkim_canon_body", field -> field.bodyCanonicalization().word(), ""),
                tag(
                        "dkim_canon_headers",
                        field -> field.headerCanonicalization().word(),
                        ""),
                tag("dkim_copiedheaders", field -> field.tags().get("z").orElse(""), ""),
                tag("dkim_bodylength", field -> number(field.length(), NO_LIMIT), NO_LIMIT),
                tag("dkim_created", field -> number(field.timestamp(), "0"), "0"),
                tag("dkim_expires", field -> number(field.expiration(), NO_LIMIT), NO_LIMIT),
                tag("dkim_headernames", field -> String.join(":", field.names()), ""),
                key("dkim_key_testing", key -> key.isTesting() ? "1" : "0", "0"),
                key("dkim_key_nosubdomains", key -> key.forbidsSubdomains() ? "1" : "0", "0"),
                key("dkim_key_srvtype", KeyRecord::serviceTypes, "*"),
                key("dkim_key_granularity", KeyRecord::granularity, "*"),
                key("dkim_key_notes", KeyRecord::notes, ""),
                Variable.of("dkim_key_length", Run.SLOT, DkimVariables::keyLength),
                Variable.of("dkim_signers", context -> Optional.of(signers(context))),
                Variable.of("dkim_cur_signer", Run.SLOT, run -> Text.tainted(run.signer())),
                Variable.of(
                        "dkim_verify_signers",
                        context -> Optional.of(Text.trusted(
                                context.setting(DkimOptions.VERIFY_SIGNERS).source()))),
                Variable.of("dkim_verify_status", Run.SLOT, Run::status)
                        .settable((value, context) -> change(context, run -> run.withStatus(value))),
                Variable.of("dkim_verify_reason", Run.SLOT, Run::reasonText)
                        .settable((value, context) -> change(context, run -> run.withReason(value))));
    }

    private static void change(Context context, Function<Run, Run> change) {
        context.put(Run.SLOT, change.apply(context.get(Run.SLOT).orElseGet(() -> Run.without(""))));
    }

    private static Text signers(Context context) {
        return Text.tainted(String.join(":", context.get(Run.SIGNERS).orElse(List.of())));
    }

    private static Text keyLength(Run run) {
        return Text.trusted(
                String.valueOf(run.result().map(SignatureResult::keyBits).orElse(0)));
    }

    private static String number(OptionalLong number, String none) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : none;
    }

    private static Variable signing(
            String name, Function<SigningFor, Text> signing, Function<SignatureField, String> verified) {
        return Variable.of(name, context -> {
            Optional<Text> own = context.get(SIGNING).map(signing).filter(text -> !text.isEmpty());
            return own.or(() -> context.get(Run.SLOT)
                    .flatMap(Run::result)
                    .flatMap(SignatureResult::field)
                    .map(verified)
                    .map(Text::tainted));
        });
    }

    private static Variable signature(String name, Function<DkimSignature, String> aspect, String none) {
        return Variable.of(
                name,
                context -> shown(
                        context.get(Run.SLOT).flatMap(Run::result).flatMap(SignatureResult::signature), aspect, none));
    }

    private static Variable tag(String name, Function<SignatureField, String> aspect, String none) {
        return signature(name, signature -> aspect.apply(signature.field()), none);
    }

    private static Variable key(String name, Function<KeyRecord, String> aspect, String none) {
        return Variable.of(
                name,
                context ->
                        shown(context.get(Run.SLOT).flatMap(Run::result).flatMap(SignatureResult::key), aspect, none));
    }

    private static <T> Optional<Text> shown(Optional<T> value, Function<T, String> aspect, String none) {
        return Optional.of(value.map(aspect).map(Text::tainted).orElse(Text.trusted(none)));
    }
}
